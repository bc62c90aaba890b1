import { setBits } from './domain/people-set.ts';
import type { Turn } from './turn.ts';

/** Up to so many a set of numbers is quicker than bits. */
const FEW = 16_384;
/** Above this no ordinal has ever been given: bits up to there would take room for nobody. */
const HIGHEST = 2 ** 28;
const SLICE = 16_384;
const SLICE_WORDS = 2048;

/** These ordinals ascending, each once. However many they are, others have their turn meanwhile. */
export async function distinctOrdinals(ordinals: Uint32Array, turn: Turn): Promise<Uint32Array> {
  const highest = await highestOf(ordinals, turn);
  if (ordinals.length <= FEW || highest > HIGHEST) return Uint32Array.from(new Set(ordinals)).sort();
  const words = new Uint32Array((highest >>> 5) + 1);
  for (let from = 0; from < ordinals.length; from += SLICE) {
    setBits(words, ordinals.subarray(from, from + SLICE));
    if (turn.over) await turn.pass();
  }
  const distinct = new Uint32Array(ordinals.length);
  let found = 0;
  for (let at = 0; at < words.length; at += 1) {
    for (let word = words[at] as number; word !== 0; word &= word - 1) {
      distinct[found] = at * 32 + 31 - Math.clz32(word & -word);
      found += 1;
    }
    if (at % SLICE_WORDS === 0 && turn.over) await turn.pass();
  }
  return distinct.subarray(0, found);
}

async function highestOf(ordinals: Uint32Array, turn: Turn): Promise<number> {
  let highest = 0;
  for (let from = 0; from < ordinals.length; from += SLICE) {
    for (const ordinal of ordinals.subarray(from, from + SLICE)) if (ordinal > highest) highest = ordinal;
    if (turn.over) await turn.pass();
  }
  return highest;
}
