import { PeopleSet } from './people-set.ts';

/** A growing set of people by ordinal, as the bits of a `PeopleSet`. */
export class PeopleBits {
  #words: Uint32Array;

  #size: number | undefined;

  /** Begins with the people of these words, which it takes over; `size` is how many they are, if that is known. */
  constructor(words?: Uint32Array, size?: number) {
    this.#words = words ?? new Uint32Array(32);
    this.#size = words === undefined ? 0 : size;
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
    if (this.#size !== undefined && !this.has(ordinal)) this.#size += 1;
    this.#words[at] = (this.#words[at] as number) | (1 << (ordinal & 31));
  }

  /** The set as it is; nothing may be added afterwards. */
  set(): PeopleSet {
    return new PeopleSet(this.#words, this.#size);
  }
}
