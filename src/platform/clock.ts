/** The only source of the present instant; injected everywhere so that tests and replays choose their own time. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved; milliseconds since the epoch. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start: Date | string) {
    this.#now = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Moves the clock by a number of milliseconds (may be negative). */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Sets the clock to an instant. */
  set(instant: Date | string): void {
    this.#now = new Date(instant).getTime();
  }
}
