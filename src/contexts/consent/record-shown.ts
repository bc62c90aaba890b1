import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import { checkPresentations, readBasis } from './check-answers.ts';
import { personUnknown, presentationUnknown } from './consent-failures.ts';
import type { ShownInput } from './domain/acts.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { presentationAct, settlePresentations, storeSettled } from './settle-presentations.ts';

/**
 * Records that a presentation was shown without asking for an answer (a contract's notice, a changed part): burns the nonce, and the person
 * counts as told about every activity in it.
 */
export async function recordShown(context: GateContext, tx: Tx, input: ShownInput): Promise<Receipt> {
  const basis = await readBasis(context, tx, [input]);
  if (!basis.ordinals.has(input.person)) throw personUnknown();
  const [shown] = checkPresentations(basis, [input]);
  if (shown === undefined) throw presentationUnknown();
  const [receipt] = await context.evidence.recordActs(tx, [presentationAct(shown)]);
  if (receipt === undefined) throw new Error('no receipt');
  await tx.inOrder(...storeSettled(context, tx, settlePresentations(basis, [shown]), basis.now), () =>
    noteChanges(context, tx, [{ ordinal: shown.ordinal, kind: 'shown' }], basis.now),
  );
  return receipt;
}
