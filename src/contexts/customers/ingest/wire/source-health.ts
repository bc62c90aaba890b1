import type { Tx } from '../../../../platform/database/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { callbacksWaiting } from '../callback/store/callback-store.ts';
import { waitingArrivals } from './store/arrival-store.ts';
import { countsSince, listSources, type SourceRow } from './store/source-store.ts';

/** A source with what became of its events. */
export interface SourceHealth extends SourceRow {
  /** By the hour, oldest first, for the last day: counts of events by what became of them. */
  readonly hours: readonly { readonly hour: Date; readonly outcomes: Readonly<Record<string, number>> }[];
  /** What was reported in the last day: names that the tracking plan does not declare, traits that were not kept, broken clocks. */
  readonly reported: readonly { readonly kind: string; readonly detail: string; readonly count: number }[];
  /** Events that have arrived and are not filed yet. */
  readonly waiting: number;
  /** For how long the oldest of them has been waiting, in milliseconds; 0 when nothing waits. */
  readonly lagMs: number;
}

const DAY_MS = 86_400_000;
const MOST_REPORTED = 50;

/** Every source with its health over the last day. */
export async function sourceHealth(deps: Pick<CustomersDeps, 'clock'>, tx: Tx): Promise<SourceHealth[]> {
  const now = deps.clock.now();
  const sources = await listSources(tx);
  const counts = await countsSince(tx, new Date(now.getTime() - DAY_MS));
  const waiting = new Map(
    [...(await waitingArrivals(tx)), ...(await callbacksWaiting(tx))].map((each) => [each.source, each]),
  );
  return sources.map((source) => {
    const own = counts.filter((count) => count.source === source.code);
    const hours = new Map<number, { hour: Date; outcomes: Record<string, number> }>();
    const reported = new Map<string, { kind: string; detail: string; count: number }>();
    for (const { kind, detail, count, hour } of own) {
      if (kind === 'event') {
        const known = hours.get(hour.getTime()) ?? { hour, outcomes: {} };
        known.outcomes[detail] = (known.outcomes[detail] ?? 0) + count;
        hours.set(hour.getTime(), known);
      } else {
        const known = reported.get(`${kind}|${detail}`) ?? { kind, detail, count: 0 };
        known.count += count;
        reported.set(`${kind}|${detail}`, known);
      }
    }
    const wait = waiting.get(source.code);
    return {
      ...source,
      hours: [...hours.values()],
      reported: [...reported.values()].sort((a, b) => b.count - a.count).slice(0, MOST_REPORTED),
      waiting: wait?.events ?? 0,
      lagMs: wait === undefined ? 0 : Math.max(0, now.getTime() - wait.oldest.getTime()),
    };
  });
}
