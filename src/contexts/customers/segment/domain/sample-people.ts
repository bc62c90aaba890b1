import { createHash } from 'node:crypto';

/**
 * So many people (ascending), the same for the same seed: those with the smallest numbers out of a mix of their ordinal and the seed, so that
 * everybody is as likely as everybody else.
 */
export function samplePeople(people: Uint32Array, size: number, seed: string): Uint32Array {
  if (people.length <= size) return people;
  const salt = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const mixed = people.map((ordinal) => mixOf(ordinal ^ salt));
  const bound = atPlace(mixed, size);
  return people.filter((_, place) => (mixed[place] ?? 0) < bound);
}

// The number at a place of all in their order: those that begin alike are counted, and only the ones in question sorted.
function atPlace(values: Uint32Array, place: number): number {
  const counts = new Uint32Array(65_536);
  for (let at = 0; at < values.length; at += 1) {
    const top = (values[at] ?? 0) >>> 16;
    counts[top] = (counts[top] ?? 0) + 1;
  }
  let before = 0;
  let top = 0;
  while (before + (counts[top] ?? 0) <= place) {
    before += counts[top] ?? 0;
    top += 1;
  }
  return values.filter((value) => value >>> 16 === top).sort()[place - before] ?? 0;
}

// The finaliser of MurmurHash3: every bit of the ordinal moves every bit of the result, and no two ordinals come to the same.
function mixOf(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
