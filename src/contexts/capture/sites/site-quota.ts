import type { Clock } from '../../../platform/clock.ts';
import { overSiteQuota } from '../capture-failures.ts';
import type { SiteKey } from '../domain/site-key.ts';

const MINUTE_MS = 60_000;

/** Counts what pages ask and agree to with each key against its quota, by the minute and by each server. A no is never counted nor held up by it. */
export class SiteQuota {
  readonly #clock: Clock;
  readonly #used = new Map<string, { minute: number; count: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one. Throws 429 with the seconds to wait when the key's quota of this minute is used up. */
  count({ code, quota }: Pick<SiteKey, 'code' | 'quota'>): void {
    const now = this.#clock.now().getTime();
    const minute = Math.floor(now / MINUTE_MS);
    const used = this.#used.get(code);
    const count = used?.minute === minute ? used.count : 0;
    if (count >= quota) throw overSiteQuota(Math.max(1, Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000)));
    this.#used.set(code, { minute, count: count + 1 });
  }
}
