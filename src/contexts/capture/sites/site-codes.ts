import type { SiteKey } from '../domain/site-key.ts';

/** Most keys remembered; whoever makes keys up starts over at the first. */
const MOST = 1000;

/** The codes of the keys that were seen: they never change, so that what depends on them can be asked together with whether the key still holds. */
export class SiteCodes {
  readonly #codes = new Map<string, string>();

  /** The code of a key that was seen; undefined for others. */
  of(key: string): string | undefined {
    return this.#codes.get(key);
  }

  learn(sites: Iterable<Pick<SiteKey, 'key' | 'code'>>): void {
    for (const { key, code } of sites) {
      if (this.#codes.has(key)) continue;
      if (this.#codes.size >= MOST) this.#codes.clear();
      this.#codes.set(key, code);
    }
  }
}
