import type { PeopleReader } from './read-people.ts';
import type { RowStore } from './row-store.ts';
import type { StateKeys } from './state-keys.ts';

/** In a key: there is no such instant. Ranks are small numbers around 0, so it is none of them. */
const NULL_RANK = 0x7fffffff;
/** Rows of one person that are looked at; somebody with more is asked about in PostgreSQL. */
const MOST_ROWS = 1024;

/** What a state comes to at an instant: its key (0 when it has none now) and the second in which it has to be looked at again (0: none). */
export interface Encoded {
  key: number;
  due: number;
}

/**
 * The canonical form of a person's state as numbers: words by their category, every instant by its rank among the person's instants around `at`.
 * The same partition of people as `canonicalKey` of all channels together, which a property test holds.
 */
export class PeopleEncoder {
  readonly #reader: PeopleReader;
  readonly #keys: StateKeys;
  readonly #heads: Record<
    'unproven' | 'standings' | 'grants' | 'refusals' | 'suppressions' | 'digests' | 'addresses',
    Heads
  >;
  readonly #words = new Int32Array(MOST_ROWS * 32);
  readonly #values = new Float64Array(MOST_ROWS * 16);
  readonly #places = new Int32Array(MOST_ROWS * 16);
  readonly #sorted = new Float64Array(MOST_ROWS * 16 + 1);
  readonly #standings = new PersonRows();
  readonly #grants = new PersonRows();
  readonly #refusals = new PersonRows();
  readonly #noes = new PersonRows();
  #length = 0;
  #instants = 0;
  #ownLength = 0;
  #ownInstants = 0;

  constructor(reader: PeopleReader, keys: StateKeys) {
    this.#reader = reader;
    this.#keys = keys;
    const of = (store: RowStore) => new Heads(store);
    this.#heads = {
      unproven: of(reader.unproven),
      standings: of(reader.standings),
      grants: of(reader.grants),
      refusals: of(reader.refusals),
      suppressions: of(reader.suppressions),
      digests: of(reader.digests),
      addresses: of(reader.addresses),
    };
  }

  /** Gives back the room that a large reading took. */
  release(): void {
    for (const heads of Object.values(this.#heads)) heads.release();
  }

  /** Prepares for the people that the reader has just read. */
  begin(): void {
    const { subjects } = this.#reader;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = 0;
    for (let row = 0; row < subjects.count; row += 1) {
      const ordinal = subjects.ordinals[row] as number;
      if (ordinal < lowest) lowest = ordinal;
      if (ordinal > highest) highest = ordinal;
    }
    for (const heads of Object.values(this.#heads)) heads.begin(lowest, highest);
  }

  /** Encodes one person (a row of the reader's subjects) for each activity; tells the number of the activity and what the state comes to. */
  encode(
    row: number,
    activities: readonly number[],
    at: number,
    tell: (activity: number, encoded: Encoded) => void,
  ): void {
    const { subjects, activityOf } = this.#reader;
    const ordinal = subjects.ordinals[row] as number;
    const fits =
      this.#standings.take(this.#heads.standings, ordinal, activityOf.standings) &&
      this.#grants.take(this.#heads.grants, ordinal, activityOf.grants) &&
      this.#refusals.take(this.#heads.refusals, ordinal, activityOf.refusals) &&
      this.#own(row, ordinal);
    if (!fits) {
      for (const activity of activities) tell(activity, { key: 0, due: 0 });
      return;
    }
    let bare: Encoded | undefined;
    const encoded = { key: 0, due: 0 };
    for (const activity of activities) {
      const standings = this.#standings.run(activity);
      const grants = this.#grants.run(activity);
      const refusals = this.#refusals.run(activity);
      if (standings + grants + refusals === 0) {
        if (bare === undefined) {
          bare = { key: 0, due: 0 };
          this.#rewind();
          this.#finish(at, bare);
        }
        tell(activity, bare);
        continue;
      }
      this.#rewind();
      this.#rows(this.#reader.standings, this.#standings, standings, 0);
      this.#rows(this.#reader.grants, this.#grants, grants, 1);
      this.#rows(this.#reader.refusals, this.#refusals, refusals, 1);
      this.#finish(at, encoded);
      tell(activity, encoded);
    }
  }

  // What does not depend on the activity stands first in every key of the person.
  #own(row: number, ordinal: number): boolean {
    const { subjects, addresses, suppressions, digests, channelOf } = this.#reader;
    this.#length = 0;
    this.#instants = 0;
    this.#put(subjects.roles[row] as number);
    this.#put(subjects.signs[row] as number);
    for (let value = 0; value < 3; value += 1) this.#time(subjects.values[row * 3 + value] as number);
    this.#put(this.#heads.unproven.first(ordinal) === -1 ? 0 : 1);
    for (let channel = 0; channel < 2; channel += 1) {
      let found = -1;
      for (let at = this.#heads.addresses.first(ordinal); at !== -1; at = this.#heads.addresses.next(at))
        if (channelOf[addresses.categories[at] as number] === channel) found = at;
      this.#put(found === -1 ? 0 : 1);
      this.#time(found === -1 ? Number.NaN : (addresses.values[found * 2] as number));
      this.#time(found === -1 ? Number.NaN : (addresses.values[found * 2 + 1] as number));
    }
    for (const [store, heads] of [
      [suppressions, this.#heads.suppressions],
      [digests, this.#heads.digests],
    ] as const) {
      if (!this.#noes.take(heads, ordinal)) return false;
      this.#rows(store, this.#noes, this.#noes.run(0), 1);
    }
    this.#ownLength = this.#length;
    this.#ownInstants = this.#instants;
    return true;
  }

  #rewind(): void {
    this.#length = this.#ownLength;
    this.#instants = this.#ownInstants;
  }

  // `skip` leaves out the row's number, by which only the order goes.
  #rows(store: RowStore, rows: PersonRows, count: number, skip: number): void {
    this.#put(count);
    for (let at = rows.from; at < rows.from + count; at += 1) {
      const row = rows.rows[at] as number;
      this.#put(store.categories[row] as number);
      for (let value = skip; value < store.width; value += 1)
        this.#time(store.values[row * store.width + value] as number);
    }
  }

  #put(word: number): void {
    this.#words[this.#length] = word;
    this.#length += 1;
  }

  #time(time: number): void {
    if (Number.isNaN(time)) {
      this.#put(NULL_RANK);
      return;
    }
    this.#values[this.#instants] = time;
    this.#places[this.#instants] = this.#length;
    this.#instants += 1;
    this.#length += 1;
  }

  #finish(at: number, encoded: Encoded): void {
    const sorted = this.#sorted;
    sorted[0] = at;
    let distinct = 1;
    let next = Number.POSITIVE_INFINITY;
    let now = false;
    for (let each = 0; each < this.#instants; each += 1) {
      const value = this.#values[each] as number;
      if (value === at) now = true;
      if (value > at && value < next) next = value;
      let place = distinct;
      while (place > 0 && (sorted[place - 1] as number) > value) place -= 1;
      if (place > 0 && sorted[place - 1] === value) continue;
      for (let move = distinct; move > place; move -= 1) sorted[move] = sorted[move - 1] as number;
      sorted[place] = value;
      distinct += 1;
    }
    const second = Math.floor(at / 1000);
    // In the second of an instant the state is not looked at from here: so whole seconds are as exact as milliseconds.
    if (now || Math.floor(next / 1000) <= second) {
      encoded.key = 0;
      encoded.due = now ? second : Math.floor(next / 1000);
      return;
    }
    let zero = 0;
    while (sorted[zero] !== at) zero += 1;
    for (let each = 0; each < this.#instants; each += 1) {
      const value = this.#values[each] as number;
      let place = 0;
      while (sorted[place] !== value) place += 1;
      this.#words[this.#places[each] as number] = place - zero;
    }
    encoded.key = this.#keys.intern(this.#words, this.#length);
    encoded.due = next === Number.POSITIVE_INFINITY ? 0 : Math.floor(next / 1000);
  }
}

/** The rows of each person in a store, as chains in the order in which they came. */
class Heads {
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
class PersonRows {
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
