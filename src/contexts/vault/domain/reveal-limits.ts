/** Most reveals a day (Asia/Shanghai). A desk that needs more needs a list, decided as a whole and exported, not a mouse. */
export const REVEALS_A_DAY = {
  /** Of one person, by anybody. */
  ofPerson: 10,
  /** By one member of staff or key. */
  byReader: 100,
  /** In the whole house. */
  inAll: 2_000,
} as const;

/** Minutes for which a one-time code opens what is sensitive. */
export const STEP_UP_MINUTES = 5;

/** Seconds for which values stay on the screen. */
export const SHOWN_SECONDS = 60;

const SHANGHAI_OFFSET = 8 * 3_600_000; // no daylight saving since 1991
const DAY_MS = 86_400_000;

/** When the day began in Asia/Shanghai. */
export function dayStart(now: Date): Date {
  const local = now.getTime() + SHANGHAI_OFFSET;
  return new Date(local - (local % DAY_MS) - SHANGHAI_OFFSET);
}

/** Seconds until the next day begins there. */
export function secondsToMidnight(now: Date): number {
  return Math.ceil((dayStart(now).getTime() + DAY_MS - now.getTime()) / 1000);
}

/** Whether a session has stepped up recently enough. */
export function isSteppedUp(steppedUpAt: Date | undefined, now: Date): boolean {
  if (steppedUpAt === undefined) return false;
  const age = now.getTime() - steppedUpAt.getTime();
  return age >= 0 && age < STEP_UP_MINUTES * 60_000;
}
