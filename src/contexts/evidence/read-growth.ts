import type { Tx } from '../../platform/database/index.ts';
import { checkpointsUpTo, latestCheckpoint } from './store/log.ts';

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** The size of the log at the end of a day in China (YYYY-MM-DD); of today, now. */
export interface DayOfGrowth {
  readonly day: string;
  readonly size: number;
}

/** How the log grew: its size at the end of each of the last `days` days, oldest first. */
export async function readGrowth(tx: Tx, now: Date, days: number): Promise<DayOfGrowth[]> {
  const today = Math.floor((now.getTime() + SHANGHAI_MS) / DAY_MS);
  const ends = Array.from({ length: days }, (_, step) => today - days + 1 + step);
  const sizes = await sizesAt(
    tx,
    ends.map((day) => new Date((day + 1) * DAY_MS - SHANGHAI_MS)),
  );
  return ends.map((day, at) => ({ day: new Date(day * DAY_MS).toISOString().slice(0, 10), size: sizes[at] ?? 0 }));
}

// Times grow with sizes, and sizes are the key of the table: all instants are searched for at once by halving, a statement a step.
async function sizesAt(tx: Tx, instants: readonly Date[]): Promise<number[]> {
  const newest = (await latestCheckpoint(tx))?.size ?? 0;
  const spans = instants.map((before) => ({ before, low: 0, high: newest + 1, size: 0 }));
  for (;;) {
    const open = spans.filter(({ low, high }) => high - low > 1);
    if (open.length === 0) return spans.map(({ size }) => size);
    const middles = open.map(({ low, high }) => Math.floor((low + high) / 2));
    const found = await checkpointsUpTo(tx, middles);
    for (const [at, span] of open.entries()) {
      const checkpoint = found[at];
      const middle = middles[at] ?? 0;
      // No checkpoint lies between the one that was found and the middle.
      if (checkpoint !== undefined && checkpoint.time >= span.before) span.high = checkpoint.size;
      else {
        span.low = middle;
        span.size = checkpoint?.size ?? 0;
      }
    }
  }
}
