import type { Tx } from '../../../platform/database/index.ts';
import { STANDING_INDEX } from '../../../platform/keyring/index.ts';
import {
  erasedSince,
  type KeySecretRow,
  noteEmptied,
  noteFilled,
  noteKeySecrets,
  selectKeySecrets,
  setSecretState,
} from '../store/key-secret-table.ts';
import { countDigestsUnder, countKeys } from '../store/sweep-table.ts';
import type { VaultDeps } from '../vault-deps.ts';
import { recordKeyEvent } from './record-key-event.ts';
import type { SealedHolder } from './sealed-holder.ts';

const DAY_MS = 86_400_000;

/** Days for which an old generation is kept when nothing is under it any more: for as long as a data backup opens (decision 0006). */
export const KEPT_DAYS = 35;
/**
 * Days after which what was erased can't be opened any more, with any backup: the generation is retired within a day of an erasure, walked
 * through within another, and destroyed `KEPT_DAYS` later.
 */
export const UNRECOVERABLE_DAYS = KEPT_DAYS + 2;

const RETIRED_AFTER_ERASURE_MS = 20 * 3_600_000;
const LONGEST_DAYS = 30;

/** Notes what the key directory holds, so that the database knows every secret. */
export async function noteSecrets(deps: VaultDeps, tx: Tx): Promise<KeySecretRow[]> {
  const at = deps.clock.now();
  for (const kind of ['generations', 'indexes'] as const)
    await noteKeySecrets(tx, kind, deps.ring.held(kind), deps.ring.current(kind), at);
  return selectKeySecrets(tx);
}

/** Whether the current generation is due to be retired: a day after somebody was erased under it, or for its age. */
export async function generationDue(deps: VaultDeps, tx: Tx): Promise<boolean> {
  const { createdAt } = deps.ring.currentGeneration();
  const age = deps.clock.now().getTime() - createdAt.getTime();
  if (age >= LONGEST_DAYS * DAY_MS) return true;
  return age >= RETIRED_AFTER_ERASURE_MS && erasedSince(tx, createdAt);
}

/** How many digests stand under an index secret or an older one in other contexts, counted up to a bound. */
export async function outerLeft(deps: VaultDeps, tx: Tx, secret: number): Promise<number> {
  let left = 0;
  for (const holder of deps.digestHolders) left += await holder.left(tx, secret + 1);
  return left;
}

/** How many things still stand under a secret or an older one, in all contexts. */
export async function leftUnder(
  deps: VaultDeps,
  tx: Tx,
  row: KeySecretRow,
  holders: readonly SealedHolder[],
): Promise<number> {
  if (row.kind === 'indexes') return (await countDigestsUnder(tx, row.id)) + (await outerLeft(deps, tx, row.id));
  let left = await countKeys(tx, row.id + 1);
  for (const holder of holders) left += await holder.left(tx, row.id + 1);
  return left;
}

/**
 * Schedules the destruction of old secrets that nothing needs any more, and destroys what is due. The rule that is never broken: a secret goes
 * only when, counted in this very transaction, nothing stands under it. 1. "destroying" is committed; 2. it is counted again, the file is
 * destroyed, and "destroyed" is recorded. A process that ends in between does step 2 again.
 */
export async function retireSecrets(deps: VaultDeps, tx: Tx, holders: readonly SealedHolder[]): Promise<void> {
  const now = deps.clock.now();
  for (const row of await noteSecrets(deps, tx)) {
    if (row.state === 'current' || row.state === 'destroyed') continue;
    // The keys of rows, which name nobody and can't be made anew, are under this one for ever.
    if (row.kind === 'indexes' && row.id === STANDING_INDEX) continue;
    if (row.emptiedAt !== null && (row.destroyAt === null || row.destroyAt > now)) continue;
    if ((await leftUnder(deps, tx, row, holders)) > 0) {
      if (row.emptiedAt !== null) await noteFilled(tx, row);
    } else if (row.emptiedAt === null) await schedule(deps, tx, row, now);
    else if (row.state === 'retired') await setSecretState(tx, row, 'destroying', now);
    else await destroy(deps, tx, row, now);
  }
}

async function schedule(deps: VaultDeps, tx: Tx, row: KeySecretRow, now: Date): Promise<void> {
  const destroyAt = new Date(now.getTime() + KEPT_DAYS * DAY_MS);
  await noteEmptied(tx, row, now, destroyAt);
  const facts = { kind: row.kind, number: row.id, destroyAt: destroyAt.toISOString() };
  await recordKeyEvent(deps, tx, 'destruction-scheduled', facts);
}

async function destroy(deps: VaultDeps, tx: Tx, row: KeySecretRow, now: Date): Promise<void> {
  deps.ring.destroy(row.kind, row.id);
  await setSecretState(tx, row, 'destroyed', now);
  await recordKeyEvent(deps, tx, 'destroyed', { kind: row.kind, number: row.id });
}
