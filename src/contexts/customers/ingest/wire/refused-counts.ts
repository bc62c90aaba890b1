import type { Clock } from '../../../../platform/clock.ts';
import type { Database } from '../../../../platform/database/index.ts';
import type { WireProblem } from './domain/source-event.ts';
import { hourOf } from './file-events.ts';
import { addCounts } from './store/source-store.ts';

/** So many reasons of one source are told apart between two writes: nobody fills a table by sending nonsense. */
const MOST_REASONS = 100;

/**
 * What sources sent and this process did not take: bad events by their reason, and events above the quota. Nothing of them was promised to anybody, so they are
 * counted in memory and written with the next filing; a crash loses at most a second of these counts.
 */
export class RefusedCounts {
  readonly #sources = new Map<string, Map<string, number>>();

  /** Counts events of a source that are told to be bad, each by where and why; never by what they held. */
  addProblems(source: string, problems: readonly WireProblem[]): void {
    for (const { path, zh, en } of problems)
      this.#add(source, `refused-event ${path.replace(/^(?:batch|data_list)\[\d+\]\.?/, '')}|${zh}|${en}`, 1);
  }

  /** Counts events above the quota, which their client was told to send again later. */
  addOverQuota(source: string, events: number): void {
    this.#add(source, 'over-quota ', events);
  }

  /** Writes what has come together since the last time. */
  async store({ clock, database }: { readonly clock: Clock; readonly database: Database }): Promise<void> {
    if (this.#sources.size === 0) return;
    const taken = [...this.#sources];
    this.#sources.clear();
    await database.transaction(async (tx) => {
      for (const [source, counts] of taken.sort(([a], [b]) => (a < b ? -1 : 1)))
        await addCounts(
          tx,
          source,
          hourOf(clock.now()),
          [...counts].sort().map(([key, count]) => {
            const end = key.indexOf(' ');
            return { kind: key.slice(0, end), detail: key.slice(end + 1), count };
          }),
        );
    });
  }

  #add(source: string, key: string, count: number): void {
    const counts = this.#sources.get(source) ?? new Map<string, number>();
    const known = counts.has(key) || counts.size < MOST_REASONS ? key : 'refused-event |其他|other';
    counts.set(known, (counts.get(known) ?? 0) + count);
    this.#sources.set(source, counts);
  }
}
