/** A set of people by ordinal that grows and shrinks: bit n % 32 of word n / 32. */
export class OrdinalBits {
  #words: Uint32Array;
  #size = 0;

  constructor(ordinals?: Iterable<number>) {
    this.#words = new Uint32Array(32);
    if (ordinals !== undefined) for (const ordinal of ordinals) this.add(ordinal);
  }

  /** How many people. */
  get size(): number {
    return this.#size;
  }

  /** The words; to be read only. */
  get words(): Uint32Array {
    return this.#words;
  }

  has(ordinal: number): boolean {
    return (((this.#words[ordinal >>> 5] ?? 0) >>> (ordinal & 31)) & 1) === 1;
  }

  /** Makes somebody a member; false when they were one. */
  add(ordinal: number): boolean {
    const at = ordinal >>> 5;
    if (at >= this.#words.length) {
      const larger = new Uint32Array(Math.max(at + 1, this.#words.length * 2));
      larger.set(this.#words);
      this.#words = larger;
    }
    const word = this.#words[at] ?? 0;
    const bit = 1 << (ordinal & 31);
    if ((word & bit) !== 0) return false;
    this.#words[at] = word | bit;
    this.#size += 1;
    return true;
  }

  /** Ends a membership; false when there was none. */
  remove(ordinal: number): boolean {
    if (!this.has(ordinal)) return false;
    const at = ordinal >>> 5;
    this.#words[at] = (this.#words[at] ?? 0) & ~(1 << (ordinal & 31));
    this.#size -= 1;
    return true;
  }

  /** Ascending. */
  ordinals(): Uint32Array {
    const found = new Uint32Array(this.#size);
    let place = 0;
    for (let at = 0; at < this.#words.length; at += 1)
      for (let word = this.#words[at] ?? 0; word !== 0; word &= word - 1) {
        found[place] = at * 32 + 31 - Math.clz32(word & -word);
        place += 1;
      }
    return found;
  }
}
