import { copyRows, type Tx } from '../../../platform/database/index.ts';
import { copyBytes } from '../domain/map-hash.ts';
import { HASH_BYTES, TILE_WIDTH } from '../domain/tiles.ts';
import { RowCursor } from './row-cursor.ts';

/** Tagged entries in the order of the log, packed: the tags and leaf hashes have 32 bytes each. */
export interface TaggedEntries {
  readonly indexes: readonly number[];
  readonly tags: Buffer;
  readonly leafHashes: Buffer;
}

/** What an entry of version 1 ends with after its tag. */
const TAIL = '","time":"2026-11-11T12:00:00.000Z","version":1}'.length;
const TAG_TEXT = 43;
const PACKS_AT_ONCE = 512;
const TILES_AT_ONCE = 256;
const QUOTE = 0x22;
const LETTER_A = 0x41;

/**
 * The merged entries that bear a tag, with an index from `from` up to, not including, `to`; at most `most`, the lowest first. The only place
 * that the map reads entries from. Throws when an entry in between is missing.
 */
export async function taggedEntries(tx: Tx, from: number, to: number, most: number): Promise<TaggedEntries> {
  const indexes: number[] = [];
  // One character more fills the last group of four, so that all tags are decoded at once, 33 bytes each.
  const texts: Buffer[] = [];
  const cursor = new RowCursor();
  let next = from;
  while (next < to && indexes.length < most) {
    const start = next;
    await copyRows(tx, packsFrom(next, to), (bytes, row) => {
      cursor.begin(bytes, row);
      const first = cursor.number;
      cursor.next();
      // Behind a gap nothing is taken: the next round finds nothing, and throws.
      if (first > next || indexes.length >= most) return;
      const count = bytes.readInt32BE(cursor.start + ARRAY_COUNT);
      const found = tagsOf(bytes, cursor.start, {
        from: next - first,
        to: Math.min(count, to - first),
        most: most - indexes.length,
      });
      for (const at of found.places) indexes.push(first + at);
      texts.push(found.text);
      next = Math.min(first + count, to);
    });
    if (next === start) throw new Error(`the entry at place ${next} of the log is missing`);
  }
  return { indexes, tags: decoded(texts, indexes.length), leafHashes: await leafHashes(tx, indexes) };
}

// From the pack that holds the place on.
function packsFrom(index: number, end: number): string {
  return `copy (select index, entries from evidence.place join evidence.pack using (seq)
    where index >= (select index from evidence.place where index <= ${Math.trunc(index)} order by index desc limit 1)
      and index < ${Math.trunc(end)} order by index limit ${PACKS_AT_ONCE}) to stdout (format binary)`;
}

// PostgreSQL's binary form of a one-dimensional array (see platform/database/binary-array.ts).
const ARRAY_COUNT = 12;
const ARRAY_START = 20;

/** The tags of the entries `from` … `to` of a pack, at most `most`, one after another with one character more each, and whose they are. */
function tagsOf(
  bytes: Buffer,
  array: number,
  { from, to, most }: { readonly from: number; readonly to: number; readonly most: number },
): { places: number[]; text: Buffer } {
  const places: number[] = [];
  const text = Buffer.allocUnsafe(Math.min(to - from, most) * (TAG_TEXT + 1));
  let at = array + ARRAY_START;
  for (let place = 0; place < to && places.length < most; place += 1) {
    const end = at + 4 + bytes.readInt32BE(at);
    if (place >= from && bytes[end - TAIL] === QUOTE) {
      const into = places.length * (TAG_TEXT + 1);
      copyBytes(bytes, end - TAIL - TAG_TEXT, text, into, TAG_TEXT);
      text[into + TAG_TEXT] = LETTER_A;
      places.push(place);
    }
    at = end;
  }
  return { places, text: text.subarray(0, places.length * (TAG_TEXT + 1)) };
}

function decoded(texts: readonly Buffer[], count: number): Buffer {
  const wide = Buffer.from(Buffer.concat(texts).toString('latin1'), 'base64url');
  if (wide.length !== count * 33) throw new Error('an entry bears a tag that is not base64url');
  const tags = Buffer.allocUnsafe(count * HASH_BYTES);
  for (let at = 0; at < count; at += 1) copyBytes(wide, at * 33, tags, at * HASH_BYTES, HASH_BYTES);
  return tags;
}

async function leafHashes(tx: Tx, indexes: readonly number[]): Promise<Buffer> {
  const hashes = Buffer.allocUnsafe(indexes.length * HASH_BYTES);
  const cursor = new RowCursor();
  const tiles = [...new Set(indexes.map((index) => Math.floor(index / TILE_WIDTH)))];
  let at = 0;
  for (let first = 0; first < tiles.length; first += TILES_AT_ONCE) {
    const wanted = tiles.slice(first, first + TILES_AT_ONCE).join();
    const text = `copy (select index, hashes from evidence.tile where level = 0 and index = any('{${wanted}}') order by index)
      to stdout (format binary)`;
    await copyRows(tx, text, (bytes, row) => {
      cursor.begin(bytes, row);
      const number = cursor.number;
      cursor.next();
      for (; Math.floor((indexes[at] ?? -1) / TILE_WIDTH) === number; at += 1) {
        const start = cursor.start + ((indexes[at] ?? 0) % TILE_WIDTH) * HASH_BYTES;
        if (start + HASH_BYTES > cursor.end) break;
        copyBytes(bytes, start, hashes, at * HASH_BYTES, HASH_BYTES);
      }
    });
  }
  if (at < indexes.length) throw new Error('a tile of the log is missing');
  return hashes;
}

/** Tag and leaf hash of one merged entry that bears a tag. */
export async function leafOf(tx: Tx, index: number): Promise<{ tag: Buffer; leafHash: Buffer }> {
  const { indexes, tags, leafHashes: hashes } = await taggedEntries(tx, index, index + 1, 1);
  if (indexes.length !== 1) throw new Error('an entry of the map bears no tag');
  return { tag: tags, leafHash: hashes };
}
