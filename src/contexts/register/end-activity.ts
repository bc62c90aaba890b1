import type { Tx } from '../../platform/database/index.ts';
import { BUILT_IN_CODES } from './domain/built-ins.ts';
import type { RegisterContext } from './register-context.ts';
import { activityEnded, activityUnknown, builtInFixed } from './register-failures.ts';
import { insertEnd, lockActivity } from './store/activities.ts';

/**
 * Ends an activity for good (PIPL 47: the purpose is achieved, or can't or need not be achieved any more). From the commit on, nobody is shown
 * or asked about it and every decision denies it; withdrawing stays possible, and what was recorded stays provable.
 */
export async function endActivity(
  context: RegisterContext,
  tx: Tx,
  entry: { readonly activity: string; readonly reason: string; readonly by: string },
): Promise<void> {
  const { activity, reason, by } = entry;
  if (BUILT_IN_CODES.has(activity)) throw builtInFixed();
  // Locked against a revision that is being saved.
  if ((await lockActivity(tx, activity)) === undefined) throw activityUnknown();
  const at = context.clock.now();
  const payload = { activity, ended: true, reason, by };
  const [receipt] = await context.evidence.recordActs(tx, [{ kind: 'activity-revised', payload, time: at }]);
  if (receipt === undefined) throw new Error('no receipt');
  // Refused, the entry is rolled back with the rest.
  if (!(await insertEnd(tx, { activity, reason, by, at, receipt: receipt.id }))) throw activityEnded();
}
