import { copyBytes, hashFrame, hashLeaf, NODE_START, nodeFrame } from './map-hash.ts';

// The map is stored in pages: all leaves whose tags begin with the same bits. A record is a leaf in a page: the first 16 bytes of its tag, the
// entry's index (6 bytes, big-endian), the leaf's hash in the map. Sixteen bytes tell tags apart (doubles would take 2^64 tries); the whole
// tag stands in the entry itself.
const KEY_BYTES = 16;
const HASH_AT = 22;

/** Bytes of one leaf in a page. */
export const RECORD_BYTES = 54;

/** A page keeps the hashes of its 2^6 buckets, so that only those are hashed again that got a leaf. */
const BUCKET_BITS = 6;
const BUCKETS = 1 << BUCKET_BITS;

/** A page as it is kept beside its records. */
export interface MapPage {
  readonly leaves: number;
  /** The hash of the page's subtree. */
  readonly hash: string;
  /** The hashes of its buckets, one after another. */
  readonly buckets: Buffer;
}

/** Writes one record at a place of `into`; tag and leaf hash begin at `tagAt` of their lists. */
export function writeRecord(
  into: Buffer,
  at: number,
  leaf: {
    readonly tags: Uint8Array;
    readonly leafHashes: Uint8Array;
    readonly tagAt: number;
    readonly index: number;
  },
): void {
  const start = at * RECORD_BYTES;
  copyBytes(leaf.tags, leaf.tagAt, into, start, KEY_BYTES);
  into.writeUIntBE(leaf.index, start + KEY_BYTES, 6);
  hashLeaf(leaf.tags, leaf.leafHashes, leaf.tagAt, into, start + HASH_AT);
}

/** The number of the page of 2^depth that a record belongs to. */
export function pageOf(records: Buffer, at: number, depth: number): number {
  return depth === 0 ? 0 : records.readUInt32BE(at * RECORD_BYTES) >>> (32 - depth);
}

/** The number of the page of 2^depth that a tag belongs to. */
export function pageOfTag(tag: Buffer, depth: number): number {
  return depth === 0 ? 0 : tag.readUInt32BE(0) >>> (32 - depth);
}

// Sorting a page is synchronous, and its order is used up before the next page is sorted.
const scratch = new Float64Array(4096);

/** The offsets of the records in the order of their tags, of which the first `depth` bits are equal. Throws when a tag is doubled. */
export function sortedOffsets(records: Buffer, depth: number): Float64Array {
  const count = records.length / RECORD_BYTES;
  // 32 bits of the tag and 21 of the place make one exact double, which sorts natively.
  if (count > 2_097_152) throw new Error('too many leaves to sort at once');
  const order = count <= scratch.length ? scratch.subarray(0, count) : new Float64Array(count);
  const from = depth >> 3;
  for (let at = 0; at < count; at += 1) order[at] = records.readUInt32BE(at * RECORD_BYTES + from) * 2_097_152 + at;
  order.sort();
  let bitsBefore = -1;
  for (let at = 0; at < count; at += 1) {
    const place = order[at] as number;
    const bits = Math.floor(place / 2_097_152);
    order[at] = (place - bits * 2_097_152) * RECORD_BYTES;
    if (bits === bitsBefore) settle(records, order, at, from);
    bitsBefore = bits;
  }
  return order;
}

// Tags whose first bits tie are put in order one by one; they are few.
function settle(records: Buffer, order: Float64Array, place: number, from: number): void {
  for (let at = place; at > 0; at -= 1) {
    const here = order[at] as number;
    const before = order[at - 1] as number;
    if (records.readUInt32BE(here + from) !== records.readUInt32BE(before + from)) return;
    const ranking = records.compare(records, before, before + KEY_BYTES, here, here + KEY_BYTES);
    if (ranking === 0) throw new Error('two entries of the log bear one tag');
    if (ranking > 0) return;
    order[at] = before;
    order[at - 1] = here;
  }
}

/** The records in the order of their tags. */
export function sortRecords(records: Buffer): Buffer {
  const sorted = Buffer.allocUnsafe(records.length);
  let at = 0;
  for (const offset of sortedOffsets(records, 0)) {
    copyBytes(records, offset, sorted, at, RECORD_BYTES);
    at += RECORD_BYTES;
  }
  return sorted;
}

/** Records in the order of their tags, and the hashes of their subtrees. */
class Leaves {
  readonly order: Float64Array;
  readonly #records: Buffer;

  /** `order` holds the offsets of the records in the order of their tags, at least of those that are asked about. */
  constructor(records: Buffer, order: Float64Array) {
    this.#records = records;
    this.order = order;
  }

  bit(at: number, depth: number): number {
    return ((this.#records[(this.order[at] as number) + (depth >> 3)] as number) >> (7 - (depth & 7))) & 1;
  }

  /** Copies the hash of a leaf. */
  hash(at: number, out: Uint8Array, outAt: number): void {
    copyBytes(this.#records, (this.order[at] as number) + HASH_AT, out, outAt, 32);
  }

  index(at: number): number {
    return this.#records.readUIntBE((this.order[at] as number) + KEY_BYTES, 6);
  }

  /** The first leaf of `from` … `to` whose bit at `depth` is 1. */
  middle(from: number, to: number, depth: number): number {
    let at = from;
    while (at < to && this.bit(at, depth) === 0) at += 1;
    return at;
  }

  /** Writes the hash of the subtree of the leaves `from` … `to`, whose first `depth` bits are equal. */
  subtree(from: number, to: number, depth: number, out: Uint8Array, at: number): void {
    if (to === from) out.fill(0, at, at + 32);
    else if (to === from + 1) this.hash(from, out, at);
    else {
      const middle = this.middle(from, to, depth);
      const frame = frameOf(depth);
      this.subtree(from, middle, depth + 1, frame, NODE_START);
      this.subtree(middle, to, depth + 1, frame, NODE_START + 32);
      hashFrame(frame, out, at);
    }
  }

  /** The same as a binary string. */
  subtreeText(from: number, to: number, depth: number): string {
    const out = Buffer.alloc(32);
    this.subtree(from, to, depth, out, 0);
    return out.toString('latin1');
  }
}

// A page's records lie here while it grows: a buffer for each page costs more than filling it.
const desk = Buffer.alloc(4096 * RECORD_BYTES);

function together(stored: Buffer, added: Buffer): Buffer {
  if (stored.length === 0) return added;
  if (stored.length + added.length > desk.length) return Buffer.concat([stored, added]);
  desk.set(stored);
  desk.set(added, stored.length);
  return desk.subarray(0, stored.length + added.length);
}

// A node's children are hashed straight into the bytes that it is hashed from; one frame for each depth.
const frames: Buffer[] = [];

function frameOf(depth: number): Buffer {
  let frame = frames[depth];
  if (frame === undefined) {
    frame = nodeFrame();
    frames[depth] = frame;
  }
  return frame;
}

/** Pages of more records than this, which only small maps have, are sorted as a whole. */
const MOST_IN_BUCKETS = 2048;
const bucketOf = new Uint8Array(MOST_IN_BUCKETS);
const keys = new Uint32Array(MOST_IN_BUCKETS);
const starts = new Uint32Array(BUCKETS + 1);
const next = new Uint32Array(BUCKETS + 1);
const touched = new Uint8Array(BUCKETS);

// Where each bucket begins goes to `starts`, whether it got a leaf to `touched`; answers the offsets of the records of touched buckets in the order of
// their tags. Sorting only what is hashed again, in small pieces, takes less than sorting the page.
function sortTouched(records: Buffer, depth: number, stored: number, all: boolean): Float64Array {
  const count = records.length / RECORD_BYTES;
  const whole = count > MOST_IN_BUCKETS;
  starts.fill(0);
  touched.fill(all ? 1 : 0);
  const byte = depth >> 3;
  const shift = 16 - (depth & 7) - BUCKET_BITS;
  for (let at = 0, offset = 0; at < count; at += 1, offset += RECORD_BYTES) {
    const bits = ((records[offset + byte] as number) << 8) | (records[offset + byte + 1] as number);
    const bucket = (bits >> shift) & (BUCKETS - 1);
    if (!whole) bucketOf[at] = bucket;
    starts[bucket + 1] = (starts[bucket + 1] as number) + 1;
    if (offset >= stored) touched[bucket] = 1;
  }
  for (let bucket = 0; bucket < BUCKETS; bucket += 1)
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  if (whole) return sortedOffsets(records, depth);
  const order = scratch.subarray(0, count);
  next.set(starts);
  const from = (depth + BUCKET_BITS) >> 3;
  for (let at = 0; at < count; at += 1) {
    const bucket = bucketOf[at] as number;
    if (touched[bucket] === 0) continue;
    const place = next[bucket] as number;
    next[bucket] = place + 1;
    insert(records, order, { at: place, start: starts[bucket] as number, offset: at * RECORD_BYTES, from });
  }
  return order;
}

// Puts a record where it belongs among those of its bucket before it. Throws when a tag is doubled.
function insert(
  records: Buffer,
  order: Float64Array,
  { at, start, offset, from }: { at: number; start: number; offset: number; from: number },
): void {
  const key = records.readUInt32BE(offset + from);
  let place = at;
  for (; place > start; place -= 1) {
    const before = keys[place - 1] as number;
    if (before < key) break;
    const other = order[place - 1] as number;
    if (before === key) {
      const ranking = records.compare(records, other, other + KEY_BYTES, offset, offset + KEY_BYTES);
      if (ranking === 0) throw new Error('two entries of the log bear one tag');
      if (ranking > 0) break;
    }
    keys[place] = before;
    order[place] = other;
  }
  keys[place] = key;
  order[place] = offset;
}

/**
 * The page after `added` records: buckets without a new leaf keep their hashes. `stored` are the page's records so far, in any order; without
 * `buckets` everything is hashed. Throws when a tag is doubled.
 */
export function growPage(depth: number, stored: Buffer, buckets: Buffer | undefined, added: Buffer): MapPage {
  const records = together(stored, added);
  const leaves = new Leaves(records, sortTouched(records, depth, stored.length, buckets === undefined));
  const counts: number[] = [];
  const kept = Buffer.allocUnsafe(BUCKETS * 32);
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const [low, high] = [starts[bucket] as number, starts[bucket + 1] as number];
    if (buckets !== undefined && touched[bucket] === 0) copyBytes(buckets, bucket * 32, kept, bucket * 32, 32);
    else leaves.subtree(low, high, depth + BUCKET_BITS, kept, bucket * 32);
    counts.push(high - low);
  }
  return { leaves: records.length / RECORD_BYTES, hash: rootOf(kept, counts), buckets: kept };
}

const folding = Buffer.alloc(BUCKETS * 32);
const foldingFrame = nodeFrame();

// As `foldLevel`, in place: two hashes side by side become the one above.
function rootOf(buckets: Uint8Array, leaves: number[]): string {
  folding.set(buckets);
  for (let width = BUCKETS; width > 1; width /= 2)
    for (let at = 0; at < width; at += 2) {
      const [left, right] = [leaves[at] as number, leaves[at + 1] as number];
      if (left + right > 1) {
        copyBytes(folding, at * 32, foldingFrame, NODE_START, 64);
        hashFrame(foldingFrame, folding, at * 16);
      } else copyBytes(folding, (left === 1 ? at : at + 1) * 32, folding, at * 16, 32);
      leaves[at / 2] = left + right;
    }
  return folding.toString('latin1', 0, 32);
}

/** What a walk inside a page meets: the siblings from the page's own depth downwards, and the index of the entry at the end. */
export interface PagePath {
  readonly siblings: readonly string[];
  readonly index: number | null;
}

/** The way inside a page of `depth` bits to where `tag` stands or would stand. */
export function pathInPage(records: Buffer, depth: number, tag: Buffer): PagePath {
  const leaves = new Leaves(records, sortedOffsets(records, depth));
  const siblings: string[] = [];
  let [from, to] = [0, leaves.order.length];
  for (let level = depth; to - from > 1; level += 1) {
    const middle = leaves.middle(from, to, level);
    const right = (((tag[level >> 3] as number) >> (7 - (level & 7))) & 1) === 1;
    siblings.push(right ? leaves.subtreeText(from, middle, level + 1) : leaves.subtreeText(middle, to, level + 1));
    if (right) from = middle;
    else to = middle;
  }
  return { siblings, index: to > from ? leaves.index(from) : null };
}
