import type { Tx } from '../../../platform/database/index.ts';

/** Notes the entry of the last act about a sign of minority. */
export async function noteSignReceipt(tx: Tx, ordinal: number, receipt: string): Promise<void> {
  await tx.execute(
    'update consent.subject set minority_receipt = $2 where ordinal = $1',
    [ordinal, receipt],
    'consent.note-sign-receipt',
  );
}
