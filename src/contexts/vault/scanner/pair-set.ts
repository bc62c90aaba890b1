const MASK = 0xffff;

/** A set of words of two characters that says no in one look at a table, which is what it says of almost every place of a text. */
export class PairSet {
  readonly #filter = new Uint8Array(MASK + 1);
  readonly #words = new Set<string>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      this.#words.add(word);
      this.#filter[placeOf(word.charCodeAt(0), word.charCodeAt(1))] = 1;
    }
  }

  /** Whether the word of these two UTF-16 units is in it. */
  has(first: number, second: number): boolean {
    return this.#filter[placeOf(first, second)] === 1 && this.#words.has(String.fromCharCode(first, second));
  }
}

function placeOf(first: number, second: number): number {
  return (first * 31 + second) & MASK;
}
