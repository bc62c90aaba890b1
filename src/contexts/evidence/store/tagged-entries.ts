import type { Tx } from '../../../platform/database/index.ts';
import { HASH_BYTES, TILE_WIDTH } from '../domain/tiles.ts';

/** Tagged entries in the order of the log, packed: the tags and leaf hashes have 32 bytes each. */
export interface TaggedEntries {
  readonly indexes: readonly number[];
  readonly tags: Buffer;
  readonly leafHashes: Buffer;
}

/** What an entry of version 1 ends with after its tag and the quotation mark. */
const TAIL = ',"time":"2026-11-11T12:00:00.000Z","version":1}'.length;
const TAG_TEXT = 43;
const PACKS_AT_ONCE = 256;
const TILES_AT_ONCE = 128;
const QUOTE = 0x22;

// The end of each entry's tag with the quotation mark after it, one after another: 44 characters an entry, of which the last tells whether it is one.
const TAGS_OF_PACKS = `select index, size, tags from evidence.place join evidence.pack using (seq),
    lateral (select count(*)::int as size, string_agg(left(right(entry, ${TAIL + TAG_TEXT + 1}), ${TAG_TEXT + 1}), '' order by at) as tags
               from unnest(entries) with ordinality as part (entry, at)) as packed
  where index >= (select index from evidence.place where index <= $1 order by index desc limit 1) and index < $2
  order by index limit ${PACKS_AT_ONCE}`;

/**
 * The merged entries that bear a tag, with an index from `from` up to, not including, `to`; at most `most`, the lowest first. The only place
 * that the map reads entries from. Throws when an entry in between is missing.
 */
export async function taggedEntries(tx: Tx, from: number, to: number, most: number): Promise<TaggedEntries> {
  const indexes: number[] = [];
  const texts: string[] = [];
  let next = from;
  while (next < to && indexes.length < most) {
    const packs = await tx.query<{ index: number; size: number; tags: string }>(
      TAGS_OF_PACKS,
      [next, to],
      'evidence.tags-of-packs',
    );
    if (packs.length === 0) throw new Error(`the entry at place ${next} of the log is missing`);
    for (const { index, size, tags } of packs) {
      if (index > next) throw new Error(`the entry at place ${next} of the log is missing`);
      const end = Math.min(size, to - index);
      for (let at = next - index; at < end && indexes.length < most; at += 1) {
        const start = at * (TAG_TEXT + 1);
        if (tags.charCodeAt(start + TAG_TEXT) !== QUOTE) continue;
        indexes.push(index + at);
        texts.push(tags.slice(start, start + TAG_TEXT));
      }
      next = index + end;
    }
  }
  return { indexes, tags: decoded(texts), leafHashes: await leafHashes(tx, indexes) };
}

// One character more fills the last group of four, so that all tags are decoded at once, 33 bytes each.
function decoded(texts: readonly string[]): Buffer {
  const wide = Buffer.from(texts.length === 0 ? '' : `${texts.join('A')}A`, 'base64url');
  if (wide.length !== texts.length * 33) throw new Error('an entry bears a tag that is not base64url');
  const tags = Buffer.allocUnsafe(texts.length * HASH_BYTES);
  for (let at = 0, from = 0; at < tags.length; at += 1, from += at % HASH_BYTES === 0 ? 2 : 1)
    tags[at] = wide[from] as number;
  return tags;
}

async function leafHashes(tx: Tx, indexes: readonly number[]): Promise<Buffer> {
  const hashes = Buffer.allocUnsafe(indexes.length * HASH_BYTES);
  const tiles = [...new Set(indexes.map((index) => Math.floor(index / TILE_WIDTH)))];
  let at = 0;
  for (let first = 0; first < tiles.length; first += TILES_AT_ONCE) {
    const rows = await tx.query<{ index: number; hashes: Buffer }>(
      'select index, hashes from evidence.tile where level = 0 and index = any($1::bigint[]) order by index',
      [tiles.slice(first, first + TILES_AT_ONCE)],
      'evidence.leaf-tiles',
    );
    for (const tile of rows)
      for (; Math.floor((indexes[at] ?? -1) / TILE_WIDTH) === tile.index; at += 1) {
        const start = ((indexes[at] ?? 0) % TILE_WIDTH) * HASH_BYTES;
        for (let byte = 0; byte < HASH_BYTES; byte += 1)
          hashes[at * HASH_BYTES + byte] = tile.hashes[start + byte] as number;
        if (tile.hashes.length < start + HASH_BYTES) break;
      }
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
