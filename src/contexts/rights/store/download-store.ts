import type { Tx } from '../../../platform/database/index.ts';

/** A file that waits for a member of staff. */
export interface DownloadRow {
  readonly id: string;
  readonly kind: 'bundle' | 'paper' | 'declaration';
  readonly name: string;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const SHOWN = 'id, kind, name, sha256, created_at as "createdAt", expires_at as "expiresAt"';

export async function insertDownload(
  tx: Tx,
  row: DownloadRow & { readonly by: string; readonly persons: readonly string[]; readonly sealed: Buffer },
): Promise<void> {
  await tx.execute('delete from rights.download where expires_at <= $1', [row.createdAt]);
  await tx.execute(
    `insert into rights.download (id, kind, name, sha256, persons, by, sealed, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.kind, row.name, row.sha256, row.persons, row.by, row.sealed, row.createdAt, row.expiresAt],
  );
}

export async function findDownload(
  tx: Tx,
  id: string,
  by: string,
  now: Date,
): Promise<(DownloadRow & { readonly sealed: Buffer }) | undefined> {
  return tx.first(`select ${SHOWN}, sealed from rights.download where id = $1 and by = $2 and expires_at > $3`, [
    id,
    by,
    now,
  ]);
}

/** What waits for a caller, newest first. */
export async function listDownloads(tx: Tx, by: string, now: Date): Promise<DownloadRow[]> {
  return tx.query<DownloadRow>(
    `select ${SHOWN} from rights.download where by = $1 and expires_at > $2 order by created_at desc, id desc limit 50`,
    [by, now],
  );
}
