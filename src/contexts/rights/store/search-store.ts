import type { Tx } from '../../../platform/database/index.ts';

export interface SearchRow {
  readonly id: string;
  readonly by: string;
  readonly at: Date;
  readonly persons: readonly string[];
  readonly sealed: Buffer;
  readonly receipt: string;
}

export async function insertSearch(tx: Tx, row: SearchRow & { readonly expiresAt: Date }): Promise<void> {
  await tx.execute('delete from rights.search where expires_at <= $1', [row.at]);
  await tx.execute(
    'insert into rights.search (id, by, at, persons, sealed, receipt, expires_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [row.id, row.by, row.at, row.persons, row.sealed, row.receipt, row.expiresAt],
  );
}

/** A search of this caller that has not ended. */
export async function findSearch(tx: Tx, id: string, by: string, now: Date): Promise<SearchRow | undefined> {
  return tx.first<SearchRow>(
    'select id, by, at, persons, sealed, receipt from rights.search where id = $1 and by = $2 and expires_at > $3',
    [id, by, now],
  );
}

/** How often somebody searched since an instant; two of their searches at once are counted one after the other. */
export async function countSearches(tx: Tx, by: string, since: Date): Promise<number> {
  await tx.execute(`select pg_advisory_xact_lock(hashtextextended('rights.search/' || $1, 0))`, [by]);
  const row = await tx.one<{ count: number }>(
    'select count(*)::int as count from rights.search where by = $1 and at > $2',
    [by, since],
  );
  return row.count;
}
