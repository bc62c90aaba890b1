import type { Tx } from '../../../platform/database/index.ts';
import { timeOfId } from '../../../platform/ids.ts';
import { MOST_IN_PACK } from './packs.ts';

/**
 * A stored entry. `opening` is a sealed list when several were sealed as one: bound to the entry `openingId`, with the entry's own at place
 * `openingAt`. `index` is null until the sequencer has merged it, `key` is the id of the key that signs its promise.
 */
export interface EntryRow {
  readonly id: string;
  readonly entry: string;
  readonly person: string | null;
  readonly generation: number | null;
  readonly n: number | null;
  readonly opening: Buffer;
  readonly openingId: string;
  readonly openingAt: number;
  readonly mergeBy: Date;
  readonly key: string;
  readonly index: number | null;
}

const COLUMNS = `entry.id, entry.entry, entry.person, entry.generation, entry.n, entry.opening, entry.merge_by as "mergeBy",
  entry.key, entry.index, entry.opening_id as "openingId", entry.opening_at as "openingAt"`;

/** One entry by its receipt's id. */
export async function findEntry(tx: Tx, id: string): Promise<EntryRow | undefined> {
  const [row] = await findEntries(tx, [id]);
  return row;
}

/** Several entries by their receipts' ids, in the order of recording. */
export async function findEntries(tx: Tx, ids: readonly string[]): Promise<EntryRow[]> {
  return tx.query<EntryRow>(
    `select ${COLUMNS} from evidence.entry where made = any($2::bigint[]) and id = any($1::uuid[]) order by seq, position`,
    [ids, [...new Set(ids.map(timeOfId))]],
    'evidence.find-entries',
  );
}

/** All entries of a person, key by key, by n. */
export async function entriesOfPerson(tx: Tx, person: string): Promise<EntryRow[]> {
  return tx.query<EntryRow>(
    `select ${COLUMNS} from evidence.entry
      where seq = any(array(select seq from evidence.chain_pack where person = $1)) and entry.person = $1
      order by entry.generation, entry.n`,
    [person],
    'evidence.entries-of-person',
  );
}

/** The entry of one number of a person; undefined when there is none. */
export async function findNumbered(
  tx: Tx,
  person: string,
  generation: number,
  n: number,
): Promise<EntryRow | undefined> {
  return tx.first<EntryRow>(
    `select ${COLUMNS} from evidence.entry
      where seq = (select seq from evidence.chain_pack where person = $1 and generation = $2 and n <= $3 order by n desc limit 1)
        and entry.person = $1 and entry.generation = $2 and entry.n = $3`,
    [person, generation, n],
    'evidence.find-numbered',
  );
}

/** Merged entries in the order of the log. */
export interface LogRun {
  /** The place of the first of them. */
  readonly first: number;
  readonly entries: readonly string[];
}

/**
 * The texts of the log's entries from `first` up to, not including, `end`, pack by pack; `most` packs at a time are in memory. The quick way to
 * go through the whole log.
 */
export async function* readRuns(tx: Tx, first: number, end: number, most = 64): AsyncGenerator<LogRun> {
  let next = first;
  while (next < end) {
    const packs = await tx.query<{ index: number; entries: string }>(
      // From the pack that holds the place on.
      `select index, array_to_string(entries, E'\\n') as entries from evidence.place join evidence.pack using (seq)
        where index >= (select index from evidence.place where index <= $1 order by index desc limit 1) and index < $2
        order by index limit $3`,
      [next, end, most],
      'evidence.read-runs',
    );
    const start = next;
    for (const { index, entries } of packs) {
      const texts = entries.split('\n');
      const from = Math.max(next - index, 0);
      const to = Math.min(end - index, texts.length);
      if (from >= to) continue;
      // Checked here, so that nobody takes a log with a hole for a whole one.
      if (index + from !== next) throw new Error(`the entry at place ${next} of the log is missing`);
      yield { first: next, entries: from === 0 && to === texts.length ? texts : texts.slice(from, to) };
      next = index + to;
    }
    if (next === start) throw new Error(`the entry at place ${next} of the log is missing`);
  }
}

/** The texts of the log's entries from `first` on, `count` of them; all must be merged. */
export async function entryTexts(tx: Tx, first: number, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const run of readRuns(tx, first, first + count, MOST_IN_PACK)) texts.push(...run.entries);
  return texts;
}
