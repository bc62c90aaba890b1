import { keyedDigest, unseal } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { fieldBound } from '../domain/additional-data.ts';
import { openPersonKey } from '../open-person-keys.ts';
import { selectKeyedFields } from '../store/field-table.ts';
import { replaceSearch, type SearchRow, takeWaiting } from '../store/search-table.ts';
import type { VaultDeps } from '../vault-deps.ts';
import { mobileWords, nameWords } from './search-words.ts';

/** The fields by whose parts people are found. */
export const SEARCHED_FIELDS: readonly FieldCode[] = ['name', 'mobile'];

/**
 * Indexes the next people who wait, and takes them off the list, in the caller's transaction: a process that ends leaves them waiting. Values are opened
 * here to be digested and leave the vault nowhere. Returns how many were taken.
 */
export async function indexWaiting(deps: VaultDeps, tx: Tx, limit: number): Promise<number> {
  const [key] = deps.ring.indexKeys('search');
  if (key === undefined) throw new Error('an open ring has an index key');
  const persons = await takeWaiting(tx, limit);
  if (persons.length === 0) return 0;
  const words = new Map<string, Set<string>>();
  for (const row of await selectKeyedFields(tx, persons, SEARCHED_FIELDS, false)) {
    const { person, field, version, ciphertext, state } = row;
    if (field === null || version === null || ciphertext === null || state !== 'active') continue;
    const value = unseal(openPersonKey(deps, row), ciphertext, fieldBound(deps.ring.id(), person, field, version));
    if (value === undefined) {
      // Whoever reads it raises the failure; here the person is found by what else is known.
      deps.alarms.raise(field, 'a stored value does not open for the index of names');
      continue;
    }
    const own = words.get(person) ?? new Set<string>();
    words.set(person, own);
    const text = value.toString('utf8');
    for (const word of field === 'name' ? nameWords(text) : mobileWords(text)) own.add(word);
  }
  const rows = [...words].map(
    ([person, own]): SearchRow => ({
      person,
      generation: key.generation,
      words: [...own].map((word) => wordDigest(key.key, word)),
    }),
  );
  await replaceSearch(tx, persons, rows);
  return persons.length;
}

/** The first 64 bits of HMAC-SHA256 of a word (RFC 2104, section 5: truncation), as PostgreSQL's bigint. */
export function wordDigest(key: Buffer, word: string): bigint {
  return keyedDigest(key, word).readBigInt64BE(0);
}
