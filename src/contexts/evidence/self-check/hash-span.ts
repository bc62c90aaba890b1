import { hash } from 'node:crypto';
import { copyRows, HEAD_ROOM, type Tx } from '../../../platform/database/index.ts';
import { LeafPyramid } from '../domain/leaf-pyramid.ts';
import { HASH_BYTES, TILE_WIDTH } from '../domain/tiles.ts';
import { type Subtree, TreeFold } from '../domain/tree-fold.ts';

/** Leaves of a span: a tile of the third level holds the roots of as many. */
export const SPAN_LEAVES = TILE_WIDTH ** 2;
const SPAN_HEIGHT = 16;
const TILE_HEIGHT = 8;

/** Something in a span that is not as it should be, at a place of the log. */
export interface SpanFault {
  readonly what: string;
  readonly at: number;
  readonly expected: string;
  readonly found: string;
}

/** What a span of the log comes to. Hashes are binary strings. */
export interface SpanHashes {
  /** Its perfect subtrees from left to right: one when it is full. */
  readonly rim: readonly Subtree[];
  /** For every checkpoint whose size lies in it: the hash of its leaves below that size, and the root that was signed. */
  readonly checkpoints: readonly { readonly size: number; readonly right: string; readonly root: string }[];
  readonly faults: readonly SpanFault[];
}

const NOTHING = Buffer.alloc(0);
const MISSING = '\0'.repeat(HASH_BYTES);
const MOST_FAULTS = 20;

/**
 * Hashes the entries with places from `first` (a multiple of a span) up to, not including, `end` from their own texts, and compares them with the
 * stored tiles of the lowest two levels. Reads about 20 MB, and holds 5 MB.
 */
export async function hashSpan(tx: Tx, first: number, end: number): Promise<SpanHashes> {
  const signed = await tx.query<{ size: number; root: Buffer }>(
    'select size, root from evidence.checkpoint where size > $1 and size <= $2 order by size',
    [first, end],
  );
  const leaves = new LeafPyramid(SPAN_HEIGHT);
  const faults: SpanFault[] = [];
  const skipTo = (place: number) => {
    const at = first + leaves.leaves;
    if (at < place) faults.push({ what: 'entry-missing', at, expected: 'an entry', found: `nothing up to ${place}` });
    while (first + leaves.leaves < place) leaves.add(MISSING);
  };
  const hashText = textHasher();
  await copyRows(tx, packsBetween(first, end), (bytes, from, to) => {
    const index = Number(bytes.readBigInt64BE(from + INDEX_AT));
    skipTo(Math.min(index, end));
    let place = index;
    for (let at = textsAt(bytes, from); at < to; place += 1) {
      const start = at + 4;
      at = start + Math.max(0, bytes.readInt32BE(at));
      const next = first + leaves.leaves;
      if (place === next && place < end) leaves.add(hashText(bytes, start, at));
      else if (place < next && place >= first && faults.length < MOST_FAULTS)
        faults.push({ what: 'place-doubled', at: place, expected: 'one entry', found: 'two' });
    }
  });
  skipTo(end);
  faults.push(...(await compareTiles(tx, 0, first, leaves.level(0))));
  faults.sort((a, b) => a.at - b.at);
  const tiles = leaves.level(TILE_HEIGHT);
  // What a changed entry does to the hashes above it comes after it.
  if (tiles.length > 0) faults.push(...(await compareTiles(tx, 1, first / TILE_WIDTH, tiles)));
  const checkpoints = signed.map(({ size, root }) => ({
    size,
    right: foldOf(leaves.rim(size - first)),
    root: root.toString('latin1'),
  }));
  return { rim: leaves.rim(), checkpoints, faults: faults.slice(0, MOST_FAULTS) };
}

function foldOf(rim: readonly Subtree[]): string {
  const fold = new TreeFold();
  for (const { hash: hashed, height } of rim) fold.add(hashed, height);
  return fold.fold();
}

// A row is: the count of its fields, the length and the bytes of the index, the length and the bytes of the texts. An array of texts is: how many
// dimensions, two further words, two words for each dimension, then the length and the bytes of each text (-1 for NULL).
const INDEX_AT = 6;
const ARRAY_AT = 18;
// A row of a tile: the count, its number as above, the length and the bytes of its hashes.
const HASHES_AT = 18;

function textsAt(bytes: Buffer, from: number): number {
  return from + ARRAY_AT + 12 + 8 * bytes.readInt32BE(from + ARRAY_AT);
}

/** The hash of a leaf, from its text where it lies: 0x00 and the text are put together in the room before the data (RFC 6962, section 2.1). */
function textHasher(): (bytes: Buffer, from: number, to: number) => string {
  // A view for each length: making one for each text costs half of what hashing it does.
  let views: Buffer[] = [];
  let viewed: Buffer = NOTHING;
  return (bytes, from, to) => {
    if (bytes !== viewed) {
      views = [];
      viewed = bytes;
    }
    const length = 1 + to - from;
    if (length > HEAD_ROOM) return hash('sha256', Buffer.concat([Buffer.alloc(1), bytes.subarray(from, to)]), 'binary');
    bytes[0] = 0x00;
    bytes.copyWithin(1, from, to);
    const view = views[length] ?? bytes.subarray(0, length);
    views[length] = view;
    return hash('sha256', view, 'binary');
  };
}

// A look-up by key for each pack, whatever the planner thinks.
function packsBetween(first: number, end: number): string {
  return `copy (select placed.index, packed.entries
      from (select index, seq from evidence.place
             where index >= (select coalesce(max(index), 0) from evidence.place where index <= ${Math.trunc(first)})
               and index < ${Math.trunc(end)} order by index) as placed,
           lateral (select entries from evidence.pack where pack.seq = placed.seq offset 0) as packed)
    to stdout (format binary)`;
}

/** Compares the hashes of a level, from number `first` on (at the start of a tile), with the stored tiles. `at` of a fault is the number of a leaf. */
export async function compareTiles(tx: Tx, level: number, first: number, hashes: Buffer): Promise<SpanFault[]> {
  const faults: SpanFault[] = [];
  const leaves = TILE_WIDTH ** level;
  const from = first / TILE_WIDTH;
  const tileOf = (tile: number) =>
    hashes.subarray(tile * TILE_WIDTH * HASH_BYTES, (tile + 1) * TILE_WIDTH * HASH_BYTES);
  const count = Math.ceil(hashes.length / HASH_BYTES / TILE_WIDTH);
  const wrong = new Map<number, Buffer>();
  for (let tile = 0; tile < count; tile += 1) wrong.set(tile, NOTHING);
  await copyRows(
    tx,
    `copy (select index, hashes from evidence.tile
      where level = ${Math.trunc(level)} and index >= ${Math.trunc(from)} and index < ${Math.trunc(from + count)}) to stdout (format binary)`,
    (bytes, start, stop) => {
      const tile = Number(bytes.readBigInt64BE(start + INDEX_AT)) - from;
      const own = tileOf(tile);
      const at = start + HASHES_AT;
      // A tile grows while the check runs; what it held before stays.
      const same = stop - at >= own.length && own.compare(bytes, at, at + own.length) === 0;
      if (same) wrong.delete(tile);
      else wrong.set(tile, Buffer.from(bytes.subarray(at, stop)));
    },
  );
  for (const [tile, kept] of [...wrong].sort(([a], [b]) => a - b)) {
    const own = tileOf(tile);
    let place = 0;
    const same = (at: number) => own.subarray(at, at + HASH_BYTES).equals(kept.subarray(at, at + HASH_BYTES));
    while (place < own.length && same(place)) place += HASH_BYTES;
    faults.push({
      what: place >= kept.length ? 'tile-missing' : level === 0 ? 'entry-changed' : 'tile-changed',
      at: (first + tile * TILE_WIDTH + place / HASH_BYTES) * leaves,
      expected: kept.toString('base64url', place, place + HASH_BYTES),
      found: own.toString('base64url', place, place + HASH_BYTES),
    });
    if (faults.length >= MOST_FAULTS) break;
  }
  return faults;
}
