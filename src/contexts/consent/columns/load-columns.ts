import { highestOrdinal } from '../store/subjects.ts';
import { ActivityColumn } from './activity-column.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import type { GateMemory } from './gate-memory.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

/** People read at once. */
const AT_ONCE = 16_384;
/** Timetables reach so far; a column is read anew when less than a week is left of it. */
const HORIZON_S = 40 * 86_400;
const RELOAD_S = 7 * 86_400;

/** What reading shares with the other work on memory. */
export interface LoadingHelp {
  /** Runs work when nobody else uses the reader's arrays. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Reads again whoever was changed since a snapshot; called in turn. */
  catchUpSince(since: Snapshot): Promise<void>;
  /** Whether to leave off. */
  stopped(): boolean;
}

/** Reads the columns of these activities that are missing or whose timetable ends soon, in one passage over the tables. */
export async function loadColumns(
  deps: ColumnsDeps,
  memory: GateMemory,
  activities: readonly string[],
  help: LoadingHelp,
): Promise<void> {
  const now = Math.floor(deps.clock.now().getTime() / 1000);
  const codes = activities.filter((code) => (memory.columns.get(code)?.horizon ?? 0) < now + RELOAD_S);
  if (codes.length === 0) return;
  const columns = codes.map((code) => new ActivityColumn(code, now + HORIZON_S, memory.limits));
  for (const column of columns) memory.loading.set(column.code, column);
  const ours = () => columns.filter((column) => memory.loading.get(column.code) === column);
  try {
    const since = await readEverybody(deps, memory, columns, help);
    await help.inTurn(async () => {
      // What was committed while the tables were being read is read again before the columns answer.
      await help.catchUpSince(since);
      if (!help.stopped()) for (const column of ours()) memory.answerFrom(column);
    });
  } finally {
    for (const column of ours()) memory.loading.delete(column.code);
    await help.inTurn(async () => memory.release());
  }
}

// One snapshot for all, which it answers; others have their turn between the parts.
async function readEverybody(
  deps: ColumnsDeps,
  memory: GateMemory,
  columns: readonly ActivityColumn[],
  help: LoadingHelp,
): Promise<Snapshot> {
  const codes = columns.map((column) => column.code);
  return deps.database.transaction(
    async (tx) => {
      const { text } = await tx.one<{ text: string }>('select pg_current_snapshot()::text as text');
      const highest = await highestOrdinal(tx);
      memory.expect(highest, columns);
      // Right after an import there are no statistics, and each part would be looked for in the whole table.
      await tx.execute('set local enable_seqscan = off');
      for (let from = 1; from <= highest && !help.stopped(); from += AT_ONCE)
        await help.inTurn(async () => {
          await memory.reader.read(tx, { from, to: from + AT_ONCE }, codes);
          await memory.apply(deps.clock.now().getTime(), columns);
        });
      return readSnapshot(text);
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
