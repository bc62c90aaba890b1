import type { Tx } from '../../platform/database/index.ts';

/**
 * Rows that never change (a trigger refuses it), kept in memory once read, the oldest forgotten first. Only what a committed transaction has
 * read is kept, so that a row which was rolled back can't stand in for the one that is stored later under its number.
 */
export class KeptAfterCommit<Value> {
  readonly #most: number;
  readonly #kept = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept under the key, else what `read` finds. */
  async find(tx: Tx, key: string, read: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const found = await read();
    if (found !== undefined) tx.afterCommit(() => this.#keep(key, found));
    return found;
  }

  #keep(key: string, value: Value): void {
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size >= this.#most && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, value);
  }
}
