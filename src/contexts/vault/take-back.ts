import { keyedDigest, unseal } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { FieldCode } from '../register/index.ts';
import { fieldBound } from './domain/additional-data.ts';
import { normalise } from './domain/normalise.ts';
import { openPersonKey } from './open-person-keys.ts';
import { selectKeyedFields } from './store/field-table.ts';
import { deleteSomeFields, lockFields, unlockField } from './store/retention-table.ts';
import { type FieldValue, storeIndex } from './store-fields.ts';
import { malformed } from './value-digest.ts';
import { today, type VaultDeps } from './vault-deps.ts';
import { malformedValues, valueDamaged } from './vault-failures.ts';

/** A value of one person, by its field. */
export interface PersonField {
  readonly person: string;
  readonly field: FieldCode;
}

/**
 * The keyed digest by which a value of one person is known again, equal for every spelling and through every rotation; two people with equal values have
 * different ones. Throws `vault.malformed-value`.
 */
export function personalDigest(deps: VaultDeps, { person, field, value }: FieldValue): Buffer {
  const normalised = normalise(field, value, today(deps.clock));
  if (!normalised.ok) throw malformedValues([malformed(field, normalised.problem)]);
  return keyedDigest(deps.ring.indexKey(`personal/${field}`), `${person}|${normalised.index}`);
}

/** The `personalDigest` of the value that stands stored; undefined when none is. It is opened to be digested and leaves the vault nowhere. */
export async function storedDigest(deps: VaultDeps, tx: Tx, of: PersonField): Promise<Buffer | undefined> {
  const value = await clearValue(deps, tx, of);
  return value === undefined ? undefined : personalDigest(deps, { ...of, value });
}

/**
 * Takes a value away: for good, or out of use until `until` (locked: found by nobody, read for security and the person's rights alone). Answers its `personalDigest`, or undefined when none is stored.
 */
export async function takeBack(
  deps: VaultDeps,
  tx: Tx,
  of: PersonField & { readonly until: Date | null },
): Promise<Buffer | undefined> {
  const { person, field, until } = of;
  const digest = await storedDigest(deps, tx, { person, field });
  if (digest === undefined) return undefined;
  if (until === null) await deleteSomeFields(tx, person, [field]);
  else await lockFields(tx, person, [field], { at: deps.clock.now(), until });
  return digest;
}

/**
 * Puts a value that `takeBack` locked into use again, unless it is not there any more or another one stands in its place; `settle` is given it in clear
 * for the digest of an address, inside the vault. False when it was not put back.
 */
export async function putBack(
  deps: VaultDeps,
  tx: Tx,
  of: PersonField & { readonly digest: Buffer },
  settle: (value: string) => Promise<void>,
): Promise<boolean> {
  const { person, field, digest } = of;
  const value = await clearValue(deps, tx, of);
  if (value === undefined || !personalDigest(deps, { person, field, value }).equals(digest)) return false;
  if (!(await unlockField(tx, person, field))) return false;
  await storeIndex(deps, tx, [{ person, field, value }]);
  await settle(value);
  return true;
}

async function clearValue(deps: VaultDeps, tx: Tx, { person, field }: PersonField): Promise<string | undefined> {
  const [row] = await selectKeyedFields(tx, [person], [field], true);
  if (row?.state !== 'active' || row.version === null || row.ciphertext === null) return undefined;
  const bound = fieldBound(deps.ring.id(), person, field, row.version);
  const value = unseal(openPersonKey(deps, row), row.ciphertext, bound);
  if (value !== undefined) return value.toString('utf8');
  deps.alarms.raise(field, 'a stored value does not open');
  throw valueDamaged(field);
}
