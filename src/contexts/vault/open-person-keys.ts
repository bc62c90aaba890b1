import { randomBytes } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import {
  claimRing,
  insertPersonKeys,
  lockPersonKeys,
  type NewPersonKey,
  type PersonKeyRow,
  selectRing,
} from './store/person-key-table.ts';
import type { VaultDeps } from './vault-deps.ts';
import { foreignRing, generationDestroyed, personErased, valueDamaged } from './vault-failures.ts';

/** The key of an active row; throws `vault.value-damaged` (with an alarm) when it does not open, `vault.person-erased` for a tombstone. */
export function openPersonKey(deps: VaultDeps, row: PersonKeyRow): Buffer {
  if (row.state !== 'active' || row.generation === null || row.wrapped === null) throw personErased();
  const known = deps.keys.get(row);
  if (known !== undefined) return known;
  const key = deps.ring.unwrap(row.person, row.generation, row.wrapped);
  if (key === undefined) {
    // Nobody has tampered where the generation went as planned: this row came from a backup that is too old.
    if (deps.ring.destroyed(row.generation)) throw generationDestroyed();
    deps.alarms.raise('person key', 'a person key does not open');
    throw valueDamaged('person key');
  }
  deps.keys.put(row, key);
  return key;
}

/** Fresh wrapped keys for people who never had one. */
export function freshKeys(deps: VaultDeps, persons: readonly string[]): NewPersonKey[] {
  return persons.map((person) => ({ person, ...deps.ring.wrap(person, randomBytes(32)) }));
}

/**
 * The keys of these people, locked until the transaction ends, made where there never was one. Throws `vault.person-erased` if any of them was
 * erased: a new key would bring them back.
 */
export async function ensurePersonKeys(
  deps: VaultDeps,
  tx: Tx,
  persons: readonly string[],
): Promise<{ keys: Map<string, Buffer>; created: ReadonlySet<string> }> {
  await assertOwnRing(deps, tx);
  const ordered = [...new Set(persons)].sort();
  let rows = await lockPersonKeys(tx, ordered);
  let created: ReadonlySet<string> = new Set();
  if (rows.length < ordered.length) {
    const present = new Set(rows.map((row) => row.person));
    const fresh = freshKeys(
      deps,
      ordered.filter((person) => !present.has(person)),
    );
    created = await insertPersonKeys(tx, fresh, deps.clock.now());
    rows = rows.concat(fresh.filter(({ person }) => created.has(person)).map((key) => ({ ...key, state: 'active' })));
    // Another transaction made some in between, and has committed (the insert waited for it): theirs count.
    if (rows.length < ordered.length) rows = await lockPersonKeys(tx, ordered);
  }
  return { keys: new Map(rows.map((row) => [row.person, openPersonKey(deps, row)])), created };
}

/** Throws `vault.foreign-ring` unless this database is empty or was written with this key ring. */
export async function assertOwnRing(deps: VaultDeps, tx: Tx): Promise<void> {
  const own = deps.ring.id();
  if (deps.checked.ring === own) return;
  await claimRing(tx, own);
  if ((await selectRing(tx)) !== own) throw foreignRing();
  tx.afterCommit(() => {
    deps.checked.ring = own;
  });
}
