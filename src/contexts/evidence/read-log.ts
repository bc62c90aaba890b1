import { toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { consistencyRanges, EMPTY_ROOT, leafHash } from './domain/merkle.ts';
import { entryBundle, HASH_BYTES, hashesAtLevel, parseTilePath, TILE_WIDTH } from './domain/tiles.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { badRange, beyondLog, unknownTile } from './evidence-failures.ts';
import { proofOf } from './read-receipt.ts';
import { signCheckpoint } from './sign-checkpoint.ts';
import { cosignaturesOf } from './store/attestations.ts';
import { entryTexts } from './store/entries.ts';
import { type CheckpointRow, findTile, latestCheckpoint } from './store/log.ts';
import { TreeReader } from './store/tree-reader.ts';

/** One entry of the log, as anybody may read it. */
export interface LogEntry {
  readonly index: number;
  readonly entry: string;
  readonly leafHash: string;
}

/** The newest checkpoint with its cosignatures, a signed note (C2SP tlog-checkpoint); of the empty tree while nothing is merged. */
export async function readCheckpoint(context: EvidenceContext, tx: Tx): Promise<string> {
  const latest = await latestCheckpoint(tx);
  return latest === undefined ? signCheckpoint(context, 0, EMPTY_ROOT) : withCosignatures(tx, latest);
}

/** A checkpoint with the cosignatures of witnesses that it has (C2SP tlog-cosignature). */
export async function withCosignatures(tx: Tx, { size, note }: CheckpointRow): Promise<string> {
  const lines = await cosignaturesOf(tx, size);
  return note + lines.map(({ line }) => `${line}\n`).join('');
}

/** How many entries the log has. */
export async function logSize(tx: Tx): Promise<number> {
  return (await latestCheckpoint(tx))?.size ?? 0;
}

/** The entry at a place. Throws `evidence.beyond-log`. */
export async function readEntry(tx: Tx, index: number): Promise<LogEntry> {
  const [entry] = index < (await logSize(tx)) ? await entryTexts(tx, index, 1) : [];
  if (entry === undefined) throw beyondLog();
  return { index, entry, leafHash: toBase64url(leafHash(Buffer.from(entry, 'utf8'))) };
}

/** The proof that the entry at `index` is in the tree of `size` leaves, base64url, lowest hash first. Throws `evidence.bad-range`, `evidence.beyond-log`. */
export async function proveInclusion(tx: Tx, index: number, size: number): Promise<string[]> {
  if (!(index >= 0 && index < size)) throw badRange();
  if (size > (await logSize(tx))) throw beyondLog();
  return proofOf(new TreeReader(tx), index, size);
}

/** The proof that the tree of `to` leaves extends that of `from` leaves. Throws `evidence.bad-range`, `evidence.beyond-log`. */
export async function proveConsistency(tx: Tx, from: number, to: number): Promise<string[]> {
  if (!(from >= 1 && from <= to)) throw badRange();
  if (to > (await logSize(tx))) throw beyondLog();
  const hashes = await new TreeReader(tx).rangeHashes(consistencyRanges(BigInt(from), BigInt(to)));
  return hashes.map(toBase64url);
}

/** A tile of hashes by level and path, full or partial (C2SP tlog-tiles). Throws `evidence.unknown-tile`. */
export async function readTile(tx: Tx, level: string, path: string): Promise<Buffer> {
  const at = parseTilePath(path);
  const height = /^(?:0|[1-5]?\d|6[0-3])$/.test(level) ? Number(level) : undefined;
  if (at === undefined || height === undefined) throw unknownTile();
  if (at.tile * TILE_WIDTH + at.width > hashesAtLevel(height, await logSize(tx))) throw unknownTile();
  const hashes = await findTile(tx, height, at.tile);
  if (hashes === undefined) throw unknownTile();
  return hashes.subarray(0, at.width * HASH_BYTES);
}

/** The entries of a tile, each after its length (C2SP tlog-tiles). Throws `evidence.unknown-tile`. */
export async function readEntryTile(tx: Tx, path: string): Promise<Buffer> {
  const at = parseTilePath(path);
  if (at === undefined || at.tile * TILE_WIDTH + at.width > (await logSize(tx))) throw unknownTile();
  return entryBundle(await entryTexts(tx, at.tile * TILE_WIDTH, at.width));
}
