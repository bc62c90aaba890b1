import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import { guardianEnded, guardianshipUnknown } from './consent-failures.ts';
import { mayConsent } from './domain/guardianship.ts';
import type { GateContext } from './gate-context.ts';
import {
  activitiesUnder,
  findGuardianship,
  guardianshipsBetween,
  insertGuardianshipEnd,
  type StoredGuardianship,
} from './store/guardianships.ts';
import { lockSubjects } from './store/subjects.ts';
import { withdraw } from './withdraw.ts';

/**
 * Ends a relation between a child and a guardian. What the guardian had consented to and still stood ends with it, each as a withdrawal with its own
 * receipt: nobody who is guardian now stands behind it. A relation that is only said so (grade C) ends beside a proven one without touching that.
 */
export async function endGuardian(
  context: GateContext,
  tx: Tx,
  input: { readonly guardianship: string; readonly reason: string; readonly by: string },
): Promise<Receipt> {
  const found = await findGuardianship(tx, input.guardianship);
  if (found === undefined) throw guardianshipUnknown();
  await lockSubjects(tx, [found.child, found.guardian], 'act');
  const current = await findGuardianship(tx, input.guardianship);
  if (current === undefined || current.endedAt !== null) throw guardianEnded();
  return endLocked(context, tx, current, input);
}

/** The same for a relation whose people are locked and that has not ended. */
export async function endLocked(
  context: GateContext,
  tx: Tx,
  relation: StoredGuardianship,
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<Receipt> {
  const now = context.clock.now();
  const { id, child, guardian, childOrdinal, guardianOrdinal } = relation;
  const [receipt] = await context.evidence.recordActs(tx, [
    { kind: 'guardian', person: child, payload: { guardianship: id, guardian, ended: true, reason, by }, time: now },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertGuardianshipEnd(tx, { id, reason, by, at: now, receipt: receipt.id });
  // The same guardian may stand on another proven relation to the child; then what they agreed to still has somebody behind it.
  const others = await guardianshipsBetween(tx, [child], [guardian]);
  if (others.some((other) => other.id !== id && mayConsent(other, now))) return receipt;
  for (const activity of await activitiesUnder(tx, childOrdinal, guardianOrdinal))
    await withdraw(context, tx, { person: child, activity, by: `guardianship-ended:${id}` });
  return receipt;
}
