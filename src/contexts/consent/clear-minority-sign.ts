import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import { noMinoritySign, personUnknown } from './consent-failures.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { dropMinoritySign } from './store/ages.ts';
import { noteSignReceipt } from './store/sign-receipts.ts';
import { lockSubjects } from './store/subjects.ts';

/**
 * Takes a sign of minority back that turned out to be none, with the reason. The age is unknown again: what was declared before the sign
 * does not come back (decision 0038).
 */
export async function clearMinoritySign(
  context: GateContext,
  tx: Tx,
  input: { readonly person: string; readonly reason: string; readonly by: string },
): Promise<Receipt> {
  const ordinal = (await lockSubjects(tx, [input.person], 'act')).get(input.person);
  if (ordinal === undefined) throw personUnknown();
  const now = context.clock.now();
  if (!(await dropMinoritySign(tx, ordinal))) throw noMinoritySign();
  const { person, reason, by } = input;
  const [receipt] = await context.evidence.recordActs(tx, [
    { kind: 'minority-sign', person, payload: { cleared: true, reason, by }, time: now },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await noteSignReceipt(tx, ordinal, receipt.id);
  await noteChanges(context, tx, [{ ordinal, kind: 'minority-sign-cleared' }], now);
  return receipt;
}
