import { hash } from 'node:crypto';
import { nodeHash } from './merkle.ts';

/** Hashes in a full tile (C2SP tlog-tiles); a tile of level L holds the roots of subtrees of 256^L leaves. */
export const TILE_WIDTH = 256;

/** Bytes of one hash. */
export const HASH_BYTES = 32;

/** How many hashes the tiles of `level` hold in a log of `size` leaves. */
export function hashesAtLevel(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Which hash of which tile row a perfect subtree of 2^`height` leaves at `start` is computed from: `width` hashes of one tile. */
export interface TileSpan {
  readonly level: number;
  readonly tile: number;
  readonly offset: number;
  readonly width: number;
}

/** The span of a perfect, aligned subtree. Leaf numbers below 2^53. */
export function spanOf(start: number, height: number): TileSpan {
  const level = Math.floor(height / 8);
  const position = start / TILE_WIDTH ** level;
  return {
    level,
    tile: Math.floor(position / TILE_WIDTH),
    offset: position % TILE_WIDTH,
    width: 2 ** (height - level * 8),
  };
}

/** Cuts a range of leaves, as proofs have them, into perfect aligned subtrees from left to right. */
export function perfectSubtrees(start: number, end: number): { start: number; height: number }[] {
  const subtrees: { start: number; height: number }[] = [];
  let at = start;
  while (at < end) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height += 1;
    subtrees.push({ start: at, height });
    at += 2 ** height;
  }
  return subtrees;
}

const PAIR = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);

/** The root of 2^k hashes, at most 256, that stand side by side in a tile's bytes. */
export function rootOfSpan(tile: Uint8Array, offset: number, width: number): Buffer {
  const level = Buffer.from(tile.subarray(offset * HASH_BYTES, (offset + width) * HASH_BYTES));
  // Level by level in place; each node is SHA-256(0x01 || left || right) (RFC 6962, section 2.1).
  for (let count = width; count > 1; count /= 2) {
    for (let at = 0; at < count / 2; at += 1) {
      level.copy(PAIR, 1, at * 2 * HASH_BYTES, (at + 1) * 2 * HASH_BYTES);
      level.write(hash('sha256', PAIR, 'binary'), at * HASH_BYTES, 'binary');
    }
  }
  return Buffer.from(level.subarray(0, HASH_BYTES));
}

/** Joins subtrees from right to left into the hash of the range that `perfectSubtrees` cut. */
export function joinSubtrees(hashes: readonly Uint8Array[]): Buffer {
  const last = hashes[hashes.length - 1];
  if (last === undefined) throw new Error('no subtree to join');
  return hashes.slice(0, -1).reduceRight<Buffer>((right, left) => nodeHash(left, right), Buffer.from(last));
}

const FULL = /^(?:x\d{3}\/){0,6}\d{3}$/;

/** The number in a tile path of C2SP tlog-tiles ("x001/x234/067" is 1234067), with the width of a partial tile ("067.p/5"); undefined if it is not canonical. */
export function parseTilePath(path: string): { tile: number; width: number } | undefined {
  const [full, partial, ...rest] = path.split('.p/');
  if (full === undefined || rest.length > 0 || !FULL.test(full)) return undefined;
  const tile = Number(full.replaceAll('x', '').replaceAll('/', ''));
  if (!Number.isSafeInteger(tile) || tilePath(tile) !== full) return undefined;
  if (partial === undefined) return { tile, width: TILE_WIDTH };
  const width = Number(partial);
  if (!/^[1-9]\d{0,2}$/.test(partial) || width >= TILE_WIDTH) return undefined;
  return { tile, width };
}

/** The path of a full tile: groups of three digits, all but the last marked with x (C2SP tlog-tiles). */
export function tilePath(tile: number): string {
  const groups = String(tile)
    .padStart(Math.ceil(String(tile).length / 3) * 3, '0')
    .match(/\d{3}/g) as string[];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** An entry bundle (C2SP tlog-tiles): each entry after its length as uint16, big-endian. */
export function entryBundle(entries: readonly string[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const bytes = Buffer.from(entry, 'utf8');
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      return [length, bytes];
    }),
  );
}
