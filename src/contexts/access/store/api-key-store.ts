import type { Tx } from '../../../platform/database/index.ts';
import type { Tier } from '../../../platform/http/index.ts';

export interface ApiKeyRow {
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly tier: Tier;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const COLUMNS = `id, label, scopes, tier, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt"`;

export async function insertApiKey(tx: Tx, row: ApiKeyRow, digest: Buffer): Promise<void> {
  await tx.execute(
    `insert into access.api_key (id, digest, label, scopes, tier, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, digest, row.label, row.scopes, row.tier, row.createdBy, row.createdAt, row.expiresAt],
  );
}

/** The key with this digest that is neither revoked nor expired. */
export async function readLiveKey(tx: Tx, digest: Buffer, now: Date): Promise<ApiKeyRow | undefined> {
  return tx.first<ApiKeyRow>(
    `select ${COLUMNS} from access.api_key
      where digest = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [digest, now],
    'access.api-key.read',
  );
}

export async function listKeyRows(tx: Tx): Promise<ApiKeyRow[]> {
  return tx.query<ApiKeyRow>(`select ${COLUMNS} from access.api_key order by created_at desc, id`);
}

/** False when there is no such key or it was revoked before. */
export async function revokeKeyRow(tx: Tx, id: string, now: Date): Promise<boolean> {
  const changed = await tx.execute('update access.api_key set revoked_at = $2 where id = $1 and revoked_at is null', [
    id,
    now,
  ]);
  return changed === 1;
}
