import type { Tx } from '../../platform/database/index.ts';
import { deletePersonDigests } from './store/blind-index-table.ts';
import { deleteFields } from './store/field-table.ts';
import { destroyPersonKeys } from './store/person-key-table.ts';
import { deleteSearch } from './store/search-table.ts';
import type { VaultDeps } from './vault-deps.ts';

/**
 * Destroys the keys of these people and deletes their values and digests; a tombstone stays, also for someone who never had a key, so that
 * none is ever made for them again. Doing it twice changes nothing.
 */
export async function erasePersons(deps: VaultDeps, tx: Tx, persons: readonly string[]): Promise<void> {
  const ordered = [...new Set(persons)].sort();
  await destroyPersonKeys(tx, ordered, deps.clock.now());
  await deletePersonDigests(tx, ordered);
  await deleteSearch(tx, ordered);
  await deleteFields(tx, ordered);
  for (const person of ordered) deps.keys.delete(person);
  tx.afterCommit(() => {
    for (const person of ordered) deps.keys.delete(person);
  });
}
