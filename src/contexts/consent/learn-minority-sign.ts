import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import { personUnknown } from './consent-failures.ts';
import type { MinoritySign } from './domain/acts.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { noteMinoritySign } from './store/ages.ts';
import { noteSignReceipt } from './store/sign-receipts.ts';
import { lockSubjects } from './store/subjects.ts';

/**
 * Records a sign of minority. Unless a birth date is known, the person counts as a minor of unknown age from then on, whatever they declared:
 * nothing rests on their own consent, no automated marketing, no sensitive data (PIPL 28, 31; Minors Regs 24), until a birth date is given.
 */
export async function learnMinoritySign(context: GateContext, tx: Tx, input: MinoritySign): Promise<Receipt> {
  const ordinal = (await lockSubjects(tx, [input.person], 'act')).get(input.person);
  if (ordinal === undefined) throw personUnknown();
  const now = context.clock.now();
  const { person, sign, evidence = null, by } = input;
  const [receipt] = await context.evidence.recordActs(tx, [
    {
      kind: 'minority-sign',
      person,
      payload: { sign, evidence: evidence === null ? null : { ...evidence }, by },
      time: now,
    },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await noteSignReceipt(tx, ordinal, receipt.id);
  if (await noteMinoritySign(tx, ordinal, now))
    await noteChanges(context, tx, [{ ordinal, kind: 'minority-sign' }], now);
  return receipt;
}
