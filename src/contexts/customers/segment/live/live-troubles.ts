import { type Denied, goneOf, type Nameable, nobodyAnalysed, type Trouble } from '../domain/trouble.ts';
import type { LiveSegment } from './live-engine.ts';

/** A live segment with what is wrong with it. */
export interface LiveTrouble {
  readonly segment: string;
  readonly revision: number;
  readonly trouble: Trouble | undefined;
}

/** What is wrong with live segments: uses under which the gate lets nobody be analysed, and rules that name what is gone. */
export class LiveTroubles {
  #gone = new Map<string, Trouble | undefined>();
  #denied = new Map<string, Trouble | undefined>();

  /** These segments, and no others, are kept from now on. */
  define(live: readonly LiveSegment[], there: Nameable): void {
    this.#gone = new Map(
      live.map(({ code }) => [code, goneOf(there.segments.get(code) ?? { any: [] }, there, new Set([code]))]),
    );
    const uses = new Set(live.map(({ use }) => use));
    for (const use of this.#denied.keys()) if (!uses.has(use)) this.#denied.delete(use);
  }

  /** The gate has answered about a use: how many may be analysed under it now, and why those who were asked about may not. */
  asked(use: string, permitted: number, excluded: readonly Denied[]): void {
    const trouble = nobodyAnalysed(permitted, excluded);
    // Nobody was asked about, and nobody has come: what was said before is still so.
    if (permitted > 0 || trouble !== undefined) this.#denied.set(use, trouble);
  }

  /** One of each segment. */
  of(live: readonly LiveSegment[]): LiveTrouble[] {
    return live.map(({ code, revision, use }) => ({
      segment: code,
      revision,
      trouble: this.#denied.get(use) ?? this.#gone.get(code),
    }));
  }
}
