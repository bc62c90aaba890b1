import type { Tx } from '../../../platform/database/index.ts';

export async function insertBundle(
  tx: Tx,
  row: { tokenHash: Buffer; person: string; sealed: Buffer; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.execute('delete from rights.bundle where expires_at <= $1', [row.createdAt]);
  await tx.execute(
    'insert into rights.bundle (token_hash, person, sealed, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    [row.tokenHash, row.person, row.sealed, row.createdAt, row.expiresAt],
  );
}

export async function findBundle(
  tx: Tx,
  tokenHash: Buffer,
  now: Date,
): Promise<{ sealed: Buffer; person: string } | undefined> {
  return tx.first<{ sealed: Buffer; person: string }>(
    'select sealed, person from rights.bundle where token_hash = $1 and expires_at > $2',
    [tokenHash, now],
  );
}
