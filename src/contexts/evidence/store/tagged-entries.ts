import { copyOut, type Tx } from '../../../platform/database/index.ts';
import { HASH_BYTES, TILE_WIDTH } from '../domain/tiles.ts';
import { binaryRows } from './binary-rows.ts';
import { findTile } from './log.ts';

/** Tagged entries in the order of the log, packed: the tags and leaf hashes have 32 bytes each. */
export interface TaggedEntries {
  readonly indexes: readonly number[];
  readonly tags: Buffer;
  readonly leafHashes: Buffer;
}

const TAG_TEXT = 43;

/**
 * The merged entries that bear a tag, with an index from `from` up to, not including, `to`; at most `most`, the lowest first. The only place
 * that the map reads entries from.
 */
export async function taggedEntries(tx: Tx, from: number, to: number, most: number): Promise<TaggedEntries> {
  // The tag is cut out of the entry's canonical text: members before it hold no quotation marks but their own.
  const text = `copy (select leaf.index, left(split_part(entry.entry, '"tag":"', 2), ${TAG_TEXT})
      from evidence.leaf join evidence.entry using (seq)
     where leaf.index >= ${Math.trunc(from)} and leaf.index < ${Math.trunc(to)} and entry.person is not null
     order by leaf.index limit ${Math.trunc(most)}) to stdout (format binary)`;
  const indexes: number[] = [];
  const tags: Buffer[] = [];
  for await (const [index, tag] of binaryRows(copyOut(tx, text))) {
    if (index === undefined || tag?.length !== TAG_TEXT) throw new Error('an entry of a person has no tag');
    indexes.push(Number(index.readBigUInt64BE()));
    tags.push(Buffer.from(tag.toString('latin1'), 'base64url'));
  }
  return { indexes, tags: Buffer.concat(tags), leafHashes: await leafHashes(tx, indexes) };
}

async function leafHashes(tx: Tx, indexes: readonly number[]): Promise<Buffer> {
  const hashes = Buffer.allocUnsafe(indexes.length * HASH_BYTES);
  let tile: { readonly index: number; readonly hashes: Buffer } | undefined;
  for (const [at, index] of indexes.entries()) {
    const wanted = Math.floor(index / TILE_WIDTH);
    if (tile?.index !== wanted) tile = { index: wanted, hashes: (await findTile(tx, 0, wanted)) ?? Buffer.alloc(0) };
    const start = (index % TILE_WIDTH) * HASH_BYTES;
    if (tile.hashes.length < start + HASH_BYTES) throw new Error('a tile of the log is missing');
    tile.hashes.copy(hashes, at * HASH_BYTES, start, start + HASH_BYTES);
  }
  return hashes;
}

/** Tag and leaf hash of one merged entry that bears a tag. */
export async function leafOf(tx: Tx, index: number): Promise<{ tag: Buffer; leafHash: Buffer }> {
  const { indexes, tags, leafHashes: hashes } = await taggedEntries(tx, index, index + 1, 1);
  if (indexes.length !== 1) throw new Error('an entry of the map bears no tag');
  return { tag: tags, leafHash: hashes };
}
