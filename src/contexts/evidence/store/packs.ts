import {
  bigintArray,
  byteaArray,
  integerArray,
  type Tx,
  textArray,
  uuidArray,
} from '../../../platform/database/index.ts';

/** Most entries in a pack; PostgreSQL checks it. */
export const MOST_IN_PACK = 256;

/** An entry about to be stored; `person` is null, with the other two, for an act that concerns nobody. */
export interface NewEntry {
  readonly entry: string;
  readonly person: string | null;
  readonly generation: number | null;
  readonly n: number | null;
  readonly opening: Buffer;
}

/** What one statement stores. `made` is the time in the ids of all its entries, in milliseconds since 1970. */
export interface NewPack {
  readonly made: number;
  readonly mergeBy: Date;
  readonly key: string;
  readonly entries: readonly NewEntry[];
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

// What every pack's statement has in common: the first seven parameters, and that a pack waits for the sequencer. A sequence number is taken
// after the chains are locked, so that the order of packs is the order of each person's numbers.
const PACK = `insert into evidence.pack (made, merge_by, key, entries, openings, persons, generations, numbers)
  select $1, $2, $3, $4::text[], $5::bytea[], $6::uuid[], $7::integer[], $8::bigint[]`;
const WAIT = 'insert into evidence.pending (seq, size, merge_by) select seq, cardinality($4::text[]), $2 from stored';

const OF_NOBODY = `with stored as (${PACK} returning seq) ${WAIT}`;

// Nothing is stored when the chain has moved since it was read.
const ofOne = (move: string): string => `with moved as (${move}),
  stored as (${PACK} from moved returning seq),
  traced as (insert into evidence.chain_pack (person, generation, n, seq) select $9, $10, $13::bigint, seq from stored)
  ${WAIT}`;
const MOVING = ofOne(`update evidence.chain set n = $11
  where person = $9 and generation = $10::integer and n = $14::bigint and keys = $12 returning 1`);
const BEGINNING = ofOne(`insert into evidence.chain (person, generation, n, keys)
  select $9::uuid, $10::integer, $11::bigint, $12::bytea where $14::bigint = 0 on conflict (person) do nothing returning 1`);

// The chains are locked already.
const OF_SEVERAL = `with stored as (${PACK} returning seq),
  moved as (update evidence.chain set n = row.n from unnest($9::uuid[], $12::bigint[]) as row (person, n)
    where evidence.chain.person = row.person),
  traced as (insert into evidence.chain_pack (person, generation, n, seq)
    select row.person, row.generation, row.n, stored.seq
      from stored, unnest($9::uuid[], $10::integer[], $11::bigint[]) as row (person, generation, n))
  ${WAIT}`;

function packParameters({ made, mergeBy, key, entries }: NewPack): unknown[] {
  return [
    made,
    mergeBy,
    key,
    textArray(entries.map((entry) => entry.entry)),
    byteaArray(entries.map((entry) => entry.opening)),
    uuidArray(entries.map((entry) => entry.person)),
    integerArray(entries.map((entry) => entry.generation)),
    bigintArray(entries.map((entry) => entry.n)),
  ];
}

/** Stores a pack of acts that concern nobody. */
export async function insertPack(tx: Tx, pack: NewPack): Promise<void> {
  await tx.execute(OF_NOBODY, packParameters(pack), 'evidence.insert-pack');
}

/** Moves a person's chain and stores a pack about nobody else, in one statement; false, and nothing is stored, when the chain stands elsewhere. */
export async function insertPackOfOne(tx: Tx, pack: NewPack, move: ChainMove): Promise<boolean> {
  const { person, generation, n, keys, expected, begin } = move;
  const parameters = [...packParameters(pack), person, generation, n, keys, expected + 1, expected];
  const stored = begin
    ? await tx.execute(BEGINNING, parameters, 'evidence.begin-chain')
    : await tx.execute(MOVING, parameters, 'evidence.insert-pack-of-one');
  return stored === 1;
}

/** A person's first and last number in a pack. */
export interface PackedChain {
  readonly person: string;
  readonly generation: number;
  readonly first: number;
  readonly last: number;
}

/** Stores a pack about several people, whose chains the transaction has locked, and moves the chains. */
export async function insertPackOfSeveral(tx: Tx, pack: NewPack, chains: readonly PackedChain[]): Promise<void> {
  await tx.execute(
    OF_SEVERAL,
    [
      ...packParameters(pack),
      uuidArray(chains.map((chain) => chain.person)),
      integerArray(chains.map((chain) => chain.generation)),
      bigintArray(chains.map((chain) => chain.first)),
      bigintArray(chains.map((chain) => chain.last)),
    ],
    'evidence.insert-pack-of-several',
  );
}

/** A pack that waits for its place: its entries' texts, each ended by a line feed but the last (canonical JSON holds none). */
export interface PendingPack {
  readonly seq: number;
  readonly entries: string;
  readonly mergeBy: Date;
}

/** Takes committed packs out of the queue, oldest first, until they hold `most` entries. */
export async function takePending(tx: Tx, most: number): Promise<PendingPack[]> {
  return tx.query(
    `with chosen as materialized (
       select seq from (
         select seq, sum(size) over (order by seq) - size as before
           from (select seq, size from evidence.pending order by seq limit $1) as oldest) as counted
        where before < $1),
     taken as (delete from evidence.pending where seq = any(array(select seq from chosen)) returning seq)
     select seq, array_to_string(entries, E'\\n') as entries, merge_by as "mergeBy"
       from taken join evidence.pack using (seq) order by seq`,
    [most],
    'evidence.take-pending',
  );
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
