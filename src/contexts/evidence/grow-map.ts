import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../../platform/database/index.ts';
import type { MapLevel } from './domain/map-hash.ts';
import { growPage, pageOf, RECORD_BYTES, sortRecords, writeRecord } from './domain/map-page.ts';
import { rootOfTop, topOf } from './domain/map-top.ts';
import { dropOtherDepths, type GrownPage, readPages, readTop, type StoredPage, writePages } from './store/map-pages.ts';
import type { TaggedEntries } from './store/tagged-entries.ts';

/** Pages are halved when they hold more leaves than this on average. */
const MOST_LEAVES = 384;
/** Pages worked on at once, about 20 KB each: while the first are read and the last are written, nothing is hashed. */
const PAGES_AT_ONCE = 64;
/** Pages hashed between two looks at what has arrived: PostgreSQL sends on only when the socket's 200 KB have been taken. */
const PAGES_AT_A_STRETCH = 4;
/** A page's runs are joined when they are this many. */
const MOST_RUNS = 8;

/** A state of the map as it is stored. */
export interface MapState {
  /** The number of its epoch; 0 before the first. */
  readonly number: number;
  /** Its leaves. */
  readonly count: number;
  /** It is stored in 2^depth pages. */
  readonly depth: number;
}

/** The map before anything is in it. */
export const NO_MAP: MapState = { number: 0, count: 0, depth: 0 };

/** Stores the map with further leaves, from the leaves upwards, and answers the new state and its root. Throws when a tag is doubled. */
export async function growMap(
  tx: Tx,
  before: MapState,
  entries: TaggedEntries,
): Promise<MapState & { readonly root: Buffer }> {
  const count = before.count + entries.indexes.length;
  const number = before.number + 1;
  const depth = Math.max(before.depth, depthFor(count));
  const pages = await growPages(tx, { number, depth, before: before.depth }, sortRecords(packed(entries)));
  return { number, count, depth, root: Buffer.from(rootOfTop(topOf(pages)), 'latin1') };
}

function depthFor(count: number): number {
  return Math.max(0, Math.ceil(Math.log2(count / MOST_LEAVES)));
}

function packed({ indexes, tags, leafHashes }: TaggedEntries): Buffer {
  const records = Buffer.allocUnsafe(indexes.length * RECORD_BYTES);
  for (const [at, index] of indexes.entries()) writeRecord(records, at, { tags, leafHashes, tagAt: at * 32, index });
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
  const growOne = (page: number, old: StoredPage | undefined): GrownPage[] => {
    const news = parts.get(page) ?? NOTHING;
    if (depth === before) return [grow(depth, page, old, news)];
    const count = 2 ** (depth - before);
    return split(depth, page * count, count, Buffer.concat([old?.records ?? NOTHING, news]));
  };
  let writing = Promise.resolve();
  for await (const [numbers, stored] of storedPages(tx, before, touched)) {
    const grown: GrownPage[] = [];
    for (const [at, page] of numbers.entries()) {
      grown.push(...growOne(page, stored.get(page)));
      // What PostgreSQL says and waits for is heard meanwhile, and so are other requests.
      if (at % PAGES_AT_A_STRETCH === 0) await setImmediate();
    }
    await writing;
    writing = writePages(tx, depth, number, grown);
    // A failure is thrown where it is waited for.
    writing.catch(() => undefined);
    for (const page of grown) {
      top.hashes[page.page] = page.hash;
      top.leaves[page.page] = page.leaves;
    }
  }
  await writing;
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

// The next pages are on their way while these are worked on.
async function* storedPages(
  tx: Tx,
  depth: number,
  pages: readonly number[],
): AsyncGenerator<[readonly number[], Map<number, StoredPage>]> {
  let reading: Promise<Map<number, StoredPage>> | undefined;
  for (let at = 0; at < pages.length; at += PAGES_AT_ONCE) {
    const stored = await (reading ?? readPages(tx, depth, pages.slice(at, at + PAGES_AT_ONCE)));
    const next = pages.slice(at + PAGES_AT_ONCE, at + 2 * PAGES_AT_ONCE);
    reading = next.length === 0 ? undefined : readPages(tx, depth, next);
    // A failure is thrown where it is waited for.
    reading?.catch(() => undefined);
    yield [pages.slice(at, at + PAGES_AT_ONCE), stored];
  }
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
