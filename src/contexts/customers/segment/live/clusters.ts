/** Which records are held to be one human; only records that are not alone. */
export class Clusters {
  readonly #heads = new Map<number, number>();
  readonly #records = new Map<number, number[]>();

  /** The records of one human, ascending; undefined for somebody who is alone. */
  recordsOf(ordinal: number): readonly number[] | undefined {
    const head = this.#heads.get(ordinal);
    return head === undefined ? undefined : this.#records.get(head);
  }

  /** Joins a record to a head, or parts it; answers everybody who stood or stands with it. */
  set(ordinal: number, head: number | undefined): number[] {
    const touched = new Set<number>([ordinal, ...(this.recordsOf(ordinal) ?? [])]);
    const before = this.#heads.get(ordinal);
    if (before !== undefined) {
      const left = (this.#records.get(before) ?? []).filter((record) => record !== ordinal);
      if (left.length === 0) this.#records.delete(before);
      else this.#records.set(before, left);
      this.#heads.delete(ordinal);
    }
    if (head !== undefined) {
      this.#heads.set(ordinal, head);
      const joined = [...(this.#records.get(head) ?? []), ordinal].sort((left, right) => left - right);
      this.#records.set(head, joined);
      for (const record of joined) touched.add(record);
    }
    return [...touched];
  }

  clear(): void {
    this.#heads.clear();
    this.#records.clear();
  }
}
