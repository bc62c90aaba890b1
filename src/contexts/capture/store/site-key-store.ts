import { retryWhenOvertaken, type Tx } from '../../../platform/database/index.ts';
import type { SiteKey } from '../domain/site-key.ts';

const COLUMNS = `code, key, name, brand, origins, notice, activities, quota, created_at as "createdAt", created_by as "createdBy",
  revoked_at as "revokedAt"`;

/** False when a key of this code exists already. */
export async function insertSiteKey(tx: Tx, site: SiteKey): Promise<boolean> {
  const made = await tx.execute(
    `insert into capture.site_key (code, key, name, brand, origins, notice, activities, created_at, created_by, quota)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (code) do nothing`,
    [
      site.code,
      site.key,
      site.name,
      site.brand,
      site.origins,
      site.notice,
      site.activities,
      site.createdAt,
      site.createdBy,
      site.quota,
    ],
  );
  return made === 1;
}

/** The keys of these texts that have not been revoked. */
export async function findSiteKeys(tx: Tx, keys: readonly string[]): Promise<Map<string, SiteKey>> {
  const rows = await tx.query<SiteKey>(
    `select ${COLUMNS} from capture.site_key where key = any ($1::text[]) and revoked_at is null`,
    [keys],
    'capture.find-site-keys',
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** Fails, so that the transaction is tried again and reads, when one of these keys has been revoked; nothing else of a key ever changes. */
export async function expectSiteKeys(tx: Tx, keys: readonly string[]): Promise<void> {
  await retryWhenOvertaken(
    tx.execute(
      `select 1 / ((select count(*) from capture.site_key where key = any ($1::text[]) and revoked_at is null) = cardinality($1::text[]))::integer`,
      [keys],
      'capture.expect-site-keys',
    ),
  );
}

export async function listSiteKeys(tx: Tx): Promise<SiteKey[]> {
  return tx.query<SiteKey>(`select ${COLUMNS} from capture.site_key order by revoked_at is not null, code`);
}

/** False when there is no such key or it was revoked before. */
export async function revokeSiteKey(tx: Tx, code: string, at: Date, by: string): Promise<boolean> {
  const changed = await tx.execute(
    'update capture.site_key set revoked_at = $2, revoked_by = $3 where code = $1 and revoked_at is null',
    [code, at, by],
  );
  return changed === 1;
}
