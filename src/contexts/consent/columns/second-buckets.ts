/** People by the second in which something of theirs is due. Whoever is noted twice is told twice. */
export class SecondBuckets {
  readonly #buckets = new Map<number, number[]>();
  #size = 0;
  #earliest = Number.POSITIVE_INFINITY;

  /** How many are noted. */
  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#size * 8 + this.#buckets.size * 100;
  }

  /** The earliest second in which somebody is due; infinite when nobody is. */
  get earliest(): number {
    return this.#earliest;
  }

  /** Tells who is due up to and in the second, and leaves them in. */
  visit(second: number, tell: (ordinal: number) => void): void {
    if (second < this.#earliest) return;
    for (const [due, bucket] of this.#buckets) if (due <= second) for (const ordinal of bucket) tell(ordinal);
  }

  add(ordinal: number, second: number): void {
    const bucket = this.#buckets.get(second);
    if (bucket === undefined) this.#buckets.set(second, [ordinal]);
    else bucket.push(ordinal);
    this.#size += 1;
    if (second < this.#earliest) this.#earliest = second;
  }

  /** Takes out at most `most` of those who are due up to and in the second, and answers how many they were. */
  take(second: number, most: number, visit: (ordinal: number, second: number) => void): number {
    if (second < this.#earliest) return 0;
    let taken = 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [due, bucket] of this.#buckets) {
      if (due <= second) {
        for (; taken < most && bucket.length > 0; taken += 1) visit(bucket.pop() as number, due);
        if (bucket.length === 0) this.#buckets.delete(due);
      }
      if (bucket.length > 0 && due < earliest) earliest = due;
    }
    this.#earliest = earliest;
    this.#size -= taken;
    return taken;
  }
}
