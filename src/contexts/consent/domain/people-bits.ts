import { PeopleSet } from './people-set.ts';

/** A growing set of people by ordinal, as the bits of a `PeopleSet`. */
export class PeopleBits {
  #words: Uint32Array;

  /** Begins with the people of these words, which it takes over. */
  constructor(words: Uint32Array = new Uint32Array(32)) {
    this.#words = words;
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
    const at = ordinal >>> 5;
    if (at >= this.#words.length) {
      const larger = new Uint32Array(Math.max(at + 1, this.#words.length * 2));
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[at] = (this.#words[at] as number) | (1 << (ordinal & 31));
  }

  /** The set as it is; nothing may be added afterwards. */
  set(): PeopleSet {
    return new PeopleSet(this.#words);
  }
}
