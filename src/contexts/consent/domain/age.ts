const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;
/** Asia/Shanghai has been UTC+8 without summer time since 1991; nobody who is a minor today was born before. */
const SHANGHAI = 8 * 3_600_000;

/** The reading of "已满" that the gate passes to the law: the stricter one, the day after the birthday (obligations 10, row 7). */
export const AGE_RULE = 'day_after_birthday';

/** The calendar day in Asia/Shanghai, YYYY-MM-DD. */
export function shanghaiDay(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI).toISOString().slice(0, 10);
}

/** The first instant of a calendar day in Asia/Shanghai. */
export function startOfDay(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00+08:00`));
}

/** Whether a text is a calendar day that exists. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

// As the vault takes them: nobody who was born before is alive.
const FIRST_BIRTH = '1900-01-01';

/** Whether a text is a day on which somebody who is alive today can have been born. */
export function isBirthDate(text: string, today: string): boolean {
  return isDay(text) && text >= FIRST_BIRTH && text <= today;
}

/** The instant from which somebody born on `birthDate` is of `years` by the stricter reading: the day after the birthday begins. */
export function ofAgeFrom(birthDate: string, years: number): Date {
  const [year, month, day] = birthDate.split('-').map(Number);
  // Date.UTC rolls 29 February over to 1 March of a common year, again the stricter day.
  const birthday = Date.UTC((year ?? 0) + years, (month ?? 1) - 1, day ?? 1);
  return new Date(birthday + DAY_MS - SHANGHAI);
}

/** The latest birth date of somebody who is known to be of `years` on the calendar day `day`, by the stricter reading. */
export function latestBirthDate(day: string, years: 14 | 18): string {
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString();
  const year = String(Number(before.slice(0, 4)) - years).padStart(4, '0');
  // A 14th or 18th birthday on 29 February is impossible in a common year: the day before is the latest that is consistent.
  const rest = before.slice(4, 10) === '-02-29' ? '-02-28' : before.slice(4, 10);
  return `${year}${rest}`;
}
