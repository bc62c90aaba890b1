import type { Tx } from '../../../platform/database/index.ts';

/** Notes that a bundle was issued against the checkpoint of a size. */
export async function insertIssuedBundle(tx: Tx, row: { id: string; size: number; at: Date }): Promise<void> {
  await tx.execute(
    'insert into evidence.issued_bundle (id, size, issued_at) values ($1, $2, $3)',
    [row.id, row.size, row.at],
    'evidence.insert-issued-bundle',
  );
}

/** How many checkpoints of earlier bundles a bundle carries. */
const MOST = 16;

/** The checkpoints of the newest bundles, of sizes below `size`, in the order of their sizes. */
export async function bundleCheckpoints(tx: Tx, size: number): Promise<{ size: number; note: string }[]> {
  return tx.query<{ size: number; note: string }>(
    `select size, note from evidence.checkpoint
      where size in (select distinct size from evidence.issued_bundle where size > 0 and size < $1 order by size desc limit ${MOST})
      order by size`,
    [size],
    'evidence.bundle-checkpoints',
  );
}

/** The newest act that waits to be merged. */
export async function lastPending(tx: Tx): Promise<number | null> {
  const row = await tx.one<{ last: number | null }>(
    'select max(seq) as last from evidence.pending',
    [],
    'evidence.last-pending',
  );
  return row.last;
}

/** Whether any act up to `last` still waits. */
export async function pendingUpTo(tx: Tx, last: number): Promise<boolean> {
  const row = await tx.one<{ waits: boolean }>(
    'select exists (select from evidence.pending where seq <= $1) as waits',
    [last],
    'evidence.pending-up-to',
  );
  return row.waits;
}
