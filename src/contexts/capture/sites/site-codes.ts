import type { SiteKey } from '../domain/site-key.ts';

/** Most keys remembered; whoever makes keys up starts over at the first. */
const MOST = 1000;

/** The keys that were seen: but for being revoked they never change, so that what depends on them can be asked together with whether they still hold. */
export class SiteCodes {
  readonly #sites = new Map<string, SiteKey>();

  /** The code of a key that was seen; undefined for others. */
  of(key: string): string | undefined {
    return this.#sites.get(key)?.code;
  }

  /** A key as it was seen; undefined for others. */
  seen(key: string): SiteKey | undefined {
    return this.#sites.get(key);
  }

  /** Forgets keys that were revoked. */
  forget(keys: Iterable<string>): void {
    for (const key of keys) this.#sites.delete(key);
  }

  learn(sites: Iterable<SiteKey>): void {
    for (const site of sites) {
      if (this.#sites.has(site.key)) continue;
      if (this.#sites.size >= MOST) this.#sites.clear();
      this.#sites.set(site.key, site);
    }
  }
}
