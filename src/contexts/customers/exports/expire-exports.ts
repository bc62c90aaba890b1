import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { endExport, exportsNaming, findOverdue } from './store/export-store.ts';

/** Destroys the files whose time is over; returns how many. */
export async function expireExports(deps: CustomersDeps, tx: Tx): Promise<number> {
  const overdue = await findOverdue(tx, deps.clock.now());
  for (const { id } of overdue) await endExport(tx, id, 'expired', null);
  return overdue.length;
}

/** Destroys every file, made or under way, whose list names a person who is being erased. */
export async function dropExportsNaming(tx: Tx, ordinal: number): Promise<void> {
  for (const { id } of await exportsNaming(tx, ordinal)) await endExport(tx, id, 'expired', 'customers.export-stale');
}
