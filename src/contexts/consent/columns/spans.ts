const DAY_MS = 86_400_000;
/** Nothing is known of a person, so anything may have happened on any day. */
const UNREAD = 65_535;
/** No instant, or one that no number of days here holds; also nobody's day that may be asked about. */
const NEVER = 65_535;

/** The day of an instant (ms), as `Spans` counts days: from 1970, at most 65,535 (the year 2149). */
export function dayOf(instant: number): number {
  if (instant === Number.NEGATIVE_INFINITY) return 0;
  return Math.max(0, Math.min(Math.floor(instant / DAY_MS), NEVER));
}

/**
 * The days between which nothing happened to a person: of their latest instant that had passed when they were read, and of their earliest one that
 * had not, over all activities. Four bytes a person; at an instant between these days everything of theirs has the same order as now.
 */
export class Spans {
  #before = new Uint16Array(0);
  #after = new Uint16Array(0);

  get bytes(): number {
    return this.#before.byteLength + this.#after.byteLength;
  }

  /** Makes room for ordinals up to this one. */
  reserve(highest: number): void {
    if (highest < this.#before.length) return;
    const [before, after] = [this.#before, this.#after];
    this.#before = new Uint16Array(highest + 1).fill(UNREAD);
    this.#before.set(before);
    this.#after = new Uint16Array(highest + 1);
    this.#after.set(after);
  }

  /** Notes a person's latest and next instant (ms); `whole` when they are of all activities, else what is known of others stays. */
  note(ordinal: number, last: number, next: number, whole: boolean): void {
    if (ordinal >= this.#before.length) this.reserve(Math.ceil(ordinal * 1.1) + 1024);
    const [before, after] = [Math.min(dayOf(last), UNREAD - 1), dayOf(next)];
    const known = this.#before[ordinal] as number;
    const alone = whole || known === UNREAD;
    this.#before[ordinal] = alone ? before : Math.max(before, known);
    this.#after[ordinal] = alone ? after : Math.min(after, this.#after[ordinal] as number);
  }

  /** Whether something of theirs may have happened on this day or after it and before they were read. */
  happenedSince(ordinal: number, day: number): boolean {
    return (this.#before[ordinal] ?? UNREAD) >= day;
  }

  /** Whether something of theirs may happen after they were read, up to and on this day. */
  happensBy(ordinal: number, day: number): boolean {
    return (this.#after[ordinal] ?? 0) <= day;
  }
}
