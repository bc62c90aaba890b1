import { keyedDigest, unseal } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { isFieldCode } from '../../register/index.ts';
import { fieldBound } from '../domain/additional-data.ts';
import { INDEXED_FIELDS, normalise } from '../domain/normalise.ts';
import { openPersonKey } from '../open-person-keys.ts';
import { type BlindIndexRow, insertDigests } from '../store/blind-index-table.ts';
import { type KeyedFieldRow, selectKeyedFields } from '../store/field-table.ts';
import { deleteReplacedDigests, lockNextPersons } from '../store/sweep-table.ts';
import { today, type VaultDeps } from '../vault-deps.ts';
import { valueDamaged } from '../vault-failures.ts';
import type { Swept } from './swept.ts';

/**
 * Puts the digests of the next people under the newest index secret and drops their older ones, in one transaction: a look-up asks for all, so
 * nobody is ever missed. Values are opened here to be digested and leave the vault nowhere.
 */
export async function renewDigests(deps: VaultDeps, tx: Tx, after: string | null, limit: number): Promise<Swept> {
  const people = await lockNextPersons(tx, after, limit);
  const ids = people.map(({ person }) => person);
  const rows: BlindIndexRow[] = [];
  const damaged = new Set<string>();
  for (const row of ids.length === 0 ? [] : await selectKeyedFields(tx, ids, [...INDEXED_FIELDS], false)) {
    if (row.field === null) continue;
    const digest = digestOf(deps, row);
    if (digest === undefined) damaged.add(row.person);
    else rows.push(digest);
  }
  if (rows.length > 0) await insertDigests(tx, rows);
  const moved = ids.filter((person) => !damaged.has(person));
  if (moved.length > 0) await deleteReplacedDigests(tx, moved, deps.ring.current('indexes'));
  return { moved: moved.length, damaged: damaged.size, after: ids.length < limit ? null : (ids.at(-1) ?? null) };
}

function digestOf(deps: VaultDeps, row: KeyedFieldRow): BlindIndexRow | undefined {
  const { person, field, version, ciphertext } = row;
  const [index] = field === null ? [] : deps.ring.indexKeys(field);
  if (field === null || !isFieldCode(field) || version === null || ciphertext === null || index === undefined)
    return undefined;
  let value: Buffer | undefined;
  try {
    value = unseal(openPersonKey(deps, row), ciphertext, fieldBound(deps.ring.id(), person, field, version));
  } catch (error) {
    if ((error as { code?: unknown }).code === valueDamaged('').code) return undefined;
    throw error;
  }
  if (value === undefined) {
    deps.alarms.raise(field, 'a stored value does not open in a rotation');
    return undefined;
  }
  const normalised = normalise(field, value.toString('utf8'), today(deps.clock));
  if (!normalised.ok) return undefined;
  return { field, generation: index.generation, digest: keyedDigest(index.key, normalised.index), person };
}
