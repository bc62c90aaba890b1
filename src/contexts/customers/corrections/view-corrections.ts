import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { recordsOf } from '../profile/records-of.ts';
import { UNDO_DAYS } from './end-number.ts';
import { correctionReasonLabel } from './record-correction.ts';
import { correctionsOf } from './store/correction-store.ts';

/** What was corrected, as staff see it. */
export interface CorrectionView {
  readonly id: string;
  /** The record that it concerns. */
  readonly record: string;
  readonly act: string;
  /** The field, or the name of the event. */
  readonly subject: string;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
  readonly receipt: string;
  /** Until when it can be undone; null: not, or not any more. */
  readonly undoUntil: Date | null;
  readonly undone: boolean;
}

const MOST = 100;

/** What was corrected or deleted by hand of one human, newest first; no values. */
export async function viewCorrections(deps: CustomersDeps, tx: Tx, person: string): Promise<CorrectionView[]> {
  const records = (await recordsOf(tx, person)).map(({ id }) => id);
  const rows = await correctionsOf(tx, records, MOST);
  const now = deps.clock.now().getTime();
  return rows.map(({ id, person: record, facts, reason, at, receipt, undoneBy }) => {
    const act = String(facts['act']);
    const until = at.getTime() + UNDO_DAYS * 86_400_000;
    return {
      id,
      record,
      act,
      subject: String(facts['field'] ?? facts['event'] ?? ''),
      by: String(facts['by']),
      reason: deps.vault.openBlob(correctionReasonLabel(id), reason).toString('utf8'),
      at,
      receipt,
      undoUntil: act === 'number-ended' && undoneBy === null && until > now ? new Date(until) : null,
      undone: undoneBy !== null,
    };
  });
}
