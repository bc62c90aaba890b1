import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { EpochPayload } from './domain/completeness.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { growMap, NO_MAP } from './grow-map.ts';
import { recordActs } from './record-acts.ts';
import { hurryTimestamp } from './stamp-checkpoint.ts';
import { becomeEpochMaker, closeMap, type EpochRow, insertEpoch, latestEpoch } from './store/epochs.ts';
import { latestCheckpoint } from './store/log.ts';
import { taggedEntries } from './store/tagged-entries.ts';

/** Most entries that one epoch adds: more are taken in by further epochs, so that memory stays bounded. */
const MOST_NEW = 131_072;
/** A state of the map, as its entry in the log commits to it. */
export type Epoch = Pick<EpochRow, 'number' | 'size' | 'count' | 'root' | 'entry'>;

/**
 * Brings the map up to what is merged at this moment and commits to it in the log; answers the newest epoch, undefined while the log holds no
 * tagged entry. Without new tagged entries it changes nothing. Another server that is making an epoch is waited for. Not inside a transaction
 * that holds the map. With `most`, one epoch that adds no more than that many entries.
 */
export async function makeEpoch(
  context: EvidenceContext,
  { most }: { readonly most?: number } = {},
): Promise<Epoch | undefined> {
  for (;;) {
    const { epoch, more } = await context.database.transaction(
      (tx) => takeIn(context, tx, Math.min(most ?? MOST_NEW, MOST_NEW)),
      { reading: true },
    );
    if (!more || most !== undefined) return epoch;
  }
}

// One transaction: pages, epoch and its pending entry appear together or not at all.
async function takeIn(
  context: EvidenceContext,
  tx: Tx,
  most: number,
): Promise<{ epoch: EpochRow | undefined; more: boolean }> {
  // 1. One maker at a time, on any server; the lock falls with the transaction, also when the process dies.
  await becomeEpochMaker(tx);
  const last = await latestEpoch(tx);
  const merged = (await latestCheckpoint(tx))?.size ?? 0;
  // 2. What the map lacks: the merged entries with a tag, in the order of the log.
  const entries = await taggedEntries(tx, last?.size ?? 0, merged, most);
  const taken = entries.indexes.length;
  if (taken === 0) return { epoch: last, more: false };
  const more = taken === most;
  // 3. Grow the map.
  const { number, count, depth, root } = await growMap(tx, last ?? NO_MAP, entries);
  // 4. Commit to it in the log.
  const size = more ? (entries.indexes.at(-1) ?? 0) + 1 : merged;
  const payload: EpochPayload = { count, root: root.toString('base64url'), size, v: 1 };
  const [receipt] = await recordActs(context, tx, [{ kind: 'epoch', payload: payload as unknown as Json }]);
  if (receipt === undefined) throw new Error('no receipt');
  await hurryTimestamp(context, tx);
  const epoch = { number, size, count, root, depth, entry: receipt.id, time: context.clock.now() };
  // 5. Who reads the map finishes first; who comes later finds the new one.
  await closeMap(tx);
  await insertEpoch(tx, epoch);
  return { epoch, more };
}
