import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../../../platform/database/index.ts';
import { lockKeysBelow, rewrapKeys, type SweptKey } from '../store/sweep-table.ts';
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
  let moved = 0;
  // PostgreSQL writes a piece while the next one is wrapped here.
  let writing: Promise<void> = Promise.resolve();
  for (let start = 0; start < rows.length; start += PIECE) {
    const renewed = rewrap(deps, rows.slice(start, start + PIECE));
    moved += renewed.length;
    await writing;
    if (renewed.length > 0) writing = rewrapKeys(tx, deps.ring.current('generations'), renewed);
    await setImmediate();
  }
  await writing;
  const last = rows.at(-1)?.person ?? null;
  return { moved, damaged: rows.length - moved, after: rows.length < limit ? null : last };
}

const PIECE = 1000;

function rewrap(deps: VaultDeps, rows: readonly SweptKey[]): { person: string; wrapped: Buffer }[] {
  return rows.flatMap(({ person, generation, wrapped }) => {
    const key = deps.ring.unwrap(person, generation, wrapped);
    if (key === undefined) {
      deps.alarms.raise('person key', 'a person key does not open in a rotation');
      return [];
    }
    const fresh = { person, wrapped: deps.ring.wrap(person, key).wrapped };
    key.fill(0);
    return [fresh];
  });
}
