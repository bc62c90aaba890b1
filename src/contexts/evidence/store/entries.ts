import type { Tx } from '../../../platform/database/index.ts';

/** An entry about to be stored. */
export interface NewEntry {
  readonly id: string;
  readonly entry: string;
  readonly person: string | null;
  readonly generation: number | null;
  readonly n: number | null;
  readonly opening: Buffer;
  readonly mergeBy: Date;
  readonly key: string;
  readonly signature: Buffer;
}

/** A stored entry; `index` is null until the sequencer has merged it. */
export interface EntryRow extends NewEntry {
  readonly index: number | null;
}

/** Stores entries in the given order and queues them for the sequencer. The order of one person's entries is the order of the log. */
export async function insertEntries(tx: Tx, rows: readonly NewEntry[]): Promise<void> {
  await tx.execute(
    `with stored as (
       insert into evidence.entry (id, entry, person, generation, n, opening, merge_by, key, signature)
       select id, entry, person, generation, n, opening, merge_by, key, signature
         from unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::bigint[], $6::bytea[], $7::timestamptz[], $8::text[], $9::bytea[])
              with ordinality as row (id, entry, person, generation, n, opening, merge_by, key, signature, place)
        order by place
       returning seq)
     insert into evidence.pending (seq) select seq from stored`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.entry),
      rows.map((row) => row.person),
      rows.map((row) => row.generation),
      rows.map((row) => row.n),
      rows.map((row) => row.opening),
      rows.map((row) => row.mergeBy),
      rows.map((row) => row.key),
      rows.map((row) => row.signature),
    ],
    'evidence.insert-entries',
  );
}

const COLUMNS = `entry.id, entry.entry, entry.person, entry.generation, entry.n, entry.opening, entry.merge_by as "mergeBy",
  entry.key, entry.signature, leaf.index`;

/** One entry by its receipt's id. */
export async function findEntry(tx: Tx, id: string): Promise<EntryRow | undefined> {
  return tx.first<EntryRow>(
    `select ${COLUMNS} from evidence.entry left join evidence.leaf using (seq) where entry.id = $1`,
    [id],
    'evidence.find-entry',
  );
}

/** Several entries by their receipts' ids, in the order of recording. */
export async function findEntries(tx: Tx, ids: readonly string[]): Promise<EntryRow[]> {
  return tx.query<EntryRow>(
    `select ${COLUMNS} from evidence.entry left join evidence.leaf using (seq) where entry.id = any($1::uuid[]) order by seq`,
    [ids],
    'evidence.find-entries',
  );
}

/** All entries of a person, key by key, by n. */
export async function entriesOfPerson(tx: Tx, person: string): Promise<EntryRow[]> {
  return tx.query<EntryRow>(
    `select ${COLUMNS} from evidence.entry left join evidence.leaf using (seq)
      where entry.person = $1 order by entry.generation, entry.n`,
    [person],
    'evidence.entries-of-person',
  );
}

/** The texts of the log's entries from `first` on, at most `count`. */
export async function entryTexts(tx: Tx, first: number, count: number): Promise<string[]> {
  const rows = await tx.query<{ entry: string }>(
    `select entry.entry from evidence.leaf join evidence.entry using (seq)
      where leaf.index >= $1 and leaf.index < $1 + $2::bigint order by leaf.index`,
    [first, count],
    'evidence.entry-texts',
  );
  return rows.map((row) => row.entry);
}

/** Takes up to `most` committed entries out of the queue, oldest first. */
export async function takePending(tx: Tx, most: number): Promise<{ seq: number; entry: string; mergeBy: Date }[]> {
  return tx.query(
    `with taken as (
       delete from evidence.pending
        where seq = any(array(select seq from evidence.pending order by seq limit $1))
       returning seq)
     select seq, entry.entry, entry.merge_by as "mergeBy" from taken join evidence.entry using (seq) order by seq`,
    [most],
    'evidence.take-pending',
  );
}

/** Gives entries their places in the log, from `first` on. Fails if a place is taken: the log cannot fork. */
export async function insertLeaves(tx: Tx, first: number, seqs: readonly number[]): Promise<void> {
  await tx.execute(
    `insert into evidence.leaf (index, seq)
     select $1::bigint + place - 1, seq from unnest($2::bigint[]) with ordinality as row (seq, place) order by place`,
    [first, seqs],
    'evidence.insert-leaves',
  );
}

/** How many promises are past their time and not kept. */
export async function countOverdue(tx: Tx, now: Date): Promise<number> {
  const row = await tx.one<{ overdue: number }>(
    `select count(*)::int as overdue from evidence.pending join evidence.entry using (seq) where merge_by < $1`,
    [now],
    'evidence.count-overdue',
  );
  return row.overdue;
}
