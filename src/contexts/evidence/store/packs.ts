import {
  ArrayWriter,
  bigintArray,
  byteaArray,
  integerArray,
  retryWhenOvertaken,
  type Tx,
  uuidArray,
} from '../../../platform/database/index.ts';

/** Most entries in a pack. */
export const MOST_IN_PACK = 256;

/** An entry as it stands in a pack; `person` is null, with the other two, for an act that concerns nobody. */
export interface NewEntry {
  readonly entry: string;
  readonly person: string | null;
  readonly generation: number | null;
  readonly n: number | null;
}

/** What is the same for all entries of a pack. `made` is the time in their ids, in milliseconds since 1970. */
export interface PackHead {
  readonly made: number;
  readonly mergeBy: Date;
  readonly key: string;
}

/** A pack being filled: entries are written into the parameters of its statement at once, and leave nothing else behind. */
export class NewPack {
  readonly #head: PackHead;
  readonly #entries: ArrayWriter;
  readonly #openings: ArrayWriter;
  readonly #persons: ArrayWriter;
  readonly #generations: ArrayWriter;
  readonly #numbers: ArrayWriter;
  readonly #chains = new Map<string, { person: string; generation: number; first: number }>();

  constructor(head: PackHead, expected: number) {
    const most = Math.min(expected, MOST_IN_PACK);
    this.#head = head;
    // About what entries and openings take; the arrays grow if they take more.
    this.#entries = new ArrayWriter('text', most * 280);
    this.#openings = new ArrayWriter('bytea', most * 260);
    this.#persons = new ArrayWriter('uuid', most * 20);
    this.#generations = new ArrayWriter('integer', most * 8);
    this.#numbers = new ArrayWriter('bigint', most * 12);
  }

  /** How many more entries it takes. */
  get room(): number {
    return MOST_IN_PACK - this.#entries.length;
  }

  add({ entry, person, generation, n }: NewEntry): void {
    this.#entries.text(entry);
    if (person === null || generation === null || n === null) {
      this.#persons.null();
      this.#generations.null();
      this.#numbers.null();
      return;
    }
    this.#persons.uuid(person);
    this.#generations.integer(generation);
    this.#numbers.bigint(n);
    if (!this.#chains.has(person)) this.#chains.set(person, { person, generation, first: n });
  }

  /** Adds the sealed openings of the next `count` entries that have none yet: the first holds all, the others say how far back it is. */
  addOpenings(sealed: Buffer, count: number): void {
    this.#openings.bytes(sealed);
    for (let distance = 1; distance < count; distance += 1)
      this.#openings.bytes(Buffer.of(distance >> 8, distance & 0xff));
  }

  /** The people in it, with their first number in it. */
  get chains(): readonly { readonly person: string; readonly generation: number; readonly first: number }[] {
    return [...this.#chains.values()];
  }

  /** The first eight parameters of every pack's statement. */
  parameters(): unknown[] {
    const { made, mergeBy, key } = this.#head;
    const arrays = [this.#entries, this.#openings, this.#persons, this.#generations, this.#numbers];
    return [made, mergeBy, key, ...arrays.map((array) => array.finish())];
  }
}

/** How the chain of the only person in a pack moves: to `n`, if it still stands as expected; `begin` starts a chain that must not be there yet. */
export interface ChainMove {
  readonly person: string;
  readonly generation: number;
  readonly keys: Buffer;
  readonly expected: number;
  readonly n: number;
  readonly begin: boolean;
}

// What every pack's statement has in common: the first eight parameters, and that a pack waits for the sequencer. A sequence number is taken
// after the chains are locked, so that the order of packs is the order of each person's numbers.
const PACK = `insert into evidence.pack (made, merge_by, key, entries, openings, persons, generations, numbers)
  select $1, $2, $3, $4::text[], $5::bytea[], $6::uuid[], $7::integer[], $8::bigint[]`;
const WAIT = 'insert into evidence.pending (seq, size, merge_by) select seq, cardinality($4::text[]), $2 from stored';

const OF_NOBODY = `with stored as (${PACK} returning seq) ${WAIT}`;

const MOVE = `update evidence.chain set n = $11
  where person = $9 and generation = $10::integer and n = $14::bigint and keys = $12 returning 1`;
const BEGIN = `insert into evidence.chain (person, generation, n, keys)
  select $9::uuid, $10::integer, $11::bigint, $12::bytea where $14::bigint = 0 on conflict (person) do nothing returning 1`;
const TRACED = `traced as (insert into evidence.chain_pack (person, generation, n, seq) select $9, $10, $13::bigint, seq from stored)`;

// Nothing is stored when the chain has moved since it was read.
const ofOne = (move: string): string => `with moved as (${move}),
  stored as (${PACK} from moved returning seq),
  ${TRACED}
  ${WAIT}`;
const MOVING = ofOne(MOVE);
const BEGINNING = ofOne(BEGIN);

// The same, but then the statement fails.
const foreseenOfOne = (move: string): string => `with moved as (${move}),
  checked as (select 1 / count(*) as fine from moved),
  stored as (${PACK} from checked where fine = 1 returning seq),
  ${TRACED}
  ${WAIT}`;
const FORESEEN_MOVING = foreseenOfOne(MOVE);
const FORESEEN_BEGINNING = foreseenOfOne(BEGIN);

// A pack of one entry: what is one of each is sent as it is, and put into arrays here.
const FORESEEN_ENTRY = `with moved as (update evidence.chain set n = $8::bigint + 1
    where person = $6 and generation = $7::integer and n = $8::bigint and keys = $9 returning 1),
  stored as (insert into evidence.pack (made, merge_by, key, entries, openings, persons, generations, numbers)
    select $1, $2, $3, array[$4::text], array[$5::bytea], array[$6::uuid], array[$7::integer], array[$8::bigint + 1]
     where 1 / (select count(*) from moved) = 1 returning seq),
  traced as (insert into evidence.chain_pack (person, generation, n, seq) select $6, $7, $8::bigint + 1, seq from stored)
  insert into evidence.pending (seq, size, merge_by) select seq, 1, $2 from stored`;

// The numbers are taken already.
const OF_SEVERAL = `with stored as (${PACK} returning seq),
  traced as (insert into evidence.chain_pack (person, generation, n, seq)
    select row.person, row.generation, row.n, stored.seq
      from stored, unnest($9::uuid[], $10::integer[], $11::bigint[]) as row (person, generation, n))
  ${WAIT}`;

// As `takeNumbers` moves the chains; then they must stand where the pack's numbers end.
const TAKING = `with row as (
    select * from unnest($9::uuid[], $10::integer[], $11::bigint[], $12::bigint[], $13::bytea[]) as row (person, generation, n, was, keys)),
  taken as (insert into evidence.chain as chain (person, generation, n, keys)
    select person, 1, n - was, keys from row order by person
    on conflict (person) do update set n = chain.n + excluded.n
    returning person, generation, n, keys),
  checked as (select 1 / (count(*) = cardinality($9::uuid[]))::integer as fine
    from taken join row on taken.person = row.person and taken.generation = row.generation and taken.n = row.n and taken.keys = row.keys),
  stored as (${PACK} from checked where fine = 1 returning seq),
  traced as (insert into evidence.chain_pack (person, generation, n, seq)
    select row.person, row.generation, row.first, stored.seq
      from stored, unnest($14::uuid[], $15::integer[], $16::bigint[]) as row (person, generation, first))
  ${WAIT}`;

/** Stores a pack of acts that concern nobody. */
export async function insertPack(tx: Tx, pack: NewPack): Promise<void> {
  await tx.execute(OF_NOBODY, pack.parameters(), 'evidence.insert-pack');
}

/** Moves a person's chain and stores a pack about nobody else, in one statement; false, and nothing is stored, when the chain stands elsewhere. */
export async function insertPackOfOne(tx: Tx, pack: NewPack, move: ChainMove): Promise<boolean> {
  const { person, generation, n, keys, expected, begin } = move;
  const parameters = [...pack.parameters(), person, generation, n, keys, expected + 1, expected];
  const stored = begin
    ? await tx.execute(BEGINNING, parameters, 'evidence.begin-chain')
    : await tx.execute(MOVING, parameters, 'evidence.insert-pack-of-one');
  return stored === 1;
}

/** Where a chain stood, and where the acts of a transaction take it. */
export interface ForeseenMove {
  readonly person: string;
  readonly generation: number;
  readonly keys: Buffer;
  readonly from: number;
  readonly n: number;
}

/**
 * Moves chains (sorted by person) and stores the first pack about them, in one statement; fails, so that the transaction is tried again, when one
 * of them stands elsewhere or under other keys.
 */
export async function insertForeseenPack(tx: Tx, pack: NewPack, moves: readonly ForeseenMove[]): Promise<void> {
  const { chains } = pack;
  const [only] = moves;
  if (only !== undefined && moves.length === 1) {
    const { person, generation, n, keys, from } = only;
    const parameters = [...pack.parameters(), person, generation, n, keys, from + 1, from];
    // A later key stands in the chain before it has an entry; only the first begins it.
    const stored =
      from === 0 && generation === 1
        ? tx.execute(FORESEEN_BEGINNING, parameters, 'evidence.begin-foreseen-chain')
        : tx.execute(FORESEEN_MOVING, parameters, 'evidence.insert-foreseen-pack-of-one');
    await retryWhenOvertaken(stored);
    return;
  }
  const parameters = [
    ...pack.parameters(),
    uuidArray(moves.map((move) => move.person)),
    integerArray(moves.map((move) => move.generation)),
    bigintArray(moves.map((move) => move.n)),
    bigintArray(moves.map((move) => move.from)),
    byteaArray(moves.map((move) => move.keys)),
    uuidArray(chains.map((chain) => chain.person)),
    integerArray(chains.map((chain) => chain.generation)),
    bigintArray(chains.map((chain) => chain.first)),
  ];
  await retryWhenOvertaken(tx.execute(TAKING, parameters, 'evidence.insert-foreseen-pack'));
}

/** The only entry of a pack, with its sealed opening. `made` is the time in its id, in milliseconds since 1970. */
export interface LoneEntry {
  readonly made: number;
  readonly mergeBy: Date;
  readonly key: string;
  readonly entry: string;
  readonly opening: Buffer;
}

/**
 * Moves a chain on by one and stores the entry, in one statement; fails, so that the transaction is tried again, when the chain stands elsewhere or
 * under other keys.
 */
export async function insertForeseenEntry(
  tx: Tx,
  { made, mergeBy, key, entry, opening }: LoneEntry,
  chain: { readonly person: string; readonly generation: number; readonly n: number; readonly sealed: Buffer },
): Promise<void> {
  const { person, generation, n, sealed } = chain;
  const parameters = [made, mergeBy.toISOString(), key, entry, opening, person, generation, n, sealed];
  await retryWhenOvertaken(tx.execute(FORESEEN_ENTRY, parameters, 'evidence.insert-foreseen-entry'));
}

/** Stores a pack about several people, whose numbers the transaction has taken. */
export async function insertPackOfSeveral(tx: Tx, pack: NewPack): Promise<void> {
  const { chains } = pack;
  await tx.execute(
    OF_SEVERAL,
    [
      ...pack.parameters(),
      uuidArray(chains.map((chain) => chain.person)),
      integerArray(chains.map((chain) => chain.generation)),
      bigintArray(chains.map((chain) => chain.first)),
    ],
    'evidence.insert-pack-of-several',
  );
}

/** A pack that waits for its place: how many entries it holds, and their leaf hashes side by side, 32 bytes each. */
export interface PendingPack {
  readonly seq: number;
  readonly size: number;
  readonly leaves: Buffer;
  readonly mergeBy: Date;
}

// SHA-256(0x00 || entry) of each entry's own text as it is stored (RFC 6962, section 2.1), made where it lies: the event loop neither reads nor hashes
// what it only needs the hash of. The self-check makes them once more from the texts.
const PENDING = `select seq, cardinality(entries) as size, merge_by as "mergeBy",
    (select string_agg(sha256('\\x00'::bytea || convert_to(entry, 'UTF8')), ''::bytea order by place)
       from unnest(entries) with ordinality as each (entry, place)) as leaves
  from evidence.pack where seq = any($1::bigint[]) order by seq`;

/** Takes committed packs out of the queue, oldest first, until they hold `most` entries. */
export async function takePending(tx: Tx, most: number): Promise<PendingPack[]> {
  const taken = await tx.query<{ seq: number }>(
    `delete from evidence.pending where seq = any(array(
       select seq from (
         select seq, sum(size) over (order by seq) - size as before
           from (select seq, size from evidence.pending order by seq limit $1) as oldest) as counted
        where before < $1)) returning seq`,
    [most],
    'evidence.take-pending',
  );
  if (taken.length === 0) return [];
  // Apart from the deletion, so that the plan is a look-up by key however large the log is.
  return tx.query<PendingPack>(PENDING, [bigintArray(taken.map((pack) => pack.seq))], 'evidence.read-packs');
}

/** Gives packs their places in the log; `index` is that of a pack's first entry. Fails if a place is taken. */
export async function insertPlaces(
  tx: Tx,
  places: readonly { readonly index: number; readonly seq: number }[],
): Promise<void> {
  await tx.execute(
    'insert into evidence.place (index, seq) select index, seq from unnest($1::bigint[], $2::bigint[]) as row (index, seq) order by index',
    [bigintArray(places.map((place) => place.index)), bigintArray(places.map((place) => place.seq))],
    'evidence.insert-places',
  );
}

/** How many promises are past their time and not kept. */
export async function countOverdue(tx: Tx, now: Date): Promise<number> {
  const row = await tx.one<{ overdue: number }>(
    'select coalesce(sum(size), 0)::bigint as overdue from evidence.pending where merge_by < $1',
    [now],
    'evidence.count-overdue',
  );
  return row.overdue;
}
