import { randomBytes } from 'node:crypto';
import { seal, unseal } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { fieldBound, personBound } from '../domain/additional-data.ts';
import { openPersonKey } from '../open-person-keys.ts';
import { type FieldRow, selectAllFields } from '../store/field-table.ts';
import { lockNextPersons, replaceCiphertexts, rewrapKeys } from '../store/sweep-table.ts';
import type { VaultDeps } from '../vault-deps.ts';
import { valueDamaged } from '../vault-failures.ts';
import type { PersonBytesHolder } from './sealed-holder.ts';
import type { Swept } from './swept.ts';

interface Renewing {
  readonly person: string;
  readonly old: Buffer;
  readonly fresh: Buffer;
}

/**
 * Gives the next people new keys: every field at its next version, whatever other contexts keep sealed for them, and the wrapped key, in one
 * transaction. Someone of whom anything does not open keeps the old key, with an alarm.
 */
export async function renewPersons(
  deps: VaultDeps,
  tx: Tx,
  after: string | null,
  limit: number,
  holders: readonly PersonBytesHolder[],
): Promise<Swept> {
  const people = await lockNextPersons(tx, after, limit);
  const next = people.length < limit ? null : (people.at(-1)?.person ?? null);
  const opened = new Map<string, Renewing>();
  for (const row of people) {
    const old = quietly(() => openPersonKey(deps, row));
    if (old !== undefined) opened.set(row.person, { person: row.person, old, fresh: randomBytes(32) });
  }
  const fields = await renewedFields(deps, tx, opened);
  if (opened.size > 0) {
    const ring = deps.ring.id();
    for (const holder of holders)
      await holder.sealAnew(tx, [...opened.keys()], (person, labels, sealed) => {
        const keys = opened.get(person);
        for (const bound of keys === undefined ? [] : labels.map((label) => personBound(ring, person, label))) {
          const bytes = keys && unseal(keys.old, sealed, bound);
          if (keys !== undefined && bytes !== undefined) return seal(keys.fresh, bytes, bound);
        }
        deps.alarms.raise(holder.name, 'sealed bytes of a person do not open in a rotation');
        throw valueDamaged(holder.name);
      });
    await replaceCiphertexts(tx, fields);
    const keys = [...opened.values()].map(({ person, fresh }) => ({ person, ...deps.ring.wrap(person, fresh) }));
    await rewrapKeys(tx, deps.ring.current('generations'), keys);
    tx.afterCommit(() => {
      for (const person of opened.keys()) deps.keys.delete(person);
    });
  }
  return { moved: opened.size, damaged: people.length - opened.size, after: next };
}

// Leaves out of `opened` whoever has a value that does not open.
async function renewedFields(deps: VaultDeps, tx: Tx, opened: Map<string, Renewing>): Promise<FieldRow[]> {
  const ring = deps.ring.id();
  const rows: FieldRow[] = [];
  for (const { person, field, version, ciphertext } of await selectAllFields(tx, [...opened.keys()])) {
    const keys = opened.get(person);
    if (keys === undefined) continue;
    const value = unseal(keys.old, ciphertext, fieldBound(ring, person, field, version));
    if (value === undefined) {
      deps.alarms.raise(field, 'a stored value does not open in a rotation');
      opened.delete(person);
      continue;
    }
    const bound = fieldBound(ring, person, field, version + 1);
    rows.push({ person, field, version: version + 1, ciphertext: seal(keys.fresh, value, bound) });
  }
  return rows.filter(({ person }) => opened.has(person));
}

function quietly<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if ((error as { code?: unknown }).code === valueDamaged('').code) return undefined;
    throw error;
  }
}
