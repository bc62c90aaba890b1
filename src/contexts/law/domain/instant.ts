const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** The civil day of a calendar date, counted from 1970-01-01 (proleptic Gregorian; months from 1, years from 0). */
export function civilDay(year: number, month: number, day: number): number {
  // One era of 400 years more keeps January of year 0 positive, so that whole numbers divide as whole numbers.
  const y = (month <= 2 ? year - 1 : year) + 400;
  const era = (y / 400) | 0;
  const yearOfEra = y - era * 400;
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear;
  return (era - 1) * 146_097 + dayOfEra - 719_468;
}

/** The instant (ms since the epoch) at which a civil day begins in Asia/Shanghai, +08:00 without summer time since 1991. */
export function startOfShanghaiDay(day: number): number {
  return day * DAY_MS - SHANGHAI_OFFSET_MS;
}

/** The civil day in Asia/Shanghai that holds an instant. */
export function shanghaiDayOf(instant: number): number {
  return Math.floor((instant + SHANGHAI_OFFSET_MS) / DAY_MS);
}

/** Two digits as a number; -1 where one is missing. Spelt out, without a loop, because every judgement reads many instants. */
function twoDigits(text: string, from: number): number {
  const tens = text.charCodeAt(from) - 48;
  const ones = text.charCodeAt(from + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The civil day of `YYYY-MM-DD` at the beginning of the text, so many years later (29 February becomes 1 March); NaN when there is no such day. */
export function parseDay(text: string, yearsLater = 0): number {
  const century = twoDigits(text, 0);
  const yearOfCentury = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || yearOfCentury < 0 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
  const year = century * 100 + yearOfCentury;
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN;
  return civilDay(year + yearsLater, month, day);
}

function zoneMinutes(text: string, from: number): number {
  const mark = text.charCodeAt(from);
  if (mark === 90 || mark === 122) return text.length === from + 1 ? 0 : Number.NaN;
  if ((mark !== 43 && mark !== 45) || text.length !== from + 6 || text.charCodeAt(from + 3) !== 58) return Number.NaN;
  const hours = twoDigits(text, from + 1);
  const minutes = twoDigits(text, from + 4);
  if (!(hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59)) return Number.NaN;
  return mark === 43 ? hours * 60 + minutes : -(hours * 60 + minutes);
}

/**
 * Milliseconds since the epoch of an RFC 3339 instant with zone, or of a bare date, which is a whole day in Asia/Shanghai:
 * so many milliseconds into it. NaN when the text is neither.
 */
function readInstant(text: string, intoDay: number): number {
  const day = parseDay(text);
  if (Number.isNaN(day)) return Number.NaN;
  if (text.length === 10) return startOfShanghaiDay(day) + intoDay;
  const separator = text.charCodeAt(10);
  if ((separator !== 84 && separator !== 116) || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) {
    return Number.NaN;
  }
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59)) return Number.NaN;
  let end = 19;
  let milliseconds = 0;
  if (text.charCodeAt(end) === 46) {
    let scale = 100;
    end += 1;
    const first = end;
    for (; end < text.length; end += 1) {
      const d = text.charCodeAt(end) - 48;
      if (!(d >= 0 && d <= 9)) break;
      milliseconds += d * scale;
      scale /= 10;
    }
    if (end === first) return Number.NaN;
  }
  const zone = zoneMinutes(text, end);
  return day * DAY_MS + ((hour * 60 + minute - zone) * 60 + second) * 1000 + milliseconds;
}

/** The instant (ms) of a text, the first one of a bare date; NaN when it is neither. For what counts from then on: a notice, a withdrawal. */
export function firstInstant(text: string): number {
  return readInstant(text, 0);
}

/** The instant (ms) of a text, the last second of a bare date: terms end with a second, so a day ends with its last one. For the moment of decision. */
export function lastSecond(text: string): number {
  return readInstant(text, DAY_MS - 1000);
}

/** The instant (ms) of a text, the last one of a bare date; NaN when it is neither. For what holds until then: a term. */
export function lastInstant(text: string): number {
  return readInstant(text, DAY_MS - 1);
}
