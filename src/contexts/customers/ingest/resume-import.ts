import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { importNotFound, importState } from '../customers-failures.ts';
import { IMPORT_TASK } from './start-import.ts';
import { findImport, setStatus, unfinishedImports } from './store/import-store.ts';

/** Goes on with an import that was cancelled or failed, behind the last row that is in. */
export async function resumeImport(deps: CustomersDeps, tx: Tx, id: string): Promise<void> {
  const row = await findImport(tx, id, 'for update');
  if (row === undefined) throw importNotFound();
  if ((row.status !== 'cancelled' && row.status !== 'failed') || row.mapping === null) throw importState(row.status);
  await setStatus(tx, id, 'queued');
  await deps.jobs.enqueue(tx, IMPORT_TASK, { import: id });
}

/**
 * Goes on with what was at work when the process ended; called once at start. The queue itself would wait hours before it believes that a
 * worker is dead. If the job runs twice, the second runner fences off the first.
 */
export async function resumeInterruptedImports(deps: CustomersDeps, tx: Tx): Promise<number> {
  const ids = await unfinishedImports(tx);
  for (const id of ids) await deps.jobs.enqueue(tx, IMPORT_TASK, { import: id }, { key: `${IMPORT_TASK}/${id}` });
  return ids.length;
}
