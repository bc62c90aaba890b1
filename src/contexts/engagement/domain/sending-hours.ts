/** Hours of the day in Asia/Shanghai between which commercial messages may leave; `from` inclusive, `to` exclusive. */
export interface SendingHours {
  readonly from: number;
  readonly to: number;
}

/** Practice of the operators, not law: 08:00 to 21:00. */
export const USUAL_HOURS: SendingHours = { from: 8, to: 21 };

const HOUR = 3_600_000;
// Mainland China has had one zone without summer time since 1991.
const SHANGHAI = 8 * HOUR;

/** The first instant at or after `now` at which a commercial message may leave. */
export function earliestSending(now: Date, hours: SendingHours): Date {
  const local = now.getTime() + SHANGHAI;
  const midnight = Math.floor(local / (24 * HOUR)) * 24 * HOUR;
  const opens = midnight + hours.from * HOUR;
  if (local < opens) return new Date(opens - SHANGHAI);
  if (local < midnight + hours.to * HOUR) return now;
  return new Date(opens + 24 * HOUR - SHANGHAI);
}
