import type { Clock } from '../../../../platform/clock.ts';

const SECOND_MS = 1000;
/** Events in this second and the one before from which on filing waits its turn. */
const RUSH = 10_000;

/** How many events come in by this process just now: while it is a rush, both cores belong to making them durable. */
export class ArrivalRate {
  readonly #clock: Clock;
  #second = 0;
  #now = 0;
  #before = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts events that are being taken in. */
  count(events: number): void {
    this.#turn();
    this.#now += events;
  }

  /** Whether filing should wait, if what waits has not waited for long. */
  get rush(): boolean {
    this.#turn();
    return this.#now + this.#before > RUSH;
  }

  #turn(): void {
    const second = Math.floor(this.#clock.now().getTime() / SECOND_MS);
    if (second === this.#second) return;
    this.#before = second === this.#second + 1 ? this.#now : 0;
    this.#now = 0;
    this.#second = second;
  }
}
