import { civilDay, shanghaiDayOf, startOfShanghaiDay } from './instant.ts';

const LENGTH = /(\d{1,4})\s*(?:个)?\s*(days?|weeks?|months?|years?|日|天|周|星期|月|年)/i;
/** The person ends it, or the act itself does: no day is set. */
const NO_DAY_SET =
  /withdraw|revo[ck]|cancel|clos|indefinite|unlimited|no (?:end|term|limit|expiry)|once|one[- ](?:time|use)|single|撤回|取消|注销|长期|不限|单次|一次/i;
const FIRST_DAY_COUNTS = /(?<!not )\b(?:counted|included|inclusive)\b|(?<!不)计入|含当日/i;

const DAYS: Readonly<Record<string, number>> = { day: 1, 日: 1, 天: 1, week: 7, 周: 7, 星期: 7 };

/**
 * The last instant (ms) of a term that stands in words alone, counted from the day on which it began in Shanghai: that day does not count (Civil Code 201), a month
 * or year ends on the same day of the month or on its last day (202), and a day ends with its last second (203). Infinity where no day is set; NaN where the words
 * tell neither.
 */
export function endOfTerm(words: string, begun: number): number {
  const told = LENGTH.exec(words);
  if (told === null) return NO_DAY_SET.test(words) ? Number.POSITIVE_INFINITY : Number.NaN;
  const [, number = '', unit = ''] = told;
  const length = Number(number);
  const first = shanghaiDayOf(begun);
  const days = DAYS[unit.toLowerCase().replace(/s$/, '')];
  const last =
    days === undefined ? monthsLater(first, /^(?:year|年)/i.test(unit) ? length * 12 : length) : first + length * days;
  // A term whose first day counts ends a day earlier.
  return startOfShanghaiDay(last + (FIRST_DAY_COUNTS.test(words) ? 0 : 1)) - 1;
}

function monthsLater(day: number, months: number): number {
  const date = new Date(startOfShanghaiDay(day) + 8 * 3_600_000);
  const month = date.getUTCMonth() + months;
  const [year, inYear] = [date.getUTCFullYear() + Math.floor(month / 12), (month % 12) + 1];
  const next = inYear === 12 ? civilDay(year + 1, 1, 1) : civilDay(year, inYear + 1, 1);
  return Math.min(civilDay(year, inYear, date.getUTCDate()), next - 1);
}
