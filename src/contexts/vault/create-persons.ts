import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { assertOwnRing, freshKeys } from './open-person-keys.ts';
import { insertPersonKeys } from './store/person-key-table.ts';
import type { VaultDeps } from './vault-deps.ts';

/** Ids (UUIDv7) of `count` new people, each with a key of their own. */
export async function createPersons(deps: VaultDeps, tx: Tx, count: number): Promise<string[]> {
  await assertOwnRing(deps, tx);
  const persons = Array.from({ length: count }, () => newId(deps.clock));
  if (count > 0) await insertPersonKeys(tx, freshKeys(deps, persons), deps.clock.now());
  return persons;
}
