import type { Clock } from '../../../../platform/clock.ts';
import { overQuota } from '../../customers-failures.ts';
import type { RefusedCounts } from './refused-counts.ts';
import type { SourceRow } from './store/source-store.ts';

const MINUTE_MS = 60_000;

interface Window {
  minute: number;
  events: number;
}

/** Counts what sources send against their quotas, by the minute and by each server. */
export class SourceQuota {
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();
  readonly #refused: RefusedCounts;

  constructor(clock: Clock, refused: RefusedCounts) {
    this.#clock = clock;
    this.#refused = refused;
  }

  /** Counts events of a source. Throws 429 with the seconds to wait when they exceed its quota; then none of them counts against it, and they are reported. */
  count(source: Pick<SourceRow, 'code' | 'quota'>, events: number): void {
    const now = this.#clock.now().getTime();
    const minute = Math.floor(now / MINUTE_MS);
    const window = this.#windows.get(source.code) ?? { minute, events: 0 };
    if (window.minute !== minute) Object.assign(window, { minute, events: 0 });
    if (window.events + events > source.quota) {
      this.#refused.addOverQuota(source.code, events);
      throw overQuota(Math.max(1, Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000)));
    }
    window.events += events;
    this.#windows.set(source.code, window);
  }
}
