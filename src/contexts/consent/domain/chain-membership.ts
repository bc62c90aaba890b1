import { partHas } from './chunk-coding.ts';
import { CHUNK_PEOPLE } from './people-set.ts';

/** What the chunk of a person says about them at a place of a chain. */
export interface Part {
  readonly chain: number;
  readonly place: number;
  readonly part: Buffer;
  readonly segmented: boolean;
}

/** Tells whether an ordinal is among the people of a chain's use, from all parts about it, each chain's in the order of places. */
export function chainMembership(parts: readonly Part[], ordinal: number): (chain: number, place: number) => boolean {
  // Places where the person came or left, one after the other.
  const turns = new Map<number, number[]>();
  for (const { chain, place, part, segmented } of parts) {
    if (!partHas(part, segmented, ordinal % CHUNK_PEOPLE)) continue;
    const of = turns.get(chain);
    if (of === undefined) turns.set(chain, [place]);
    else of.push(place);
  }
  return (chain, place) => {
    let member = false;
    for (const turn of turns.get(chain) ?? []) {
      if (turn > place) break;
      member = !member;
    }
    return member;
  };
}
