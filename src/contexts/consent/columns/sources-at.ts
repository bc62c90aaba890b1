import { readChangedAfter } from './changed-after.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import type { GateMemory } from './gate-memory.ts';
import { judgeAt } from './judge-at.ts';
import type { AskedAt, SortingAtHelp } from './sort-at.ts';

/** What a question about another instant reads from PostgreSQL, each in a snapshot that is not older than what memory has applied. */
export function sourcesAt(
  deps: ColumnsDeps,
  memory: GateMemory,
  { question, at }: AskedAt,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Omit<SortingAtHelp, 'now'> {
  return {
    changedAfter: () =>
      deps.database.transaction((tx) => readChangedAfter(tx, at), { isolation: 'repeatable read', readOnly: true }),
    judge: (column, examples) => inTurn(() => judgeAt(deps, memory, column, question, { at, examples })),
  };
}
