import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { importNotFound, importState } from '../customers-failures.ts';
import { findImport, setStatus } from './store/import-store.ts';

/** Stops an import behind the batch that is at work; what is in stays in and is counted. It can be resumed. */
export async function cancelImport(deps: CustomersDeps, tx: Tx, id: string): Promise<void> {
  const row = await findImport(tx, id, 'for update');
  if (row === undefined) throw importNotFound();
  if (row.status === 'running') await setStatus(tx, id, 'cancelling');
  else if (row.status !== 'cancelling' && row.status !== 'cancelled') {
    if (row.status === 'finished' || row.status === 'failed') throw importState(row.status);
    await setStatus(tx, id, 'cancelled', deps.clock.now());
  }
}
