import { Heads, MOST_ROWS, PersonRows } from './person-rows.ts';
import type { PeopleReader } from './read-people.ts';
import type { RowStore } from './row-store.ts';
import type { StateKeys } from './state-keys.ts';

/** In a key: there is no such instant. Ranks are small numbers around 0, so it is none of them. */
const NULL_RANK = 0x7fffffff;

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
  #last = Number.NEGATIVE_INFINITY;
  #next = Number.POSITIVE_INFINITY;

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

  /** The latest instant (ms) of the person encoded last that had passed, in any of the activities; not before an address of theirs was set. */
  get last(): number {
    return this.#last;
  }

  /** Their earliest instant (ms) that had not passed. */
  get next(): number {
    return this.#next;
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
    this.#last = Number.NEGATIVE_INFINITY;
    this.#next = Number.POSITIVE_INFINITY;
    this.#put(subjects.roles[row] as number);
    this.#put(subjects.signs[row] as number);
    for (let value = 0; value < 3; value += 1) this.#time(subjects.values[row * 3 + value] as number);
    this.#put(this.#heads.unproven.first(ordinal) === -1 ? 0 : 1);
    // Which addresses somebody has at an instant depends on when they were set, whatever the channel.
    for (let at = this.#heads.addresses.first(ordinal); at !== -1; at = this.#heads.addresses.next(at))
      this.#last = Math.max(this.#last, addresses.values[at * 2] as number);
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
      if (value > at) {
        if (value < next) next = value;
      } else if (value > this.#last) this.#last = value;
      let place = distinct;
      while (place > 0 && (sorted[place - 1] as number) > value) place -= 1;
      if (place > 0 && sorted[place - 1] === value) continue;
      for (let move = distinct; move > place; move -= 1) sorted[move] = sorted[move - 1] as number;
      sorted[place] = value;
      distinct += 1;
    }
    if (next < this.#next) this.#next = next;
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
