import type { Tx } from '../../platform/database/index.ts';
import { DEFAULT_SETTINGS } from '../law/index.ts';
import type { GateContext } from './gate-context.ts';
import { noesToAsking } from './store/asks.ts';

/** A matter that somebody may not be asked about now: they said no, and a touchpoint may not ask again and again (NDSR 22(5)). */
export interface AskThrottle {
  readonly person: string;
  readonly activity: string;
  /** From when they may be asked once more; null when they were asked again already, and only they themselves can change their mind. */
  readonly again: Date | null;
}

const HOUR_MS = 3_600_000;

/**
 * Which of these people may not be asked about which of these activities by a touchpoint, by the same distance and count as the law's rule on
 * `request_consent`. Whoever opens a choice of their own will is asked nothing, and is never kept from it.
 */
export async function askThrottle(
  context: GateContext,
  tx: Tx,
  question: { readonly persons: readonly string[]; readonly activities: readonly string[] },
): Promise<AskThrottle[]> {
  if (question.persons.length === 0) return [];
  const now = context.clock.now();
  const { askAgainAfterHours } = context.lawSettings ?? DEFAULT_SETTINGS;
  const throttles = new Map<string, AskThrottle>();
  for (const { person, activity, everything, at, asks } of await noesToAsking(
    tx,
    question.persons,
    question.activities,
  )) {
    // Whoever wants no advertising may still be asked about a service.
    if (everything && (await context.register.findActivity(tx, activity))?.commercial === false) continue;
    const again = asks > 0 ? null : new Date(at.getTime() + askAgainAfterHours * HOUR_MS);
    if (again !== null && again <= now) continue;
    const before = throttles.get(`${person}/${activity}`);
    const later = before?.again === null || (before !== undefined && again !== null && before.again >= again);
    if (!later) throttles.set(`${person}/${activity}`, { person, activity, again });
  }
  return [...throttles.values()];
}
