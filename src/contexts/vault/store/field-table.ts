import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import type { PersonKeyRow } from './person-key-table.ts';

/** An encrypted value in its place. */
export interface FieldRow {
  readonly person: string;
  readonly field: string;
  readonly version: number;
  readonly ciphertext: Buffer;
}

/** A person's key and one of their values, if there is one. */
export type KeyedFieldRow = PersonKeyRow & { [column in 'field' | 'version' | 'ciphertext']: FieldRow[column] | null };

/** Which version of each of these people's values is stored. */
export function selectVersions(tx: Tx, persons: readonly string[]): Promise<Omit<FieldRow, 'ciphertext'>[]> {
  return tx.query(
    'select person, field, version from vault.field where person = any($1::uuid[])',
    [persons],
    'vault.select-versions',
  );
}

/** Stores values, each replacing the version before it. */
export async function upsertFields(tx: Tx, rows: readonly FieldRow[], at: Date): Promise<void> {
  await tx.execute(
    `insert into vault.field (person, field, version, ciphertext, stored_at)
     select person, field, version, ciphertext, $5
     from unnest($1::uuid[], $2::text[], $3::integer[], $4::bytea[]) as new (person, field, version, ciphertext)
     on conflict (person, field) do update
     set version = excluded.version, ciphertext = excluded.ciphertext, stored_at = excluded.stored_at, needed_until = null,
       ends_by = null, locked_at = null, locked_until = null`,
    [
      rows.map((row) => row.person),
      rows.map((row) => row.field),
      rows.map((row) => row.version),
      rows.map((row) => row.ciphertext),
      at,
    ],
    'vault.upsert-fields',
  );
}

/** The keys of these people with those of their values that are among `fields`, locked ones only if told; people without a row are absent. */
export function selectKeyedFields(
  tx: Tx,
  persons: readonly string[],
  fields: readonly string[],
  locked: boolean,
): Promise<KeyedFieldRow[]> {
  return tx.query(
    `select k.person, k.state, k.generation, k.wrapped, f.field, f.version, f.ciphertext
     from vault.person_key k left join vault.field f on f.person = k.person and f.field = any($2::text[]) and ($3 or f.locked_at is null)
     where k.person = any($1::uuid[])`,
    [persons, fields, locked],
    'vault.select-keyed-fields',
  );
}

/** Every value of these people. */
export function selectAllFields(tx: Tx, persons: readonly string[]): Promise<FieldRow[]> {
  return tx.query(
    'select person, field, version, ciphertext from vault.field where person = any($1::uuid[]) order by person, field',
    [persons],
    'vault.select-all-fields',
  );
}

/** Deletes every value of these people. */
export async function deleteFields(tx: Tx, persons: readonly string[]): Promise<void> {
  await tx.execute('delete from vault.field where person = any($1::uuid[])', [persons], 'vault.delete-fields');
}

/** Which fields stand stored for people, in the fields' order of names. */
export async function selectHeldFields(
  tx: Tx,
  persons: readonly string[],
): Promise<{ person: string; field: FieldCode }[]> {
  return tx.query<{ person: string; field: FieldCode }>(
    'select person, field from vault.field where person = any($1::uuid[]) order by person, field',
    [persons],
    'vault.held-fields',
  );
}

/** That a value stands stored: how often it was replaced, and when it was stored last. */
export interface HeldVersion {
  readonly person: string;
  readonly field: FieldCode;
  readonly version: number;
  readonly storedAt: Date;
}

/** Which values stand stored and are not locked, in the fields' order of names. */
export async function selectHeldVersions(tx: Tx, persons: readonly string[]): Promise<HeldVersion[]> {
  return tx.query<HeldVersion>(
    `select person, field, version, stored_at as "storedAt" from vault.field
      where person = any($1::uuid[]) and locked_at is null order by person, field`,
    [persons],
    'vault.held-versions',
  );
}
