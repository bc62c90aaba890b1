import type { Tx } from '../../platform/database/index.ts';
import type { GateContext } from './gate-context.ts';
import { type AppendedChanges, type ChangeRow, insertChanges } from './store/changes.ts';

/** Kinds of change that take nothing away from whoever they concern; any other is a no, and its transaction is answered when all servers know. */
const NO_NO: ReadonlySet<string> = new Set([
  'granted',
  'lifted',
  'shown',
  'subject',
  'address',
  'address-confirmed',
  'used-up',
  'minority-sign-cleared',
  'parted',
]);

/**
 * Appends to the change log, in the transaction of the act. From here until the transaction is over and caught up with, the people at issue
 * are decided about in PostgreSQL only, also by others: what is under way is neither remembered nor forgotten (decision 0024). `append` is the
 * statement that appends them, where it does more besides.
 */
export async function noteChanges(
  context: Pick<GateContext, 'columns' | 'leases'>,
  tx: Tx,
  rows: readonly ChangeRow[],
  at: Date,
  append: () => Promise<AppendedChanges> = () => insertChanges(tx, rows, at),
): Promise<void> {
  if (rows.length === 0) return;
  const { columns, leases } = context;
  const everybody = rows.some((row) => row.kind === 'everybody');
  const addresses = rows.some((row) => row.digest !== undefined);
  // Begun before the write looks for holders of an address: whoever it can't see yet is read again afterwards.
  const pin = columns?.pin(everybody ? 'everybody' : addresses ? 'addresses' : 'people');
  const named = rows.map((row) => row.ordinal).filter((ordinal) => ordinal !== 0);
  // The commit may leave together with the write.
  pin?.hold(named);
  try {
    const { transaction, holders } = await append();
    pin?.bind(transaction, holders);
    if (rows.some((row) => !NO_NO.has(row.kind)))
      leases?.acknowledge(tx, transaction, everybody ? 'everybody' : [...named, ...holders]);
  } catch (error) {
    pin?.drop();
    throw error;
  }
}
