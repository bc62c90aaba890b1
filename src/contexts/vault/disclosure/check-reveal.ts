import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { revealsADay, revealTier } from '../domain/policy.ts';
import { dayStart, isSteppedUp, secondsToMidnight } from '../domain/reveal-limits.ts';
import { countReveals, lockDisclosures } from '../store/disclosure-table.ts';
import { selectPolicy } from '../store/policy-table.ts';
import type { VaultDeps } from '../vault-deps.ts';
import { revealLimitReached, stepUpNeeded, tierTooLow } from '../vault-failures.ts';

/** Who wants to see what in clear. */
export interface RevealWish {
  readonly person: string;
  readonly fields: readonly FieldCode[];
  readonly by: string;
  readonly tier: 0 | 1 | 2;
  /** When the session last proved a one-time code again. */
  readonly steppedUpAt?: Date;
}

/**
 * Throws unless somebody may look at these fields now: `vault.tier-too-low`, `vault.step-up-needed` for sensitive ones without a one-time code of
 * the last minutes, or `vault.reveal-limit` with the seconds until the next day.
 */
export async function checkReveal(deps: VaultDeps, tx: Tx, wish: RevealWish): Promise<void> {
  const { person, fields, by, tier } = wish;
  const now = deps.clock.now();
  const policy = await selectPolicy(tx);
  const highest = Math.max(...fields.map((field) => revealTier(policy, field)));
  if (tier < highest) throw tierTooLow();
  if (highest > 1 && !isSteppedUp(wish.steppedUpAt, now)) throw stepUpNeeded();
  await lockDisclosures(tx);
  const counts = await countReveals(tx, { person, by, since: dayStart(now) });
  for (const limit of ['ofPerson', 'byReader', 'inAll'] as const)
    if (counts[limit] >= revealsADay(policy, limit))
      throw revealLimitReached(limit, revealsADay(policy, limit), secondsToMidnight(now));
}
