import type { PersonKeyRow } from './store/person-key-table.ts';

interface Entry {
  readonly wrapped: Buffer;
  readonly key: Buffer;
}

/**
 * Opened person keys, the least recently used forgotten first. An entry answers only for the very row that the database holds now, so a key
 * that was destroyed or replaced by any server is never used again, however long it lingers here.
 */
export class PersonKeyCache {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();

  constructor(limit = 20_000) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(row: PersonKeyRow): Buffer | undefined {
    const entry = this.#entries.get(row.person);
    if (entry === undefined || row.wrapped === null || !entry.wrapped.equals(row.wrapped)) return undefined;
    this.#entries.delete(row.person);
    this.#entries.set(row.person, entry);
    return entry.key;
  }

  // Forgotten keys are left to the collector, not wiped: an operation in flight that held a wiped key would encrypt under zeros.
  put(row: PersonKeyRow, key: Buffer): void {
    if (row.wrapped === null) return;
    this.#entries.delete(row.person);
    this.#entries.set(row.person, { wrapped: row.wrapped, key });
    if (this.#entries.size <= this.#limit) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  delete(person: string): void {
    this.#entries.delete(person);
  }

  clear(): void {
    this.#entries.clear();
  }
}
