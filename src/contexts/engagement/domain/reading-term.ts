/** Within so many working days after the day that it came in, a reply is to be read at the provider: of the fifteen in which a request is answered (PIPL 50), ten stay for that. */
const READING_WORKING_DAYS = 5;
const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** The day (YYYY-MM-DD, Asia/Shanghai) of an instant. */
export function shanghaiDay(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
}

/**
 * The last day on which a reply of a day is read in time. Monday to Friday count: public holidays, which the State Council sets year by year, would make it later, and
 * the Saturdays and Sundays worked in exchange earlier, by less than the ten days that are left.
 */
export function readByDay(day: string): string {
  let at = Date.parse(`${day}T00:00:00Z`);
  for (let left = READING_WORKING_DAYS; left > 0; ) {
    at += DAY_MS;
    if (![0, 6].includes(new Date(at).getUTCDay())) left -= 1;
  }
  return new Date(at).toISOString().slice(0, 10);
}
