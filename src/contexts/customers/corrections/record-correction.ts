import { createHash } from 'node:crypto';
import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import { redactReason } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { insertCorrection } from './store/correction-store.ts';

/** Who corrects, and why. */
export interface CorrectionBy {
  readonly person: string;
  /** "staff:ID", or "person" where they do it themselves. */
  readonly by: string;
  readonly reason: string;
}

/** What was done, as the answer tells it. */
export interface Corrected {
  readonly id: string;
  readonly receipt: string;
}

/** What the reason of a correction is sealed as. */
export function correctionReasonLabel(id: string): string {
  return `correction-reason/${id}`;
}

/** Records a correction as an act of evidence with its row; the reason without the personal information in it. */
export async function recordCorrection(
  deps: CustomersDeps,
  tx: Tx,
  { person, by, reason }: CorrectionBy,
  what: Readonly<Record<string, Json>>,
): Promise<Corrected> {
  const id = newId(deps.clock);
  const at = deps.clock.now();
  const plain = redactReason(reason.trim());
  const reasonDigest = createHash('sha256').update(plain).digest('base64url');
  const facts = { by, correction: id, reasonDigest, ...what };
  const { id: receipt } = await deps.evidence.recordAct(tx, { kind: 'correction', person, payload: facts, time: at });
  const sealed = deps.vault.sealBlob(correctionReasonLabel(id), Buffer.from(plain));
  await insertCorrection(tx, { id, receipt, person, facts, reason: sealed, at });
  if (by !== 'person') await deps.noteStaffAct(tx, { by, act: 'customers.corrected', subject: person });
  return { id, receipt };
}
