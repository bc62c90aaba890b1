import type { Tx } from '../../../platform/database/index.ts';
import type { CheckpointRow } from './log.ts';

/** Notes that a copied state which the database does not extend was accepted as lost. */
export async function insertAccepted(tx: Tx, row: CheckpointRow, at: Date, by: string): Promise<void> {
  await tx.execute(
    `insert into evidence.accepted_set_back (size, root, note, accepted_at, accepted_by) values ($1, $2, $3, $4, $5)
     on conflict (size, root) do nothing`,
    [row.size, row.root, row.note, at, by],
  );
}

/** Whether it was accepted. */
export async function isAccepted(tx: Tx, { size, root }: Pick<CheckpointRow, 'size' | 'root'>): Promise<boolean> {
  const row = await tx.first('select 1 as one from evidence.accepted_set_back where size = $1 and root = $2', [
    size,
    root,
  ]);
  return row !== undefined;
}
