import { civilDay, parseDay, parseInstant, shanghaiDayOf, startOfShanghaiDay } from './instant.ts';

/**
 * The instant (ms) at which a person leaves the ages below `years`, at the start of a day in Asia/Shanghai.
 * "不满" excludes the number itself (Civil Code 1259). `countsBirthday` false is the stricter reading: the day after the birthday.
 * Somebody born on 29 February has the birthday on 1 March of a common year, again the stricter day. NaN for an impossible date.
 */
export function comesOfAge(birthDate: string, years: number, countsBirthday: boolean): number {
  let date = birthDate;
  if (birthDate.length > 10) {
    const instant = parseInstant(birthDate, 'start');
    if (Number.isNaN(instant)) return Number.NaN;
    date = new Date(startOfShanghaiDay(shanghaiDayOf(instant) + 1) - 1).toISOString().slice(0, 10);
  } else if (Number.isNaN(parseDay(birthDate))) {
    return Number.NaN;
  }
  const year = Number(date.slice(0, 4)) + years;
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  return startOfShanghaiDay(civilDay(year, month, day) + (countsBirthday ? 0 : 1));
}
