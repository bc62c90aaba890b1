import type { MigrationSet, Tx } from '../database/index.ts';

/** The tables of the platform itself; part of every database. */
export const platformMigrations: MigrationSet = {
  context: 'platform',
  directory: new URL('./migrations/', import.meta.url),
};

/** A restore that nobody has released yet. */
export interface Restoration {
  readonly restoredAt: Date;
  /** What happened after this instant is not in the database. */
  readonly backupMadeAt: Date;
}

/** Records under a new id, in the transaction that brings the data back, that it was restored: consent is not revived by it. */
export async function markRestored(tx: Tx, id: string, restoration: Restoration): Promise<void> {
  await tx.execute('insert into platform.restoration (id, restored_at, backup_made_at) values ($1, $2, $3)', [
    id,
    restoration.restoredAt,
    restoration.backupMadeAt,
  ]);
}

/**
 * The newest restore that was not released, or undefined. While there is one, the gate denies every use based on consent, and no queued
 * send may go out.
 */
export async function pendingRestoration(tx: Tx): Promise<Restoration | undefined> {
  return tx.first<Restoration>(
    `select restored_at as "restoredAt", backup_made_at as "backupMadeAt" from platform.restoration
      where released_at is null order by restored_at desc limit 1`,
    [],
    'platform.pending-restoration',
  );
}

/** Releases every restore: withdrawals and erasures made since the backup were replayed, or the DPO answers for their absence. */
export async function releaseRestoration(tx: Tx, at: Date): Promise<void> {
  await tx.execute('update platform.restoration set released_at = $1 where released_at is null', [at]);
}
