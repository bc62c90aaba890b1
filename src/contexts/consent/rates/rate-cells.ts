import { type Interval, wilson } from './wilson.ts';

/** What was counted of one touchpoint, version, wording, week or activity. */
export interface TouchCount {
  readonly key: string;
  /** Times it was shown, answered or left unanswered. */
  readonly shown: number;
  readonly granted: number;
  readonly refused: number;
  /** Of the granted: taken back since, as a whole. */
  readonly withdrawn: number;
  /** Of the granted: at least 30 days old, and of those taken back within 30 days. Weeks are compared by these alone. */
  readonly settled: number;
  readonly withdrawnSoon: number;
  /** Different people who answered. */
  readonly people: number;
}

/** A cell that may be shown. */
export interface RateCell extends TouchCount {
  /** Granted out of answered; null where nobody answered. */
  readonly consent: Rate | null;
  /** Refused out of answered. */
  readonly refusal: Rate | null;
  /** Taken back out of granted. */
  readonly withdrawal: Rate | null;
  /** Answered out of shown. */
  readonly answer: Rate | null;
}

/** A share with its 95 % Wilson interval. */
export interface Rate extends Interval {
  readonly share: number;
}

/** Cells as they may be shown: those of too few people are put together, or left out where even together they are too few. */
export interface RateTable {
  readonly cells: readonly RateCell[];
  /** The small cells together; null where there are none, or they are too few. */
  readonly small: RateCell | null;
  /** How many cells were too small to be shown by themselves. */
  readonly suppressed: number;
  /** All that is shown above; what is left out is not in it either, so that nobody can subtract. */
  readonly total: RateCell;
}

/** Cells with fewer different people than this are not shown by themselves. */
export const SMALLEST_CELL = 10;

/** Makes the table of what was counted, in the order given. */
export function rateTable(counts: readonly TouchCount[], smallest = SMALLEST_CELL): RateTable {
  const large = counts.filter(({ people }) => people >= smallest);
  const rest = counts.filter(({ people }) => people < smallest);
  // A single small cell would be the difference of the total and the others, so it is in no total.
  const together = sum('', rest);
  const small = rest.length > 1 && together.people >= smallest ? rated(together) : null;
  return {
    cells: large.map(rated),
    small,
    suppressed: rest.length,
    total: rated(sum('', small === null ? large : [...large, together])),
  };
}

function sum(key: string, counts: readonly TouchCount[]): TouchCount {
  const of = (name: Exclude<keyof TouchCount, 'key'>) => counts.reduce((total, count) => total + count[name], 0);
  return {
    key,
    shown: of('shown'),
    granted: of('granted'),
    refused: of('refused'),
    withdrawn: of('withdrawn'),
    settled: of('settled'),
    withdrawnSoon: of('withdrawnSoon'),
    people: of('people'),
  };
}

function rated(count: TouchCount): RateCell {
  const answered = count.granted + count.refused;
  return {
    ...count,
    consent: rate(count.granted, answered),
    refusal: rate(count.refused, answered),
    withdrawal: rate(count.withdrawn, count.granted),
    answer: rate(answered, count.shown),
  };
}

/** A share of what was counted, with its interval. */
export function rate(hits: number, of: number): Rate | null {
  const interval = wilson(hits, of);
  return interval === null ? null : { share: hits / of, ...interval };
}
