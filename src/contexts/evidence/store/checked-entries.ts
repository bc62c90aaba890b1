import type { Tx } from '../../../platform/database/index.ts';

/** An entry with all that its pack says of it, for the self-check. */
export interface CheckedEntry {
  readonly seq: number;
  readonly position: number;
  readonly made: number;
  readonly id: string;
  readonly entry: string;
  readonly person: string | null;
  readonly generation: number | null;
  readonly n: number | null;
  readonly opening: Buffer | null;
  readonly openingId: string | null;
  readonly openingAt: number;
  readonly mergeBy: Date;
  readonly key: string;
  readonly index: number | null;
}

/** The numbers of the next packs. */
export async function nextPacks(tx: Tx, after: number, most: number): Promise<number[]> {
  const rows = await tx.query<{ seq: number }>(
    'select seq from evidence.pack where seq > $1 order by seq limit $2',
    [after, most],
    'evidence.next-packs',
  );
  return rows.map(({ seq }) => seq);
}

/** The entries of packs, in the order of recording. */
export async function entriesOfPacks(tx: Tx, packs: readonly number[]): Promise<CheckedEntry[]> {
  return tx.query<CheckedEntry>(
    `select seq, position, made, id, entry, person, generation, n, opening, opening_id as "openingId", opening_at as "openingAt",
       merge_by as "mergeBy", key, index from evidence.entry where seq = any($1::bigint[]) order by seq, position`,
    [packs],
    'evidence.checked-entries',
  );
}

/** How a pack stands: merged, or waiting as it should. */
export interface PackState {
  readonly seq: number;
  readonly size: number;
  readonly mergeBy: Date;
  readonly index: number | null;
  readonly waiting: number | null;
  readonly waitsUntil: Date | null;
  /** Whether all of its arrays have one length. */
  readonly even: boolean;
}

/** The states of packs. */
export async function statesOfPacks(tx: Tx, packs: readonly number[]): Promise<PackState[]> {
  return tx.query<PackState>(
    `select pack.seq, cardinality(entries) as size, pack.merge_by as "mergeBy", place.index, pending.size as waiting,
       pending.merge_by as "waitsUntil",
       cardinality(openings) = cardinality(entries) and cardinality(persons) = cardinality(entries)
         and cardinality(generations) = cardinality(entries) and cardinality(numbers) = cardinality(entries) as even
      from evidence.pack left join evidence.place using (seq) left join evidence.pending using (seq)
     where pack.seq = any($1::bigint[]) order by pack.seq`,
    [packs],
    'evidence.states-of-packs',
  );
}

/** A stretch of one person's numbers in one pack. */
export interface Stretch {
  readonly seq: number;
  readonly person: string;
  readonly generation: number;
  readonly first: number;
  readonly last: number;
}

/** Of stretches, those that are not traced, and those that neither go on nor end where the chain does. */
export async function looseStretches(
  tx: Tx,
  stretches: readonly Stretch[],
): Promise<(Stretch & { readonly traced: boolean; readonly continued: boolean; readonly erased: boolean })[]> {
  return tx.query(
    `select * from (
       select s.seq, s.person, s.generation, s.first, s.last,
         exists (select from evidence.chain_pack c where c.person = s.person and c.generation = s.generation and c.n = s.first
                  and c.seq = s.seq) as traced,
         exists (select from evidence.chain_pack c where c.person = s.person and c.generation = s.generation and c.n = s.last + 1)
           or exists (select from evidence.chain c where c.person = s.person and c.generation = s.generation and c.n = s.last)
           or exists (select from evidence.ended_key c where c.person = s.person and c.generation = s.generation and c.n = s.last)
           or exists (select from evidence.erased e join evidence.chain c using (person)
                       where e.person = s.person and c.generation > s.generation) as continued,
         exists (select from evidence.erased e where e.person = s.person) as erased
       from unnest($1::bigint[], $2::uuid[], $3::integer[], $4::bigint[], $5::bigint[]) as s (seq, person, generation, first, last)
     ) as looked where not traced or not continued`,
    [
      stretches.map(({ seq }) => seq),
      stretches.map(({ person }) => person),
      stretches.map(({ generation }) => generation),
      stretches.map(({ first }) => first),
      stretches.map(({ last }) => last),
    ],
    'evidence.loose-stretches',
  );
}

/** A key of a person, current or ended; empty for somebody who was erased. */
export interface StoredKey {
  readonly person: string;
  readonly generation: number;
  readonly keys: Buffer;
}

/** All keys of people. */
export async function keysOfPersons(tx: Tx, persons: readonly string[]): Promise<StoredKey[]> {
  return tx.query<StoredKey>(
    `select person, generation, keys from evidence.chain where person = any($1::uuid[])
     union all select person, generation, keys from evidence.ended_key where person = any($1::uuid[])`,
    [persons],
    'evidence.keys-of-persons',
  );
}

/** Which of these people were erased. */
export async function erasedAmong(tx: Tx, persons: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ person: string }>(
    'select person from evidence.erased where person = any($1::uuid[])',
    [persons],
    'evidence.erased-among',
  );
  return new Set(rows.map(({ person }) => person));
}
