import { firstInstant, parseDay, shanghaiDayOf, startOfShanghaiDay } from './instant.ts';

/** The calendar date in Asia/Shanghai that holds an instant of birth; empty for an impossible one. */
function dateOfBirth(instantOfBirth: string): string {
  const instant = firstInstant(instantOfBirth);
  if (Number.isNaN(instant)) return '';
  return new Date(startOfShanghaiDay(shanghaiDayOf(instant) + 1) - 1).toISOString().slice(0, 10);
}

/**
 * The instant (ms) at which a person leaves the ages below `years`, at the start of a day in Asia/Shanghai.
 * "不满" excludes the number itself (Civil Code 1259). `countsBirthday` false is the stricter reading: the day after the birthday.
 * Somebody born on 29 February has the birthday on 1 March of a common year, again the stricter day. NaN for an impossible date.
 */
export function comesOfAge(birthDate: string, years: number, countsBirthday: boolean): number {
  const birthday = parseDay(birthDate.length > 10 ? dateOfBirth(birthDate) : birthDate, years);
  return startOfShanghaiDay(birthday + (countsBirthday ? 0 : 1));
}
