import type { Tx } from '../../../platform/database/index.ts';

/** A person's wrapped key, or the tombstone of a destroyed one. */
export interface PersonKeyRow {
  readonly person: string;
  readonly state: 'active' | 'destroyed';
  readonly generation: number | null;
  readonly wrapped: Buffer | null;
}

/** A fresh key to store. */
export interface NewPersonKey {
  readonly person: string;
  readonly generation: number;
  readonly wrapped: Buffer;
}

/** The keys of these people, without a lock. */
export function selectPersonKeys(tx: Tx, persons: readonly string[]): Promise<PersonKeyRow[]> {
  return tx.query(
    'select person, state, generation, wrapped from vault.person_key where person = any($1::uuid[])',
    [persons],
    'vault.select-person-keys',
  );
}

/**
 * The keys of these people, locked against erasure and against other writers until the transaction ends; in order of id, so that two batches
 * can't deadlock.
 */
export function lockPersonKeys(tx: Tx, persons: readonly string[]): Promise<PersonKeyRow[]> {
  return tx.query(
    'select person, state, generation, wrapped from vault.person_key where person = any($1::uuid[]) order by person for no key update',
    [persons],
    'vault.lock-person-keys',
  );
}

/** Stores new keys; people who have a row already (a tombstone too) are left alone. Returns those who got one. */
export async function insertPersonKeys(tx: Tx, keys: readonly NewPersonKey[], at: Date): Promise<Set<string>> {
  const rows = await tx.query<{ person: string }>(
    `insert into vault.person_key (person, state, generation, wrapped, created_at)
     select person, 'active', generation, wrapped, $4
     from unnest($1::uuid[], $2::integer[], $3::bytea[]) as new (person, generation, wrapped)
     order by person
     on conflict (person) do nothing returning person`,
    [keys.map((key) => key.person), keys.map((key) => key.generation), keys.map((key) => key.wrapped), at],
    'vault.insert-person-keys',
  );
  return new Set(rows.map((row) => row.person));
}

/** Turns the key of each person into a tombstone, or writes one where there never was a key. */
export async function destroyPersonKeys(tx: Tx, persons: readonly string[], at: Date): Promise<void> {
  await tx.execute(
    `insert into vault.person_key (person, state, created_at, destroyed_at)
     select person, 'destroyed', $2, $2 from unnest($1::uuid[]) as gone (person) order by person
     on conflict (person) do update set state = 'destroyed', generation = null, wrapped = null, destroyed_at = $2
     where vault.person_key.state = 'active'`,
    [persons, at],
    'vault.destroy-person-keys',
  );
}

/** The ring that this database was written with, if any. */
export async function selectRing(tx: Tx): Promise<string | undefined> {
  return (await tx.first<{ id: string }>('select id from vault.ring'))?.id;
}

/** Claims an empty database for a ring; does nothing if it is claimed. */
export async function claimRing(tx: Tx, ring: string): Promise<void> {
  await tx.execute('insert into vault.ring (id) values ($1) on conflict do nothing', [ring]);
}
