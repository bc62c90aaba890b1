import { createHash } from 'node:crypto';
import { pendingRestoration, releaseRestoration } from '../../platform/backup/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import { nothingRestored } from './consent-failures.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { useUpOpenGrants } from './store/grants.ts';

/**
 * The DPO answers for a restored database: from the commit on, consent counts again as it is recorded. Consents for one use that were open in
 * the backup count as used up, because nobody can know whether they were used since. Throws `consent.nothing-restored`.
 */
export async function releaseRestored(
  context: GateContext,
  tx: Tx,
  { by, reason }: { by: string; reason: string },
): Promise<Receipt> {
  const pending = await pendingRestoration(tx);
  if (pending === undefined) throw nothingRestored();
  const at = context.clock.now();
  const [receipt] = await context.evidence.recordActs(tx, [
    {
      kind: 'staff-access',
      payload: {
        act: 'consent.restoration-released',
        by,
        restoredAt: pending.restoredAt.toISOString(),
        backupMadeAt: pending.backupMadeAt.toISOString(),
        reasonHash: createHash('sha256').update(reason, 'utf8').digest('hex'),
      },
      time: at,
    },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  // Two releases at once wait for each other here; the second finds nothing left.
  if ((await releaseRestoration(tx, { at, by, reason, receipt: receipt.id })) === 0) throw nothingRestored();
  await useUpOpenGrants(tx, pending.restoredAt, at);
  await noteChanges(context, tx, [{ ordinal: 0, kind: 'everybody' }], at);
  return receipt;
}
