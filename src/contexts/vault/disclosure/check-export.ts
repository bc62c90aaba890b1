import type { Clock } from '../../../platform/clock.ts';
import type { Caller } from '../../../platform/http/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { type Policy, revealTier } from '../domain/policy.ts';
import { isSteppedUp } from '../domain/reveal-limits.ts';
import { stepUpNeeded, tierTooLow } from '../vault-failures.ts';

/** Who wants to take which fields out. */
export interface ExportWish {
  readonly caller: Caller;
  readonly fields: readonly FieldCode[];
}

/**
 * Throws unless somebody may take these fields out in a file now: `vault.tier-too-low`, or `vault.step-up-needed` (staff always prove a one-time code
 * of the last minutes; a key, which can't, takes ordinary fields alone).
 */
export function checkExport(clock: Clock, policy: Policy, { caller, fields }: ExportWish): void {
  const highest = Math.max(1, ...fields.map((field) => revealTier(policy, field)));
  const tier = caller.kind === 'staff' || caller.kind === 'api-key' ? caller.tier : 0;
  if (tier < highest) throw tierTooLow();
  const steppedUp = caller.kind === 'staff' && isSteppedUp(caller.steppedUpAt, clock.now());
  if (!steppedUp && (caller.kind === 'staff' || highest > 1)) throw stepUpNeeded();
}
