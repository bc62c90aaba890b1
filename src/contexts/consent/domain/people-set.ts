/** People of one chunk: ordinals with the same quotient by this. Frozen by decision 0028. */
export const CHUNK_PEOPLE = 65_536;
const CHUNK_WORDS = CHUNK_PEOPLE / 32;

/** A set of people by ordinal, as bits: bit n % 32 (the lowest first) of word n / 32 is ordinal n. */
export class PeopleSet {
  readonly words: Uint32Array;
  readonly size: number;

  /** Takes the bits as they are; whoever made them changes them no more. `size` spares counting where it is known. */
  constructor(words: Uint32Array, size: number = countBits(words)) {
    this.words = words;
    this.size = size;
  }

  /** The set of these ordinals; order and repetition don't matter. */
  static of(people: People): PeopleSet {
    if (people instanceof PeopleSet) return people;
    let highest = -1;
    for (const ordinal of people) if (ordinal > highest) highest = ordinal;
    const words = new Uint32Array(Math.floor(highest / 32) + 1);
    setBits(words, people);
    return new PeopleSet(words);
  }

  /** The highest ordinal in the set, -1 when there is nobody. */
  get highest(): number {
    for (let at = this.words.length - 1; at >= 0; at -= 1) {
      const word = this.words[at] ?? 0;
      if (word !== 0) return at * 32 + 31 - Math.clz32(word);
    }
    return -1;
  }

  has(ordinal: number): boolean {
    return (((this.words[ordinal >>> 5] ?? 0) >>> (ordinal & 31)) & 1) === 1;
  }

  /** How many chunks reach to the highest ordinal. */
  get chunks(): number {
    return Math.ceil((this.highest + 1) / CHUNK_PEOPLE);
  }

  /** A copy of the bits of one chunk, 2,048 words also where the set ends before. */
  chunk(number: number): Uint32Array {
    const bits = new Uint32Array(CHUNK_WORDS);
    bits.set(this.words.subarray(number * CHUNK_WORDS, (number + 1) * CHUNK_WORDS));
    return bits;
  }
}

/** People by ordinal, as a list in any order or as bits. */
export type People = Uint32Array | PeopleSet;

/** Sets the bits of these ordinals; false when one of them is beyond the last word, which leaves it out. */
export function setBits(words: Uint32Array, ordinals: Uint32Array): boolean {
  let all = true;
  for (const ordinal of ordinals) {
    const word = ordinal >>> 5;
    if (word < words.length) words[word] = (words[word] ?? 0) | (1 << (ordinal & 31));
    else all = false;
  }
  return all;
}

/** How many bits are set. */
export function countBits(words: Uint32Array): number {
  let count = 0;
  for (let word of words) {
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Places of the set bits, ascending. */
export function placesOf(words: Uint32Array): Uint32Array {
  const places = new Uint32Array(countBits(words));
  let found = 0;
  for (let at = 0; at < words.length; at += 1)
    for (let word = words[at] ?? 0; word !== 0; word &= word - 1) {
      places[found] = at * 32 + 31 - Math.clz32(word & -word);
      found += 1;
    }
  return places;
}

/** A person's id as 16 bytes: how a receipt's tree names its members. */
export function idBytes(person: string): Buffer {
  return Buffer.from(person.replaceAll('-', ''), 'hex');
}
