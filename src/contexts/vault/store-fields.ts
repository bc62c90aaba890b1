import { keyedDigest, seal } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { FieldError } from '../../platform/failure.ts';
import { isId } from '../../platform/ids.ts';
import type { Permit } from '../consent/index.ts';
import type { FieldCode } from '../register/index.ts';
import { fieldBound } from './domain/additional-data.ts';
import { INDEXED_FIELDS, normalise } from './domain/normalise.ts';
import { ensurePersonKeys } from './open-person-keys.ts';
import { assertCovered } from './permit-check.ts';
import { SEARCHED_FIELDS } from './search/index-people.ts';
import { type BlindIndexRow, deleteDigests, insertDigests } from './store/blind-index-table.ts';
import { type FieldRow, selectVersions, upsertFields } from './store/field-table.ts';
import { enqueueSearch } from './store/search-table.ts';
import { malformed } from './value-digest.ts';
import { today, type VaultDeps } from './vault-deps.ts';
import { malformedValues } from './vault-failures.ts';

/** A value in clear on its way into the vault. */
export interface FieldValue {
  readonly person: string;
  readonly field: FieldCode;
  readonly value: string;
}

interface Ready extends FieldValue {
  readonly stored: string;
  readonly index: string;
}

const ROWS_A_STATEMENT = 5_000;

/**
 * Encrypts and stores values under a permit to collect, making person keys where needed, with their blind index rows. A value that is there
 * already is replaced by its next version; of two values for one place the last counts. Throws `vault.permit-does-not-cover`,
 * `vault.malformed-value` (naming `values[i].field`) or `vault.person-erased`; then nothing is stored.
 */
export async function storeFields(
  deps: VaultDeps,
  tx: Tx,
  permit: Permit,
  values: readonly FieldValue[],
): Promise<void> {
  for (const { person, field } of values) assertCovered(permit, 'store', person, field);
  const ready = prepare(deps, values);
  for (let start = 0; start < ready.length; start += ROWS_A_STATEMENT)
    await storeSome(deps, tx, ready.slice(start, start + ROWS_A_STATEMENT));
}

// In order of person, so that all batches of all writers take their locks in one order and a person's values stay together.
function prepare(deps: VaultDeps, values: readonly FieldValue[]): Ready[] {
  const day = today(deps.clock);
  const errors: FieldError[] = [];
  const places = new Map<string, Ready>();
  for (const [position, value] of values.entries()) {
    if (!isId(value.person)) throw new TypeError('a person is named by a UUID');
    const normalised = normalise(value.field, value.value, day);
    if (normalised.ok) places.set(`${value.person}|${value.field}`, { ...value, ...normalised });
    else errors.push(malformed(`values[${position}].${value.field}`, normalised.problem));
  }
  if (errors.length > 0) throw malformedValues(errors);
  return [...places.values()].sort((a, b) => (a.person < b.person ? -1 : a.person > b.person ? 1 : 0));
}

async function storeSome(deps: VaultDeps, tx: Tx, values: readonly Ready[]): Promise<void> {
  const persons = [...new Set(values.map((value) => value.person))];
  const { keys, created } = await ensurePersonKeys(deps, tx, persons);
  const older = persons.filter((person) => !created.has(person));
  const versions = new Map(
    (older.length === 0 ? [] : await selectVersions(tx, older)).map((row) => [
      `${row.person}|${row.field}`,
      row.version,
    ]),
  );
  const ring = deps.ring.id();
  const rows: FieldRow[] = [];
  const replaced: Ready[] = [];
  for (const value of values) {
    const { person, field } = value;
    const key = keys.get(person);
    if (key === undefined) throw new Error('a person key went missing while it was locked');
    const before = versions.get(`${person}|${field}`) ?? 0;
    const version = before + 1;
    const ciphertext = seal(key, Buffer.from(value.stored, 'utf8'), fieldBound(ring, person, field, version));
    rows.push({ person, field, version, ciphertext });
    if (INDEXED_FIELDS.has(field) && before > 0) replaced.push(value);
  }
  await upsertFields(tx, rows, deps.clock.now());
  if (replaced.length > 0) await deleteDigests(tx, replaced);
  await indexReady(deps, tx, values);
}

/** Makes a value that stands stored found again: its digest under the newest index secret, and the words that its person is found by. */
export async function storeIndex(deps: VaultDeps, tx: Tx, values: readonly FieldValue[]): Promise<void> {
  await indexReady(deps, tx, prepare(deps, values));
}

async function indexReady(deps: VaultDeps, tx: Tx, values: readonly Ready[]): Promise<void> {
  const digests = values.flatMap(({ person, field, index: form }): BlindIndexRow[] => {
    if (!INDEXED_FIELDS.has(field)) return [];
    const [index] = deps.ring.indexKeys(field);
    if (index === undefined) throw new Error('an open ring has an index key');
    return [{ field, generation: index.generation, digest: keyedDigest(index.key, form), person }];
  });
  if (digests.length > 0) await insertDigests(tx, digests);
  await enqueueSearch(
    tx,
    values.filter(({ field }) => SEARCHED_FIELDS.includes(field)).map(({ person }) => person),
  );
}
