/** A set of people by ordinal, as bits. */
export class People {
  #words: Uint32Array;
  #size = 0;
  #ordinals: Uint32Array | undefined;

  /** `words` holds bit n of the set in word n / 32, the lowest first; `size` is how many are set. */
  constructor(words: Uint32Array = new Uint32Array(32), size = 0) {
    this.#words = words;
    this.#size = size;
  }

  /** How many they are. */
  get size(): number {
    return this.#size;
  }

  /** Bit n of the set in word n / 32; to be read only. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** Whether somebody is one of them. */
  has(ordinal: number): boolean {
    return ((this.#words[ordinal >>> 5] ?? 0) & (1 << (ordinal & 31))) !== 0;
  }

  /** Makes somebody one of them. */
  add(ordinal: number): void {
    if (this.has(ordinal)) return;
    const at = ordinal >>> 5;
    if (at >= this.#words.length) {
      const larger = new Uint32Array(Math.max(at + 1, this.#words.length * 2));
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[at] = (this.#words[at] as number) | (1 << (ordinal & 31));
    this.#size += 1;
    this.#ordinals = undefined;
  }

  /** Their ordinals, ascending; made when first asked for. */
  ordinals(): Uint32Array {
    if (this.#ordinals !== undefined) return this.#ordinals;
    const ordinals = new Uint32Array(this.#size);
    let count = 0;
    for (let at = 0; at < this.#words.length; at += 1)
      for (let word = this.#words[at] as number; word !== 0; word &= word - 1) {
        ordinals[count] = at * 32 + 31 - Math.clz32(word & -word);
        count += 1;
      }
    this.#ordinals = ordinals;
    return ordinals;
  }
}

/** How many bits of a word are set. */
export function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
