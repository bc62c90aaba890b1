import { readChangedAfter } from './changed-after.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import type { GateMemory } from './gate-memory.ts';
import { judgeAt } from './judge-at.ts';
import { judgeEachAt } from './judge-each-at.ts';
import { type AskedAt, sortAt } from './sort-at.ts';
import type { Sorted } from './sort-population.ts';

/** What answering about another instant shares with the other work on memory. */
export interface AnsweringHelp {
  /** The present (ms), when memory may answer; to be asked after each wait. */
  now(): number | undefined;
  /** Runs work when nobody else uses the reader's arrays. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Sorts people as of another instant: by their classes where nothing lies between, the others by their rows, read in bulk; who is left has to be judged
 * in the caller's transaction. Undefined when that is everybody.
 */
export async function answerAt(
  deps: ColumnsDeps,
  memory: GateMemory,
  asked: AskedAt,
  { now, inTurn }: AnsweringHelp,
): Promise<Sorted | undefined> {
  const { question, at } = asked;
  const sorted = await sortAt(memory, asked, {
    now,
    changedAfter: () =>
      deps.database.transaction((tx) => readChangedAfter(tx, at), { isolation: 'repeatable read', readOnly: true }),
    judge: (column, examples) => inTurn(() => judgeAt(deps, memory, column, question, { at, examples })),
  });
  if (sorted === undefined || sorted.left.length === 0) return sorted;
  const { sorting, left: ordinals } = sorted;
  return { sorting, left: await judgeEachAt(deps, memory, asked, { ordinals, sorting }, inTurn) };
}
