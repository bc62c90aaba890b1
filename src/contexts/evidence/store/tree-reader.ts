import type { Tx } from '../../../platform/database/index.ts';
import { EMPTY_ROOT, type LeafRange } from '../domain/merkle.ts';
import { joinSubtrees, perfectSubtrees, rootOfSpan, spanOf } from '../domain/tiles.ts';
import { findTile, findTiles } from './log.ts';

/** Reads subtree hashes out of the stored tiles; each tile is fetched once. Use one reader for the proofs of one transaction. */
export class TreeReader {
  readonly #tx: Tx;
  readonly #tiles: Map<string, Buffer>;
  readonly #subtrees = new Map<string, Buffer>();

  /** `written` are tiles that this transaction holds newer than the table, by `tileName`. */
  constructor(tx: Tx, written: ReadonlyMap<string, Buffer> = new Map()) {
    this.#tx = tx;
    this.#tiles = new Map(written);
  }

  /** The root of the tree of the first `size` leaves. */
  async root(size: number): Promise<Buffer> {
    return size === 0 ? EMPTY_ROOT : this.rangeHash({ start: 0n, end: BigInt(size) });
  }

  /** The hashes of ranges of leaves, in their order. */
  async rangeHashes(ranges: readonly LeafRange[]): Promise<Buffer[]> {
    await this.#fetch(tilesOf(ranges));
    const hashes: Buffer[] = [];
    for (const range of ranges) hashes.push(await this.rangeHash(range));
    return hashes;
  }

  // All in one statement: a proof needs three or four tiles, and each round trip costs more than the hashing.
  async #fetch(wanted: readonly { readonly level: number; readonly index: number }[]): Promise<void> {
    const missing = wanted.filter(({ level, index }) => !this.#tiles.has(tileName(level, index)));
    if (missing.length === 0) return;
    for (const { level, index, hashes } of await findTiles(this.#tx, missing))
      this.#tiles.set(tileName(level, index), hashes);
  }

  /** The hash of one range, whose leaves must all be merged. */
  async rangeHash(range: LeafRange): Promise<Buffer> {
    const hashes: Buffer[] = [];
    for (const { start, height } of perfectSubtrees(Number(range.start), Number(range.end)))
      hashes.push(await this.#subtree(start, height));
    return joinSubtrees(hashes);
  }

  // Proofs of one tree share their upper hashes.
  async #subtree(start: number, height: number): Promise<Buffer> {
    const name = `${start}+${height}`;
    const known = this.#subtrees.get(name);
    if (known !== undefined) return known;
    const span = spanOf(start, height);
    const hashed = rootOfSpan(await this.#tile(span.level, span.tile), span.offset, span.width);
    this.#subtrees.set(name, hashed);
    return hashed;
  }

  async #tile(level: number, index: number): Promise<Buffer> {
    const name = tileName(level, index);
    const tile = this.#tiles.get(name) ?? (await findTile(this.#tx, level, index));
    if (tile === undefined) throw new Error(`tile ${name} of the log is missing`);
    this.#tiles.set(name, tile);
    return tile;
  }
}

/** The tiles that the hashes of ranges are computed from, each once. */
export function tilesOf(ranges: readonly LeafRange[]): { level: number; index: number }[] {
  const tiles = new Map<string, { level: number; index: number }>();
  for (const range of ranges) {
    for (const { start, height } of perfectSubtrees(Number(range.start), Number(range.end))) {
      const { level, tile } = spanOf(start, height);
      tiles.set(tileName(level, tile), { level, index: tile });
    }
  }
  return [...tiles.values()];
}

/** "level/index", the key of tiles in memory. */
export function tileName(level: number, index: number): string {
  return `${level}/${index}`;
}
