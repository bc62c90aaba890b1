import type { RowStore } from './row-store.ts';

/** Rows of one person that are looked at; somebody with more is asked about in PostgreSQL. */
export const MOST_ROWS = 1024;

/** The rows of each person in a store, as chains in the order in which they came. */
export class Heads {
  readonly #store: RowStore;
  #base = 0;
  #heads = new Int32Array(0);
  #sparse = new Map<number, number>();
  #next = new Int32Array(0);

  constructor(store: RowStore) {
    this.#store = store;
  }

  begin(lowest: number, highest: number): void {
    const { count, ordinals } = this.#store;
    const span = highest - lowest + 1;
    const dense = span > 0 && span <= 1 << 20;
    this.#base = lowest;
    if (!dense) this.#heads = new Int32Array(0);
    else if (this.#heads.length < span) this.#heads = new Int32Array(span).fill(-1);
    else this.#heads.fill(-1);
    this.#sparse = new Map();
    if (this.#next.length < count) this.#next = new Int32Array(Math.max(count, this.#next.length * 2));
    for (let row = count - 1; row >= 0; row -= 1) {
      const ordinal = ordinals[row] as number;
      this.#next[row] = this.first(ordinal);
      if (dense) this.#heads[ordinal - lowest] = row;
      else this.#sparse.set(ordinal, row);
    }
  }

  release(): void {
    this.#heads = new Int32Array(0);
    this.#next = new Int32Array(0);
    this.#sparse = new Map();
  }

  /** The first row of a person; -1 when there is none. */
  first(ordinal: number): number {
    if (this.#heads.length > 0) return this.#heads[ordinal - this.#base] ?? -1;
    return this.#sparse.get(ordinal) ?? -1;
  }

  next(row: number): number {
    return this.#next[row] as number;
  }

  get store(): RowStore {
    return this.#store;
  }
}

/** The rows of one person in one table, ordered by activity and then by the rows' numbers. */
export class PersonRows {
  readonly rows = new Int32Array(MOST_ROWS);
  readonly #activities = new Int32Array(MOST_ROWS);
  /** Where the last run begins. */
  from = 0;
  #count = 0;

  /** Takes a person's rows; false when there are too many. */
  take(heads: Heads, ordinal: number, activityOf?: readonly number[]): boolean {
    const { store } = heads;
    const { categories, values, width } = store;
    let count = 0;
    for (let row = heads.first(ordinal); row !== -1; row = heads.next(row)) {
      if (count === MOST_ROWS) return false;
      const activity = activityOf === undefined ? 0 : (activityOf[categories[row] as number] as number);
      const number = width === 0 ? 0 : (values[row * width] as number);
      let place = count;
      for (; place > 0; place -= 1) {
        const before = this.#activities[place - 1] as number;
        if (before < activity) break;
        if (before === activity && (values[(this.rows[place - 1] as number) * width] as number) <= number) break;
        this.rows[place] = this.rows[place - 1] as number;
        this.#activities[place] = before;
      }
      this.rows[place] = row;
      this.#activities[place] = activity;
      count += 1;
    }
    this.#count = count;
    this.from = 0;
    return true;
  }

  /** How many rows there are of an activity, from `from` on. */
  run(activity: number): number {
    let at = 0;
    while (at < this.#count && (this.#activities[at] as number) < activity) at += 1;
    this.from = at;
    while (at < this.#count && this.#activities[at] === activity) at += 1;
    return at - this.from;
  }
}
