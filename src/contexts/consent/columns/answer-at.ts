import { readChangedAfter } from './changed-after.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import type { GateMemory } from './gate-memory.ts';
import { judgeAt } from './judge-at.ts';
import { judgeEachAt } from './judge-each-at.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import { type AskedAt, sortAt } from './sort-at.ts';
import type { Sorted } from './sort-population.ts';

/** What answering about another instant shares with the other work on memory. */
export interface AnsweringHelp {
  /** The present (ms), when memory may answer; to be asked after each wait. */
  now(): number | undefined;
  /** Uses of the reader's arrays. */
  readonly turns: OneAtATime;
  /** Readings in bulk: each keeps a connection while it waits for its turns, and whose turn it is may wait for one. */
  readonly bulk: OneAtATime;
}

/**
 * Sorts people as of another instant: by their classes where nothing lies between, the others by their rows, read in bulk; who is left has to be judged
 * in the caller's transaction. Undefined when that is everybody.
 */
export async function answerAt(
  deps: ColumnsDeps,
  memory: GateMemory,
  asked: AskedAt,
  { now, turns, bulk }: AnsweringHelp,
): Promise<Sorted | undefined> {
  const { question, at } = asked;
  const sorted = await sortAt(memory, asked, {
    now,
    changedAfter: () =>
      deps.database.transaction((tx) => readChangedAfter(tx, at), { isolation: 'repeatable read', readOnly: true }),
    judge: (column, examples) => turns.run(() => judgeAt(deps, memory, column, question, { at, examples })),
  });
  if (sorted === undefined || sorted.left.length === 0) return sorted;
  const { sorting, left: ordinals } = sorted;
  const left = await bulk.run(() => judgeEachAt(deps, memory, asked, { ordinals, sorting }, turns));
  return { sorting, left };
}
