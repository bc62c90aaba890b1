import { createHash } from 'node:crypto';
import { toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { notSetBack } from './evidence-failures.ts';
import type { CopiedState } from './log-copy.ts';
import { recordActs } from './record-acts.ts';
import { latestCheckpoint } from './store/log.ts';
import { insertAccepted } from './store/set-backs.ts';

/**
 * Lets the log go on although a copy shows a state that the database does not extend: acts after the database's state are lost, and whoever
 * holds the lost checkpoints can show that this log has two histories. The entry says so, carries the lost checkpoint and binds the reason's
 * hash. Throws `evidence.not-set-back` when nothing is in conflict.
 */
export async function acceptSetBack(
  context: EvidenceContext,
  tx: Tx,
  conflict: CopiedState | undefined,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<Receipt> {
  if (conflict === undefined) throw notSetBack();
  await insertAccepted(tx, conflict, context.clock.now(), by);
  const payload = {
    act: 'evidence.set-back-accepted',
    copied: conflict.note,
    size: (await latestCheckpoint(tx))?.size ?? 0,
    by,
    reason: toBase64url(createHash('sha256').update(reason, 'utf8').digest()),
  };
  const [receipt] = await recordActs(context, tx, [{ kind: 'staff-access', payload }]);
  if (receipt === undefined) throw new Error('no receipt');
  return receipt;
}
