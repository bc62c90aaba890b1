import { seal, unseal } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Permit } from '../consent/index.ts';
import { type FieldCode, isFieldCode } from '../register/index.ts';
import { personBound } from './domain/additional-data.ts';
import { ensurePersonKeys, openPersonKey } from './open-person-keys.ts';
import { assertCovered } from './permit-check.ts';
import { selectPersonKeys } from './store/person-key-table.ts';
import type { VaultDeps } from './vault-deps.ts';
import { personErased, valueDamaged } from './vault-failures.ts';

/** What sealed bytes are: the field that a permit must name to open them, and, after a slash, their place. */
export type PersonLabel = FieldCode | `${FieldCode}/${string}`;

/** Bytes to seal under a person's key. */
export interface PersonBytes {
  readonly person: string;
  readonly label: PersonLabel;
  readonly bytes: Uint8Array;
}

/**
 * Seals bytes under their persons' keys, for storage in another context's tables; in the order given, one round trip for all. Erasing the
 * person makes them unreadable. Throws `vault.person-erased`.
 */
export async function sealForPersons(deps: VaultDeps, tx: Tx, items: readonly PersonBytes[]): Promise<Buffer[]> {
  if (items.length === 0) return [];
  const { keys } = await ensurePersonKeys(
    deps,
    tx,
    items.map((item) => item.person),
  );
  const ring = deps.ring.id();
  return items.map(({ person, label, bytes }) => {
    const key = keys.get(person);
    if (key === undefined) throw new Error('a person key went missing while it was locked');
    return seal(key, bytes, personBound(ring, person, label));
  });
}

/** Opens what `sealForPersons` made, under a permit that names the label's field. Throws `vault.person-erased` or `vault.value-damaged`. */
export async function openForPerson(
  deps: VaultDeps,
  tx: Tx,
  permit: Permit,
  person: string,
  label: PersonLabel,
  sealed: Uint8Array,
): Promise<Buffer> {
  const field = label.split('/', 1)[0] ?? '';
  if (!isFieldCode(field)) throw new TypeError('a label begins with the code of a field');
  assertCovered(permit, 'open', person, field);
  const row = (await selectPersonKeys(tx, [person]))[0];
  if (row === undefined) throw personErased();
  const bytes = unseal(openPersonKey(deps, row), sealed, personBound(deps.ring.id(), person, label));
  if (bytes !== undefined) return bytes;
  deps.alarms.raise(field, 'sealed bytes of a person do not open');
  throw valueDamaged(field);
}
