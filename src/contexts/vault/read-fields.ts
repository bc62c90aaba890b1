import { unseal } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Permit } from '../consent/index.ts';
import { type FieldCode, isFieldCode } from '../register/index.ts';
import { fieldBound } from './domain/additional-data.ts';
import { audienceOf, type MaskViewer, maskPurposeOf } from './domain/mask-policy.ts';
import { maskField } from './domain/masks.ts';
import { maskLevelOf } from './domain/policy.ts';
import { openPersonKey } from './open-person-keys.ts';
import { type Access, assertCovered } from './permit-check.ts';
import { type KeyedFieldRow, selectKeyedFields } from './store/field-table.ts';
import { selectPolicy } from './store/policy-table.ts';
import type { VaultDeps } from './vault-deps.ts';
import { valueDamaged } from './vault-failures.ts';

/** Values by field; a field that is not stored is absent. */
export type FieldValues = { readonly [field in FieldCode]?: string };

/**
 * Values in clear, for a hand-off that the permit names. People without a key and erased people are absent. Throws
 * `vault.permit-does-not-cover`, or `vault.value-damaged` when any of it was changed or moved (nothing is answered then).
 */
export function openFields(
  deps: VaultDeps,
  tx: Tx,
  permit: Permit,
  persons: readonly string[],
  fields: readonly FieldCode[],
): Promise<Map<string, FieldValues>> {
  return readFields(deps, tx, { permit, access: 'open', persons, fields, show: (_field, value) => value });
}

/** The same for a reveal to a member of staff, under a permit for staff access. */
export function revealValues(
  deps: VaultDeps,
  tx: Tx,
  permit: Permit,
  persons: readonly string[],
  fields: readonly FieldCode[],
): Promise<Map<string, FieldValues>> {
  return readFields(deps, tx, { permit, access: 'reveal', persons, fields, show: (_field, value) => value });
}

/** The values masked for who looks and what for, inside the vault, so that what leaves it is already short. */
export async function readMasked(
  deps: VaultDeps,
  tx: Tx,
  permit: Permit,
  persons: readonly string[],
  fields: readonly FieldCode[],
  viewer: MaskViewer,
): Promise<Map<string, FieldValues>> {
  const policy = await selectPolicy(tx);
  const audience = audienceOf(viewer);
  const purpose = maskPurposeOf(permit.activity);
  const show = (field: FieldCode, value: string) =>
    maskField(field, value, maskLevelOf(policy, field, audience, purpose));
  return readFields(deps, tx, { permit, access: 'mask', persons, fields, show });
}

// What is locked is stored and protected, nothing else (PIPL 47(2)); the person may still ask for it, and security look at it.
const LOCKED_READERS: ReadonlySet<string> = new Set(['security', 'individual-rights']);

interface Reading {
  readonly permit: Permit;
  readonly access: Access;
  readonly persons: readonly string[];
  readonly fields: readonly FieldCode[];
  readonly show: (field: FieldCode, value: string) => string;
}

async function readFields(deps: VaultDeps, tx: Tx, reading: Reading): Promise<Map<string, FieldValues>> {
  const { permit, access, persons, fields, show } = reading;
  for (const person of persons) for (const field of fields) assertCovered(permit, access, person, field);
  const ring = deps.ring.id();
  const read = new Map<string, { [field in FieldCode]?: string }>();
  if (persons.length === 0) return read;
  for (const row of await selectKeyedFields(tx, persons, fields, LOCKED_READERS.has(permit.activity))) {
    if (row.state !== 'active') continue;
    const values = read.get(row.person) ?? {};
    read.set(row.person, values);
    if (row.field !== null && isFieldCode(row.field)) values[row.field] = show(row.field, decrypt(deps, ring, row));
  }
  return read;
}

function decrypt(deps: VaultDeps, ring: string, row: KeyedFieldRow): string {
  const { person, field, version, ciphertext } = row;
  if (field === null || version === null || ciphertext === null) throw new Error('a value without its columns');
  const value = unseal(openPersonKey(deps, row), ciphertext, fieldBound(ring, person, field, version));
  if (value !== undefined) return value.toString('utf8');
  // The alarm names neither the person nor the value.
  deps.alarms.raise(field, 'a stored value does not open');
  throw valueDamaged(field);
}
