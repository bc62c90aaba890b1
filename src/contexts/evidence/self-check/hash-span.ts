import { hash } from 'node:crypto';
import { copyOut, type Tx } from '../../../platform/database/index.ts';
import { HASH_BYTES, TILE_WIDTH } from '../domain/tiles.ts';
import { type Subtree, TreeFold } from '../domain/tree-fold.ts';
import { binaryRows } from '../store/binary-rows.ts';

/** Leaves of a span: a tile of the third level holds the roots of as many. */
export const SPAN_LEAVES = TILE_WIDTH ** 2;

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

const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);
const MISSING = '\0'.repeat(HASH_BYTES);
const MOST_FAULTS = 20;

/**
 * Hashes the entries with places from `first` (a multiple of a span) up to, not including, `end` from their own texts, and compares them with the
 * stored tiles of the lowest two levels. Reads about 20 MB, and holds 2 MB.
 */
export async function hashSpan(tx: Tx, first: number, end: number): Promise<SpanHashes> {
  const signed = await tx.query<{ size: number; root: Buffer }>(
    'select size, root from evidence.checkpoint where size > $1 and size <= $2 order by size',
    [first, end],
  );
  const leaves = Buffer.alloc((end - first) * HASH_BYTES);
  const fold = new TreeFold(8);
  const checkpoints: { size: number; right: string; root: string }[] = [];
  const faults: SpanFault[] = [];
  let at = first;
  const add = (hashed: string) => {
    leaves.write(hashed, (at - first) * HASH_BYTES, 'latin1');
    fold.add(hashed);
    at += 1;
    const next = signed[checkpoints.length];
    if (next?.size === at) checkpoints.push({ size: at, right: fold.fold(), root: next.root.toString('latin1') });
  };
  const skipTo = (place: number) => {
    if (at < place) faults.push({ what: 'entry-missing', at, expected: 'an entry', found: `nothing up to ${place}` });
    while (at < place) add(MISSING);
  };
  for await (const { index, bytes } of packsBetween(tx, first, end)) {
    skipTo(Math.min(index, end));
    for (let start = 0, place = index; start < bytes.length; place += 1) {
      const next = bytes.indexOf(LINE_FEED, start + 1);
      const stop = next < 0 ? bytes.length : next;
      // The byte before each text becomes the 0x00 of its leaf (RFC 6962, section 2.1), so that nothing is copied.
      bytes[start] = 0x00;
      if (place === at && place < end) add(hash('sha256', bytes.subarray(start, stop), 'binary'));
      else if (place < at && place >= first && faults.length < MOST_FAULTS)
        faults.push({ what: 'place-doubled', at: place, expected: 'one entry', found: 'two' });
      start = stop;
    }
  }
  skipTo(end);
  faults.push(...(await compareTiles(tx, 0, first, leaves)));
  faults.sort((a, b) => a.at - b.at);
  const roots = Buffer.from(fold.kept.join(''), 'latin1');
  // What a changed entry does to the hashes above it comes after it.
  if (roots.length > 0) faults.push(...(await compareTiles(tx, 1, first / TILE_WIDTH, roots)));
  return { rim: fold.rim(), checkpoints, faults: faults.slice(0, MOST_FAULTS) };
}

async function* packsBetween(tx: Tx, first: number, end: number): AsyncGenerator<{ index: number; bytes: Buffer }> {
  // Every text with a line feed before it; canonical JSON holds none. A look-up by key for each pack, whatever the planner thinks.
  const text = `copy (select placed.index, E'\\n' || array_to_string(packed.entries, E'\\n')
      from (select index, seq from evidence.place
             where index >= (select coalesce(max(index), 0) from evidence.place where index <= ${Math.trunc(first)})
               and index < ${Math.trunc(end)} order by index) as placed,
           lateral (select entries from evidence.pack where pack.seq = placed.seq offset 0) as packed)
    to stdout (format binary)`;
  for await (const [index, bytes = NOTHING] of binaryRows(copyOut(tx, text)))
    yield { index: Number(index?.readBigInt64BE() ?? -1n), bytes };
}

/** Compares the hashes of a level, from number `first` on (at the start of a tile), with the stored tiles. `at` of a fault is the number of a leaf. */
export async function compareTiles(tx: Tx, level: number, first: number, hashes: Buffer): Promise<SpanFault[]> {
  const faults: SpanFault[] = [];
  const leaves = TILE_WIDTH ** level;
  const from = first / TILE_WIDTH;
  const count = Math.ceil(hashes.length / HASH_BYTES / TILE_WIDTH);
  const rows = await tx.query<{ index: number; hashes: Buffer }>(
    'select index, hashes from evidence.tile where level = $1 and index >= $2 and index < $3',
    [level, from, from + count],
  );
  const stored = new Map(rows.map((row) => [row.index, row.hashes]));
  for (let tile = 0; tile < count; tile += 1) {
    const own = hashes.subarray(tile * TILE_WIDTH * HASH_BYTES, (tile + 1) * TILE_WIDTH * HASH_BYTES);
    const kept = stored.get(from + tile) ?? NOTHING;
    // A tile grows while the check runs; what it held before stays.
    if (kept.length >= own.length && kept.compare(own, 0, own.length, 0, own.length) === 0) continue;
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
