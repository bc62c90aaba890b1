import { keyedDigest, unseal } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { type FieldCode, isFieldCode } from '../../register/index.ts';
import { fieldBound } from '../domain/additional-data.ts';
import { INDEXED_FIELDS, normalise } from '../domain/normalise.ts';
import { openPersonKey } from '../open-person-keys.ts';
import { type BlindIndexRow, insertDigests } from '../store/blind-index-table.ts';
import { type KeyedFieldRow, selectKeyedFields } from '../store/field-table.ts';
import { enqueueSearch } from '../store/search-table.ts';
import { deleteReplacedDigests, lockNextPersons } from '../store/sweep-table.ts';
import { outerDigests, renewOutside } from '../value-digest.ts';
import { today, type VaultDeps } from '../vault-deps.ts';
import { valueDamaged } from '../vault-failures.ts';
import type { PersonValues } from './digest-holder.ts';
import type { Swept } from './swept.ts';

interface OpenedValue {
  readonly person: string;
  readonly field: FieldCode;
  readonly value: string;
}

/** What else than indexed fields goes into digests that other contexts keep. */
const ALSO_OPENED: readonly FieldCode[] = ['name'];

/**
 * Puts the digests of the next people under the newest index secret, here and wherever other contexts keep them, and drops the older ones, in one
 * transaction: a look-up asks for all, so nobody is ever missed. Values are opened here to be digested and leave the vault nowhere.
 */
export async function renewDigests(deps: VaultDeps, tx: Tx, after: string | null, limit: number): Promise<Swept> {
  const people = await lockNextPersons(tx, after, limit);
  const ids = people.map(({ person }) => person);
  const opened: OpenedValue[] = [];
  const damaged = new Set<string>();
  const fields = [...INDEXED_FIELDS, ...ALSO_OPENED];
  for (const row of ids.length === 0 ? [] : await selectKeyedFields(tx, ids, fields, false)) {
    if (row.field === null) continue;
    const value = openValue(deps, row);
    if (value !== undefined) opened.push(value);
    else if (row.field !== 'name') damaged.add(row.person);
  }
  const rows = opened.flatMap((value) => digestOf(deps, value, damaged));
  if (rows.length > 0) await insertDigests(tx, rows);
  await renewElsewhere(deps, tx, opened);
  await enqueueSearch(tx, ids);
  const moved = ids.filter((person) => !damaged.has(person));
  if (moved.length > 0) await deleteReplacedDigests(tx, moved, deps.ring.current('indexes'));
  return { moved: moved.length, damaged: damaged.size, after: ids.length < limit ? null : (ids.at(-1) ?? null) };
}

function openValue(deps: VaultDeps, row: KeyedFieldRow): OpenedValue | undefined {
  const { person, field, version, ciphertext } = row;
  if (field === null || !isFieldCode(field) || version === null || ciphertext === null) return undefined;
  let value: Buffer | undefined;
  try {
    value = unseal(openPersonKey(deps, row), ciphertext, fieldBound(deps.ring.id(), person, field, version));
  } catch (error) {
    if ((error as { code?: unknown }).code === valueDamaged('').code) return undefined;
    throw error;
  }
  if (value === undefined) deps.alarms.raise(field, 'a stored value does not open in a rotation');
  return value === undefined ? undefined : { person, field, value: value.toString('utf8') };
}

function digestOf(deps: VaultDeps, { person, field, value }: OpenedValue, damaged: Set<string>): BlindIndexRow[] {
  if (!INDEXED_FIELDS.has(field)) return [];
  const [index] = deps.ring.indexKeys(field);
  const normalised = normalise(field, value, today(deps.clock));
  if (normalised.ok && index !== undefined)
    return [{ field, generation: index.generation, digest: keyedDigest(index.key, normalised.index), person }];
  damaged.add(person);
  return [];
}

async function renewElsewhere(deps: VaultDeps, tx: Tx, opened: readonly OpenedValue[]): Promise<void> {
  if (deps.digestHolders.length === 0) return;
  const forms = new Map<FieldCode, Set<string>>();
  const note = (field: FieldCode, value: string) => {
    const known = forms.get(field) ?? new Set<string>();
    forms.set(field, known.add(value));
  };
  const people = new Map<string, PersonValues & { values: Map<FieldCode, string> }>();
  for (const { person, field, value } of opened) {
    if (INDEXED_FIELDS.has(field)) note(field, value);
    const known = people.get(person) ?? { person, values: new Map<FieldCode, string>() };
    known.values.set(field, value);
    people.set(person, known);
  }
  for (const holder of deps.digestHolders)
    for (const form of (await holder.formsOf?.(tx, [...people.values()])) ?? []) note('member_id', form);
  for (const [field, values] of forms) {
    if (!deps.digestHolders.some((holder) => holder.fields.includes(field))) continue;
    const pairs = [...values].flatMap((value) => {
      if (!normalise(field, value, today(deps.clock)).ok) return [];
      const { digest, older } = outerDigests(deps, field, value);
      return older.map((from) => ({ from, to: digest }));
    });
    await renewOutside(deps, tx, field, pairs);
  }
}
