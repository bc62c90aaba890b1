/** What the counted events of some records come to; days are days of Asia/Shanghai since 1970. */
export interface Tally {
  count: number;
  /** Fen. */
  sum: number;
  first: number;
  last: number;
}

/** A tally over nothing. */
export function emptyTally(): Tally {
  return { count: 0, sum: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
}

/** Begins a tally anew. */
export function clearTally(tally: Tally): void {
  tally.count = 0;
  tally.sum = 0;
  tally.first = Number.POSITIVE_INFINITY;
  tally.last = Number.NEGATIVE_INFINITY;
}

/** Days from `from` to `to`, both included. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** Counted events of people by ordinal, as much of them as conditions need. */
export interface Feed {
  /** Counts `count` events of one day that come to `sum` fen. */
  add(ordinal: number, day: number, count: number, sum: number): void;
  /** Adds what an ordinal's events from `since` on come to. */
  tally(ordinal: number, since: number, into: Tally): void;
  /** Forgets an ordinal. */
  drop(ordinal: number): void;
  /** Ordinals in [`from`, `to`) of whom something lies in one of these ranges. */
  touching(ranges: readonly DayRange[], from: number, to: number): number[];
  /** Forgets what lies before a day. */
  forgetBefore(day: number, from: number, to: number): void;
  /** The first ordinal that nothing is known of, nor of any above it. */
  readonly end: number;
  readonly bytes: number;
}

function within(ranges: readonly DayRange[], day: number): boolean {
  return ranges.some((range) => day >= range.from && day <= range.to);
}

const NOTHING = -1;

function grown<T extends Int32Array | Float64Array>(array: T, least: number): T {
  const larger = new (array.constructor as new (length: number) => T)(
    Math.max(least, Math.ceil(array.length * 1.5), 1024),
  );
  larger.set(array);
  return larger;
}

/** Counted events since ever: four numbers a person. Late events and repeated days cost nothing more. */
export class LifeSums implements Feed {
  #counts = new Int32Array(0);
  #sums = new Float64Array(0);
  #firsts = new Int32Array(0);
  #lasts = new Int32Array(0);

  get end(): number {
    return this.#counts.length;
  }

  get bytes(): number {
    return this.#counts.length * 20;
  }

  add(ordinal: number, day: number, count: number, sum: number): void {
    if (ordinal >= this.#counts.length) {
      this.#counts = grown(this.#counts, ordinal + 1);
      this.#sums = grown(this.#sums, ordinal + 1);
      this.#firsts = grown(this.#firsts, ordinal + 1);
      this.#lasts = grown(this.#lasts, ordinal + 1);
    }
    const before = this.#counts[ordinal] ?? 0;
    this.#counts[ordinal] = before + count;
    this.#sums[ordinal] = (this.#sums[ordinal] ?? 0) + sum;
    this.#firsts[ordinal] = before === 0 ? day : Math.min(day, this.#firsts[ordinal] ?? day);
    this.#lasts[ordinal] = before === 0 ? day : Math.max(day, this.#lasts[ordinal] ?? day);
  }

  tally(ordinal: number, _since: number, into: Tally): void {
    const count = this.#counts[ordinal] ?? 0;
    if (count === 0) return;
    into.count += count;
    into.sum += this.#sums[ordinal] ?? 0;
    into.first = Math.min(into.first, this.#firsts[ordinal] ?? 0);
    into.last = Math.max(into.last, this.#lasts[ordinal] ?? 0);
  }

  drop(ordinal: number): void {
    if (ordinal >= this.#counts.length) return;
    this.#counts[ordinal] = 0;
    this.#sums[ordinal] = 0;
  }

  touching(ranges: readonly DayRange[], from: number, to: number): number[] {
    const found: number[] = [];
    for (let ordinal = from; ordinal < Math.min(to, this.end); ordinal += 1)
      if (
        (this.#counts[ordinal] ?? 0) > 0 &&
        (within(ranges, this.#firsts[ordinal] ?? 0) || within(ranges, this.#lasts[ordinal] ?? 0))
      )
        found.push(ordinal);
    return found;
  }

  forgetBefore(): void {
    // Since ever is since ever.
  }
}

/** Counted events by day: a list of days for each person, the latest first, in one pool of numbers. */
export class DayBuckets implements Feed {
  #heads = new Int32Array(0);
  #nexts = new Int32Array(0);
  #days = new Int32Array(0);
  #counts = new Int32Array(0);
  #sums = new Float64Array(0);
  #used = 0;
  #free = NOTHING;

  get end(): number {
    return this.#heads.length;
  }

  get bytes(): number {
    return this.#heads.length * 4 + this.#nexts.length * 20;
  }

  add(ordinal: number, day: number, count: number, sum: number): void {
    if (ordinal >= this.#heads.length) {
      const before = this.#heads.length;
      this.#heads = grown(this.#heads, ordinal + 1).fill(NOTHING, before);
    }
    let behind = NOTHING;
    let at = this.#heads[ordinal] ?? NOTHING;
    while (at !== NOTHING && (this.#days[at] ?? 0) > day) {
      behind = at;
      at = this.#nexts[at] ?? NOTHING;
    }
    if (at !== NOTHING && this.#days[at] === day) {
      this.#counts[at] = (this.#counts[at] ?? 0) + count;
      this.#sums[at] = (this.#sums[at] ?? 0) + sum;
      return;
    }
    const made = this.#take();
    this.#days[made] = day;
    this.#counts[made] = count;
    this.#sums[made] = sum;
    this.#nexts[made] = at;
    if (behind === NOTHING) this.#heads[ordinal] = made;
    else this.#nexts[behind] = made;
  }

  tally(ordinal: number, since: number, into: Tally): void {
    let at = this.#heads[ordinal] ?? NOTHING;
    for (; at !== NOTHING; at = this.#nexts[at] ?? NOTHING) {
      const day = this.#days[at] ?? 0;
      if (day < since) return;
      into.count += this.#counts[at] ?? 0;
      into.sum += this.#sums[at] ?? 0;
      if (day < into.first) into.first = day;
      if (day > into.last) into.last = day;
    }
  }

  drop(ordinal: number): void {
    this.#release(this.#heads[ordinal] ?? NOTHING);
    if (ordinal < this.#heads.length) this.#heads[ordinal] = NOTHING;
  }

  touching(ranges: readonly DayRange[], from: number, to: number): number[] {
    const found: number[] = [];
    for (let ordinal = from; ordinal < Math.min(to, this.end); ordinal += 1)
      for (let at = this.#heads[ordinal] ?? NOTHING; at !== NOTHING; at = this.#nexts[at] ?? NOTHING)
        if (within(ranges, this.#days[at] ?? 0)) {
          found.push(ordinal);
          break;
        }
    return found;
  }

  forgetBefore(day: number, from: number, to: number): void {
    for (let ordinal = from; ordinal < Math.min(to, this.end); ordinal += 1) {
      let behind = NOTHING;
      let at = this.#heads[ordinal] ?? NOTHING;
      while (at !== NOTHING && (this.#days[at] ?? 0) >= day) {
        behind = at;
        at = this.#nexts[at] ?? NOTHING;
      }
      if (at === NOTHING) continue;
      if (behind === NOTHING) this.#heads[ordinal] = NOTHING;
      else this.#nexts[behind] = NOTHING;
      this.#release(at);
    }
  }

  #take(): number {
    if (this.#free !== NOTHING) {
      const at = this.#free;
      this.#free = this.#nexts[at] ?? NOTHING;
      return at;
    }
    if (this.#used === this.#nexts.length) {
      this.#nexts = grown(this.#nexts, this.#used + 1);
      this.#days = grown(this.#days, this.#used + 1);
      this.#counts = grown(this.#counts, this.#used + 1);
      this.#sums = grown(this.#sums, this.#used + 1);
    }
    this.#used += 1;
    return this.#used - 1;
  }

  #release(first: number): void {
    for (let at = first; at !== NOTHING; ) {
      const next = this.#nexts[at] ?? NOTHING;
      this.#nexts[at] = this.#free;
      this.#free = at;
      at = next;
    }
  }
}
