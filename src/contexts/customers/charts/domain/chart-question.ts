import { type FieldError, fieldError } from '../../../../platform/failure.ts';

/** How many people get from one event to the next. */
export interface FunnelQuestion {
  /** Two to five names of events, in order. */
  readonly steps: readonly string[];
  /** From the first step to the last, in days of 24 hours. */
  readonly withinDays: number;
  /** The first step lies in the last so many days (Asia/Shanghai). */
  readonly startedWithinDays: number;
}

/** How many people come back, by the week or month in which they came for the first time. */
export interface RetentionQuestion {
  /** The event that begins, and the one that counts as coming back. */
  readonly start: string;
  readonly back: string;
  /** Weeks begin on Monday, in Asia/Shanghai. */
  readonly unit: 'week' | 'month';
  /** Cohorts and periods after each, this week or month included. */
  readonly periods: number;
}

/** A number of people that may be too small to be shown; 0 is shown. */
export interface Cell {
  readonly count: number | null;
}

/** Cells of fewer people are withheld, so that nobody can be told from a chart. */
export const SMALLEST_CELL = 10;

/** The number as it may be shown. */
export function cell(count: number): Cell {
  return { count: count > 0 && count < SMALLEST_CELL ? null : count };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const NAME = /^[^$\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]{0,199}$/;

/** Faults of names of events, each with its path. */
export function nameFaults(names: readonly { readonly path: string; readonly name: string }[]): FieldError[] {
  return names
    .filter(({ name }) => !NAME.test(name))
    .map(({ path }) => fieldError(path, '应为事件名', 'must be the name of an event such as "purchase"'));
}
