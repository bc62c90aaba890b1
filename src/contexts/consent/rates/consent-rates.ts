import type { Tx } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import { rangeRefused } from '../consent-failures.ts';
import type { GateContext } from '../gate-context.ts';
import { type CountedBy, countTouches, trustSteps } from '../store/touch-counts.ts';
import { type Rate, type RateTable, rate, rateTable, SMALLEST_CELL, type TouchCount } from './rate-cells.ts';

/** How many weeks are told. */
const WEEKS = 26;
const MOST_DAYS = 732;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const EIGHT_HOURS = 8 * 3_600_000;

/** Which answers to count: those to what was shown from one day to another, both counted, calendar days of Asia/Shanghai; usually 26 weeks until now. */
export interface RatesQuery {
  readonly by: CountedBy;
  readonly from?: string;
  readonly to?: string;
  readonly activity?: string;
  readonly notice?: string;
  readonly touchpoint?: string;
}

/** Rates, when they were counted, and the days that they count. */
export type ConsentRates = RateTable & { readonly at: Date; readonly from: string; readonly to: string };

/** Rates of consent, refusal and withdrawal out of the gate's own rows, with cells of too few people left out. */
export async function consentRates(context: GateContext, tx: Tx, query: RatesQuery): Promise<ConsentRates> {
  const now = context.clock.now();
  const activities = await askedActivities(context, tx, query.activity);
  const { from, to } = daysOf(query, now);
  const counts = await countTouches(tx, query.by, {
    from: new Date(`${from}T00:00:00+08:00`),
    to: new Date(Date.parse(`${to}T00:00:00+08:00`) + DAY_MS),
    activities,
    notice: query.notice ?? null,
    touchpoint: query.touchpoint ?? null,
    experiment: null,
    now,
  });
  return { ...rateTable(counts), at: now, from, to };
}

function daysOf(query: RatesQuery, now: Date): { from: string; to: string } {
  const to = query.to ?? dayOf(now.getTime() + EIGHT_HOURS);
  const from = query.from ?? dayOf(Date.parse(to) - (WEEKS * 7 - 1) * DAY_MS);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days < 0) throw rangeRefused(fieldError('from', '开始日期晚于结束日期', 'Begins after it ends'));
  if (days >= MOST_DAYS) throw rangeRefused(fieldError('from', '最多统计两年', 'Two years at most'));
  return { from, to };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Counts of an experiment's wordings, by wording; nothing is suppressed, since no person stands in a verdict about wordings. */
export async function wordingCounts(
  context: GateContext,
  tx: Tx,
  query: { readonly experiment: string; readonly activity: string; readonly from: Date; readonly to: Date },
): Promise<TouchCount[]> {
  const activities = await askedActivities(context, tx, query.activity);
  const { experiment, from, to } = query;
  const range = { from, to, activities, notice: null, touchpoint: null, experiment, now: context.clock.now() };
  return countTouches(tx, 'wording', range);
}

/** One week's end: of all answers ever given, how many a standing yes is the last word of. */
export interface TrustWeek {
  /** The Monday that the week begins with. */
  readonly week: string;
  /** Pairs of person and activity that were ever answered, until the end of the week. */
  readonly answered: number;
  readonly standing: number;
  readonly gained: number;
  readonly lost: number;
  /** Null while fewer than the smallest cell have answered. */
  readonly trust: Rate | null;
}

/** Trust, and when it was computed. */
export interface Trust {
  readonly at: Date;
  readonly weeks: readonly TrustWeek[];
}

/**
 * Trust as a number: of a hundred answers that people ever gave, how many end in a yes that still stands. It falls with every refusal, withdrawal,
 * objection and consent that ran out, and rises when people come to agree; asking again and again can't raise it, since the person is counted once
 * for each activity.
 */
export async function trustOverTime(
  context: GateContext,
  tx: Tx,
  query: { readonly activity?: string },
): Promise<Trust> {
  const now = context.clock.now();
  const steps = new Map(
    (await trustSteps(tx, await askedActivities(context, tx, query.activity), now)).map((step) => [step.week, step]),
  );
  const weeks: TrustWeek[] = [];
  let answered = 0;
  let standing = 0;
  const first = [...steps.keys()][0];
  const last = mondayOf(now);
  for (let at = first === undefined ? last + 1 : Date.parse(first); at <= last; at += WEEK_MS) {
    const week = new Date(at).toISOString().slice(0, 10);
    const step = steps.get(week) ?? { answered: 0, gained: 0, lost: 0 };
    answered += step.answered;
    standing += step.gained - step.lost;
    const { gained, lost } = step;
    weeks.push({ week, answered, standing, gained, lost, trust: enough(standing, answered) });
  }
  // A week in which very few moved would tell about them.
  return { at: now, weeks: weeks.filter((week) => week.trust !== null).slice(-WEEKS) };
}

function enough(standing: number, answered: number): Rate | null {
  return answered < SMALLEST_CELL ? null : rate(standing, answered);
}

// The Monday of now in Asia/Shanghai, as midnight UTC of that date.
function mondayOf(now: Date): number {
  const day = Math.floor((now.getTime() + EIGHT_HOURS) / DAY_MS);
  return (day - ((day + 3) % 7)) * DAY_MS;
}

async function askedActivities(context: GateContext, tx: Tx, only: string | undefined): Promise<string[]> {
  const activities = await context.register.activities(tx);
  return activities
    .filter(({ basis, code }) => basis === 'consent' && (only === undefined || code === only))
    .map(({ code }) => code)
    .sort();
}
