/** The value of one trait by ordinal, as numbers of a dictionary; 0 is none. */
export class TraitValues {
  readonly #numbers = new Map<string, number>();
  #values = new Int32Array(0);

  get bytes(): number {
    return this.#values.byteLength;
  }

  /** The number of a value; one is given to a new value. */
  numberOf(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#numbers.size + 1);
    return this.#numbers.size;
  }

  /** Sets an ordinal's value; the empty one removes it. */
  set(ordinal: number, value: string): void {
    if (ordinal >= this.#values.length) {
      if (value === '') return;
      const larger = new Int32Array(Math.max(ordinal + 1, Math.ceil(this.#values.length * 1.5), 1024));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[ordinal] = value === '' ? 0 : this.numberOf(value);
  }

  /** The number of an ordinal's value. */
  at(ordinal: number): number {
    return this.#values[ordinal] ?? 0;
  }
}
