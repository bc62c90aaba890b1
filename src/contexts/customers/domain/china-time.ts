/** Milliseconds of one day. China has no daylight saving time (since 1991), so every calendar day in Asia/Shanghai has this length. */
export const DAY_MS = 86_400_000;

const OFFSET_MS = 8 * 3_600_000;

/** Number of the calendar day in Asia/Shanghai that holds an instant (days since 1970-01-01). */
export function shanghaiDay(instant: Date): number {
  return Math.floor((instant.getTime() + OFFSET_MS) / DAY_MS);
}

/** The first instant of a calendar day in Asia/Shanghai. */
export function startOfShanghaiDay(day: number): Date {
  return new Date(day * DAY_MS - OFFSET_MS);
}

/** A calendar day in Asia/Shanghai as "2026-11-11". */
export function shanghaiDate(instant: Date): string {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/**
 * The first instant of "the last N days": today and the N - 1 days before it, in Asia/Shanghai.
 */
export function startOfLastDays(now: Date, days: number): Date {
  return startOfShanghaiDay(shanghaiDay(now) - days + 1);
}
