import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { downloadsUsedUp, exportNotFound, exportStale, exportState } from './export-failures.ts';
import { countDownload, type ExportRow, endExport, findExport, readChunks, usedBatches } from './store/export-store.ts';

/** How often one file may be downloaded. */
export const MOST_DOWNLOADS = 3;

/** The encrypted file, or that it is out of date. */
export type Download =
  | { readonly file: Buffer; readonly id: string }
  | { readonly stale: ReturnType<typeof exportStale> };

/**
 * Hands the file to who asked for it, counted and in the trail. Everybody in it is decided about again: when one may no longer be used, the file is
 * destroyed, in the caller's transaction, and `stale` is to be thrown after it has committed.
 */
export async function downloadExport(
  deps: CustomersDeps,
  tx: Tx,
  request: { readonly export: string; readonly by: string },
): Promise<Download> {
  const row = await ownExport(tx, request);
  if (row.status !== 'finished' || row.expiresAt <= deps.clock.now())
    throw exportState(row.status === 'finished' ? 'expired' : row.status);
  if (row.downloads >= MOST_DOWNLOADS) throw downloadsUsedUp(MOST_DOWNLOADS);
  const refused = await refusedSince(deps, tx, row.id);
  if (refused.count > 0) {
    await endExport(tx, row.id, 'expired', 'customers.export-stale');
    await deps.noteStaffAct(tx, { by: request.by, act: 'customers.export-destroyed', subject: row.id });
    return { stale: exportStale(refused.count, refused.article) };
  }
  await countDownload(tx, row.id);
  await deps.noteStaffAct(tx, { by: request.by, act: 'customers.export-downloaded', subject: row.id });
  const chunks = await readChunks(tx, row.id);
  return { id: row.id, file: Buffer.concat(chunks.map((chunk) => chunk.bytes)) };
}

/** Stops an export that has not been made yet, or destroys its file. */
export async function cancelExport(
  deps: CustomersDeps,
  tx: Tx,
  request: { readonly export: string; readonly by: string },
): Promise<void> {
  const row = await ownExport(tx, request);
  if (!['queued', 'running', 'finished'].includes(row.status)) throw exportState(row.status);
  await endExport(tx, row.id, 'cancelled', null);
  await deps.noteStaffAct(tx, { by: request.by, act: 'customers.export-cancelled', subject: row.id });
}

// Somebody else's export is answered like one that does not exist.
async function ownExport(tx: Tx, request: { readonly export: string; readonly by: string }): Promise<ExportRow> {
  const row = await findExport(tx, request.export, 'for update');
  if (row === undefined || row.createdBy !== request.by) throw exportNotFound();
  return row;
}

async function refusedSince(deps: CustomersDeps, tx: Tx, id: string): Promise<{ count: number; article: string }> {
  let count = 0;
  let article = 'PIPL 15';
  for (const { use, used } of await usedBatches(tx, id)) {
    const persons = await deps.gate.personsOf(tx, used);
    const { refused } = await deps.gate.redecide(tx, { use, persons });
    count += refused.size + (used.length - persons.length);
    article = [...refused.values()][0]?.article ?? article;
  }
  return { count, article };
}
