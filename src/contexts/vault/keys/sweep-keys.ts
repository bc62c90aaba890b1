import type { Tx } from '../../../platform/database/index.ts';
import { lockKeysBelow, rewrapKeys } from '../store/sweep-table.ts';
import type { VaultDeps } from '../vault-deps.ts';
import type { Swept } from './swept.ts';

/**
 * Wraps the next person keys under `target`. The old wrapping is replaced in the transaction that holds its row's lock, so a key is at every
 * moment under exactly one generation that stands; one that does not open stays as it is.
 */
export async function sweepKeys(
  deps: VaultDeps,
  tx: Tx,
  after: string | null,
  target: number,
  limit: number,
): Promise<Swept> {
  const rows = await lockKeysBelow(tx, after, target, limit);
  const renewed: { person: string; wrapped: Buffer }[] = [];
  for (const { person, generation, wrapped } of rows) {
    const key = deps.ring.unwrap(person, generation, wrapped);
    if (key === undefined) {
      deps.alarms.raise('person key', 'a person key does not open in a rotation');
      continue;
    }
    renewed.push({ person, wrapped: deps.ring.wrap(person, key).wrapped });
    key.fill(0);
  }
  if (renewed.length > 0) await rewrapKeys(tx, deps.ring.current('generations'), renewed);
  const last = rows.at(-1)?.person ?? null;
  return {
    moved: renewed.length,
    damaged: rows.length - renewed.length,
    after: rows.length < limit ? null : last,
  };
}
