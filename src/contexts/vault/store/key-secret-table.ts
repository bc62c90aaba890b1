import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';

/** A key-encryption generation or an index secret, as the database knows it. */
export interface KeySecretRow {
  readonly kind: 'generations' | 'indexes';
  readonly id: number;
  readonly state: 'current' | 'retired' | 'destroying' | 'destroyed';
  readonly createdAt: Date;
  readonly retiredAt: Date | null;
  readonly emptiedAt: Date | null;
  readonly destroyAt: Date | null;
  readonly destroyedAt: Date | null;
}

/** What was done with keys. */
export interface KeyEventRow {
  readonly id: string;
  readonly what: string;
  readonly facts: { readonly [name: string]: Json };
  readonly receipt: string;
  readonly at: Date;
}

/** Everything known of the secrets, the newest of each kind first. */
export function selectKeySecrets(tx: Tx): Promise<KeySecretRow[]> {
  return tx.query(
    `select kind, id, state, created_at as "createdAt", retired_at as "retiredAt", emptied_at as "emptiedAt", destroy_at as "destroyAt",
       destroyed_at as "destroyedAt" from vault.key_secret order by kind, id desc`,
  );
}

/** Notes secrets that the key directory holds; those older than the current one of their kind are retired. */
export async function noteKeySecrets(
  tx: Tx,
  kind: KeySecretRow['kind'],
  held: readonly { id: number; createdAt: Date }[],
  current: number,
  at: Date,
): Promise<void> {
  await tx.execute(
    `insert into vault.key_secret (kind, id, state, created_at, retired_at)
     select $1, id, case when id = $4 then 'current' else 'retired' end, created_at, case when id = $4 then null else $5::timestamptz end
     from unnest($2::integer[], $3::timestamptz[]) as new (id, created_at)
     on conflict (kind, id) do update set state = 'retired', retired_at = $5
     where vault.key_secret.state = 'current' and excluded.state = 'retired'`,
    [kind, held.map(({ id }) => id), held.map(({ createdAt }) => createdAt), current, at],
  );
}

/** Nothing is under it any more: when it may be destroyed. */
export async function noteEmptied(tx: Tx, row: KeySecretRow, at: Date, destroyAt: Date): Promise<void> {
  await tx.execute(
    `update vault.key_secret set emptied_at = $3, destroy_at = $4 where kind = $1 and id = $2 and state = 'retired'`,
    [row.kind, row.id, at, destroyAt],
  );
}

/** Something is under it after all (a restored backup): it is kept. */
export async function noteFilled(tx: Tx, row: KeySecretRow): Promise<void> {
  await tx.execute(
    `update vault.key_secret set state = 'retired', emptied_at = null, destroy_at = null where kind = $1 and id = $2 and state in ('retired', 'destroying')`,
    [row.kind, row.id],
  );
}

/** Moves a secret on its way out. */
export async function setSecretState(
  tx: Tx,
  row: KeySecretRow,
  state: 'destroying' | 'destroyed',
  at: Date,
): Promise<void> {
  await tx.execute(
    `update vault.key_secret set state = $3, destroyed_at = case when $3 = 'destroyed' then $4::timestamptz end
      where kind = $1 and id = $2`,
    [row.kind, row.id, state, at],
  );
}

/** Keeps what was done. */
export async function insertKeyEvent(tx: Tx, row: KeyEventRow): Promise<void> {
  await tx.execute('insert into vault.key_event (id, what, facts, receipt, at) values ($1, $2, $3, $4, $5)', [
    row.id,
    row.what,
    JSON.stringify(row.facts),
    row.receipt,
    row.at,
  ]);
}

/** What was done with keys, newest first. */
export function selectKeyEvents(tx: Tx, limit: number): Promise<KeyEventRow[]> {
  return tx.query('select id, what, facts, receipt, at from vault.key_event order by id desc limit $1', [limit]);
}

/** Whether anybody's key was destroyed since a time. */
export async function erasedSince(tx: Tx, since: Date): Promise<boolean> {
  const row = await tx.one<{ any: boolean }>(
    'select exists (select 1 from vault.person_key where destroyed_at >= $1) as any',
    [since],
  );
  return row.any;
}

/** The number of the newest index secret that any server has noted; 0 before the first. */
export async function newestIndexSecret(tx: Tx): Promise<number> {
  const row = await tx.one<{ newest: number }>(
    `select coalesce(max(id), 0) as newest from vault.key_secret where kind = 'indexes'`,
    [],
    'vault.newest-index-secret',
  );
  return row.newest;
}

/** Holds the index secret in force until the transaction ends: whoever begins the next one waits for all that write under it. */
export async function shareIndexSecret(tx: Tx): Promise<void> {
  await tx.execute(
    `select pg_advisory_xact_lock_shared(hashtext('vault.index-secret'))`,
    [],
    'vault.share-index-secret',
  );
}

/** Waits until nobody writes digests, and lets nobody begin before the transaction ends. */
export async function changeIndexSecret(tx: Tx): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtext('vault.index-secret'))`);
}
