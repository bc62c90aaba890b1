import type { Tx } from '../../../platform/database/index.ts';
import { HASH_BYTES, TILE_WIDTH } from '../domain/tiles.ts';
import { readRuns } from './entries.ts';
import { findTile } from './log.ts';

/** Tagged entries in the order of the log, packed: the tags and leaf hashes have 32 bytes each. */
export interface TaggedEntries {
  readonly indexes: readonly number[];
  readonly tags: Buffer;
  readonly leafHashes: Buffer;
}

/** What an entry of version 1 ends with after its tag. */
const TAIL = '","time":"2026-11-11T12:00:00.000Z","version":1}'.length;
const TAG_TEXT = 43;

/**
 * The merged entries that bear a tag, with an index from `from` up to, not including, `to`; at most `most`, the lowest first. The only place
 * that the map reads entries from.
 */
export async function taggedEntries(tx: Tx, from: number, to: number, most: number): Promise<TaggedEntries> {
  const indexes: number[] = [];
  const texts: string[] = [];
  for await (const { first, entries } of readRuns(tx, from, to)) {
    for (const [at, entry] of entries.entries()) {
      const end = entry.length - TAIL;
      if (entry.charCodeAt(end) !== 0x22 || indexes.length === most) continue;
      indexes.push(first + at);
      // One character more fills the last group of four, so that all tags are decoded at once, 33 bytes each.
      texts.push(`${entry.slice(end - TAG_TEXT, end)}A`);
    }
    if (indexes.length === most) break;
  }
  const decoded = Buffer.from(texts.join(''), 'base64url');
  const tags = Buffer.allocUnsafe(indexes.length * HASH_BYTES);
  for (let at = 0; at < indexes.length; at += 1) decoded.copy(tags, at * 32, at * 33, at * 33 + 32);
  if (decoded.length !== indexes.length * 33) throw new Error('an entry bears a tag that is not base64url');
  return { indexes, tags, leafHashes: await leafHashes(tx, indexes) };
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
