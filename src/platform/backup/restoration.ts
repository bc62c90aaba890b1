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

/** Takes the newest restore that is neither released nor settled, locked; undefined when there is none. */
export async function lockUnsettledRestoration(tx: Tx): Promise<(Restoration & { readonly id: string }) | undefined> {
  return tx.first(
    `select id, restored_at as "restoredAt", backup_made_at as "backupMadeAt" from platform.restoration
      where released_at is null and settled_at is null order by restored_at desc limit 1 for update`,
  );
}

/** Records that sends of the past were stopped, and what the journal gave back; null when there was none. */
export async function markSettled(
  tx: Tx,
  id: string,
  settled: {
    readonly at: Date;
    readonly journal: { readonly until: Date; readonly replayed: number; readonly unreadable: number } | null;
  },
): Promise<void> {
  const { at, journal } = settled;
  await tx.execute(
    'update platform.restoration set settled_at = $2, journal_until = $3, replayed = $4, unreadable = $5 where id = $1',
    [id, at, journal?.until ?? null, journal?.replayed ?? null, journal?.unreadable ?? null],
  );
}

/** A restore with everything that became of it. */
export interface RestorationRecord extends Restoration {
  /** Since when sends of the past are stopped and the journal is replayed. */
  readonly settledAt: Date | null;
  /** How far the journal of noes reached; null when there was none. */
  readonly journalUntil: Date | null;
  readonly replayed: number | null;
  readonly unreadable: number | null;
  readonly releasedAt: Date | null;
  readonly releasedBy: string | null;
  readonly releaseReason: string | null;
}

/** Every restore, the newest first. */
export async function restorations(tx: Tx): Promise<RestorationRecord[]> {
  return tx.query<RestorationRecord>(
    `select restored_at as "restoredAt", backup_made_at as "backupMadeAt", settled_at as "settledAt",
        journal_until as "journalUntil", replayed, unreadable, released_at as "releasedAt", released_by as "releasedBy",
        release_reason as "releaseReason"
       from platform.restoration order by restored_at desc limit 100`,
  );
}

/** Releases every restore: who answers for it, why, and the receipt that proves it. Returns how many there were. */
export async function releaseRestoration(
  tx: Tx,
  release: { readonly at: Date; readonly by: string; readonly reason: string; readonly receipt: string },
): Promise<number> {
  return tx.execute(
    `update platform.restoration set released_at = $1, released_by = $2, release_reason = $3, release_receipt = $4
      where released_at is null`,
    [release.at, release.by, release.reason, release.receipt],
  );
}
