import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { EpochPayload } from './domain/completeness.ts';
import { type MapLevel, mapLeaf } from './domain/map-hash.ts';
import { growPage, pageOf, RECORD_BYTES, sortRecords, writeRecord } from './domain/map-page.ts';
import { rootOfTop, topOf } from './domain/map-top.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { recordActs } from './record-acts.ts';
import { hurryTimestamp } from './stamp-checkpoint.ts';
import { becomeEpochMaker, closeMap, type EpochRow, insertEpoch, latestEpoch } from './store/epochs.ts';
import { latestCheckpoint } from './store/log.ts';
import { dropOtherDepths, type GrownPage, readPages, readTop, writePages } from './store/map-pages.ts';
import { type TaggedEntries, taggedEntries } from './store/tagged-entries.ts';

/** Most entries that one epoch adds: more are taken in by further epochs, so that memory stays bounded. */
const MOST_NEW = 131_072;
/** Pages are halved when they hold more leaves than this on average. */
const MOST_LEAVES = 384;
/** Pages worked on at once; about 20 KB each. */
const PAGES_AT_ONCE = 512;
/** A page's runs are joined when they are this many. */
const MOST_RUNS = 8;

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
    const { epoch, more } = await context.database.transaction((tx) =>
      takeIn(context, tx, Math.min(most ?? MOST_NEW, MOST_NEW)),
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
  // 3. Grow the pages from the leaves upwards.
  const count = (last?.count ?? 0) + taken;
  const number = (last?.number ?? 0) + 1;
  const depth = Math.max(last?.depth ?? 0, depthFor(count));
  const pages = await growPages(tx, { number, depth, before: last?.depth ?? 0 }, sortRecords(packed(entries)));
  const root = Buffer.from(rootOfTop(topOf(pages)), 'latin1');
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

function depthFor(count: number): number {
  return Math.max(0, Math.ceil(Math.log2(count / MOST_LEAVES)));
}

function packed({ indexes, tags, leafHashes }: TaggedEntries): Buffer {
  const records = Buffer.allocUnsafe(indexes.length * RECORD_BYTES);
  for (const [at, index] of indexes.entries()) {
    const tagAt = at * 32;
    const hash = mapLeaf(tags.toString('latin1', tagAt, tagAt + 32), leafHashes.toString('latin1', tagAt, tagAt + 32));
    writeRecord(records, at, { tags, tagAt, index, hash });
  }
  return records;
}

interface Growth {
  /** The number of the epoch. */
  readonly number: number;
  readonly depth: number;
  /** The depth of the stored pages. */
  readonly before: number;
}

/** Writes what changes and answers the hashes and sizes of all pages. */
async function growPages(tx: Tx, growth: Growth, added: Buffer): Promise<MapLevel> {
  const { number, depth, before } = growth;
  const top = depth === before ? await readTop(tx, depth) : { hashes: [], leaves: [] };
  const parts = byPage(added, before);
  const touched = depth === before ? [...parts.keys()] : Array.from({ length: 2 ** before }, (_, page) => page);
  for (let at = 0; at < touched.length; at += PAGES_AT_ONCE) {
    const numbers = touched.slice(at, at + PAGES_AT_ONCE);
    const stored = await readPages(tx, before, numbers);
    const grown = numbers.flatMap((page) => {
      const news = parts.get(page) ?? NOTHING;
      const old = stored.get(page);
      return depth === before
        ? [grow(depth, page, old, news)]
        : split(
            depth,
            page * 2 ** (depth - before),
            2 ** (depth - before),
            Buffer.concat([old?.records ?? NOTHING, news]),
          );
    });
    await writePages(tx, depth, number, grown);
    for (const page of grown) {
      top.hashes[page.page] = page.hash;
      top.leaves[page.page] = page.leaves;
    }
  }
  if (depth !== before) await dropOtherDepths(tx, depth);
  return top;
}

const NOTHING = Buffer.alloc(0);

function grow(
  depth: number,
  page: number,
  old: { runs: number; buckets: Buffer; records: Buffer } | undefined,
  news: Buffer,
): GrownPage {
  const grown = growPage(depth, old?.records ?? NOTHING, old?.buckets, news);
  if (old === undefined) return { ...grown, page, runs: 1, records: news };
  return old.runs < MOST_RUNS
    ? { ...grown, page, runs: old.runs + 1, records: news }
    : { ...grown, page, runs: 1, records: Buffer.concat([old.records, news]) };
}

// A page of a smaller depth becomes several, also empty ones: every page of the new depth has its row.
function split(depth: number, first: number, count: number, records: Buffer): GrownPage[] {
  const parts = byPage(sortRecords(records), depth);
  return Array.from({ length: count }, (_, at) => {
    const part = parts.get(first + at) ?? NOTHING;
    return { ...growPage(depth, part, undefined, NOTHING), page: first + at, runs: 1, records: part };
  });
}

/** Sorted records by the page that they belong to, in the order of the pages. */
function byPage(sorted: Buffer, depth: number): Map<number, Buffer> {
  const parts = new Map<number, Buffer>();
  const count = sorted.length / RECORD_BYTES;
  for (let from = 0; from < count; ) {
    const page = pageOf(sorted, from, depth);
    let to = from + 1;
    while (to < count && pageOf(sorted, to, depth) === page) to += 1;
    parts.set(page, sorted.subarray(from * RECORD_BYTES, to * RECORD_BYTES));
    from = to;
  }
  return parts;
}
