import type { Tx } from '../../platform/database/index.ts';
import type { GateContext } from './gate-context.ts';
import { addShown, type ShownCount } from './store/shown.ts';

const HOUR_MS = 3_600_000;

/** What is counted of a presentation that is given out. */
export interface ShownOnce {
  readonly touchpoint: string;
  readonly notice: string;
  readonly noticeVersion: number;
  readonly activities: readonly string[];
  readonly wording: string | null;
  readonly shownAt: Date;
}

/**
 * Counts presentations that are carried by whoever they were shown to, until the counts are stored: so how many were never answered is known without
 * a row for each. What a process has counted since it last stored dies with it when it is killed; answers are never lost by that.
 */
export class ShownCounts {
  readonly #counts = new Map<string, ShownCount>();

  add(shown: ShownOnce): void {
    const hour = new Date(Math.floor(shown.shownAt.getTime() / HOUR_MS) * HOUR_MS);
    const { touchpoint, notice, noticeVersion, activities, wording } = shown;
    const key = JSON.stringify([touchpoint, notice, noticeVersion, activities, wording, hour.getTime()]);
    const before = this.#counts.get(key)?.count ?? 0;
    this.#counts.set(key, { touchpoint, notice, noticeVersion, activities, wording, hour, count: before + 1 });
  }

  /** What has been counted and is not stored yet. */
  get waiting(): ReadonlyMap<string, ShownCount> {
    return new Map(this.#counts);
  }

  /** Takes off what is stored now; what was counted meanwhile stays. */
  settle(stored: ReadonlyMap<string, ShownCount>): void {
    for (const [key, { count }] of stored) {
      const now = this.#counts.get(key);
      if (now === undefined) continue;
      if (now.count <= count) this.#counts.delete(key);
      else this.#counts.set(key, { ...now, count: now.count - count });
    }
  }
}

/** Stores what has been counted; only one call at a time. */
export async function storeShown({ presenting }: GateContext, tx: Tx): Promise<void> {
  const { waiting } = presenting.shown;
  if (waiting.size === 0) return;
  await addShown(
    tx,
    [...waiting].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count),
  );
  tx.afterCommit(() => presenting.shown.settle(waiting));
}
