import type { Tx } from '../../../platform/database/index.ts';
import { HASH_BYTES, rootOfSpan, TILE_WIDTH } from '../domain/tiles.ts';
import { findTile, saveTiles } from './log.ts';
import { TreeReader, tileName } from './tree-reader.ts';

/** Appends leaf hashes (side by side, 32 bytes each) to the tree of `size` leaves, writes the tiles that grew, and returns the new root. Only the sequencer calls it. */
export async function appendHashes(tx: Tx, size: number, leaves: Buffer): Promise<Buffer> {
  const written = new Map<string, { level: number; index: number; hashes: Buffer }>();
  let incoming = leaves;
  let held = size;
  for (let level = 0; incoming.length > 0; level += 1) {
    const { tiles, finished } = await growLevel(tx, level, held, incoming);
    for (const tile of tiles) written.set(tileName(level, tile.index), tile);
    incoming = finished;
    held = Math.floor(held / TILE_WIDTH);
  }
  await saveTiles(tx, [...written.values()]);
  const newest = new Map([...written].map(([name, tile]) => [name, tile.hashes]));
  return new TreeReader(tx, newest).root(size + leaves.length / HASH_BYTES);
}

async function growLevel(
  tx: Tx,
  level: number,
  held: number,
  incoming: Buffer,
): Promise<{ tiles: { level: number; index: number; hashes: Buffer }[]; finished: Buffer }> {
  const first = Math.floor(held / TILE_WIDTH);
  const partial = held % TILE_WIDTH;
  const before = partial === 0 ? Buffer.alloc(0) : await findTile(tx, level, first);
  if (before === undefined || before.length !== partial * HASH_BYTES)
    throw new Error(`tile ${tileName(level, first)} does not fit the log's size`);
  const hashes = Buffer.concat([before, incoming]);
  const tiles: { level: number; index: number; hashes: Buffer }[] = [];
  const finished: Buffer[] = [];
  for (let at = 0; at * HASH_BYTES * TILE_WIDTH < hashes.length; at += 1) {
    const tile = hashes.subarray(at * HASH_BYTES * TILE_WIDTH, (at + 1) * HASH_BYTES * TILE_WIDTH);
    tiles.push({ level, index: first + at, hashes: tile });
    // A full tile is one hash of the level above.
    if (tile.length === HASH_BYTES * TILE_WIDTH) finished.push(rootOfSpan(tile, 0, TILE_WIDTH));
  }
  return { tiles, finished: Buffer.concat(finished) };
}
