import type { Json } from '../../../platform/crypto/index.ts';
import { readOwnCheckpoint } from '../domain/signed-note.ts';
import { HASH_BYTES, hashesAtLevel, TILE_WIDTH, tilePath } from '../domain/tiles.ts';
import type { LogDestination } from '../log-destination.ts';
import { readEntryTile, readTile } from '../read-log.ts';
import { TreeReader } from '../store/tree-reader.ts';
import type { Checking } from './checking.ts';
import type { Step } from './finding.ts';

const READ = { readOnly: true } as const;

/** Compares every file of the static copies with the log: the checkpoint that was published there, hashes and entries. */
export async function* checkCopies(checking: Checking, from: Json): AsyncGenerator<Step> {
  // The cursor counts the tiles that are done.
  const done = typeof from === 'number' ? from : 0;
  let tiles = 0;
  for (const [at, destination] of checking.destinations.entries()) {
    const size = await copiedSize(checking, destination, at);
    if (size === undefined) continue;
    for (let level = 0; hashesAtLevel(level, size) > 0; level += 1) {
      const hashes = hashesAtLevel(level, size);
      for (let tile = 0; tile * TILE_WIDTH < hashes; tile += 1) {
        tiles += 1;
        if (tiles <= done) continue;
        await compareTile(checking, destination, {
          copy: at,
          level,
          tile,
          width: Math.min(TILE_WIDTH, hashes - tile * TILE_WIDTH),
        });
        yield { cursor: tiles, looked: 1 };
      }
    }
  }
}

async function copiedSize(checking: Checking, destination: LogDestination, copy: number): Promise<number | undefined> {
  const { context, database } = checking;
  const bytes = await destination.read('checkpoint').catch(() => undefined);
  if (bytes === undefined) return undefined;
  const keys = context.service.signingKeys.map(({ publicKey }) => publicKey);
  const read = readOwnCheckpoint(bytes.toString('utf8'), context.origin, keys);
  if (typeof read === 'string') {
    checking.found({
      what: 'copy-differs',
      at: `copy ${copy}: checkpoint`,
      expected: 'a checkpoint of this log',
      found: read,
    });
    return undefined;
  }
  const root = await database
    .transaction((tx) => new TreeReader(tx).root(read.size), READ)
    .then((found) => found.toString('base64url'))
    // The tiles do not reach so far.
    .catch(() => 'a smaller log');
  const expected = read.root.toString('base64url');
  if (root !== expected) {
    checking.found({ what: 'copy-differs', at: `copy ${copy}: checkpoint ${read.size}`, expected, found: root });
    return undefined;
  }
  return read.size;
}

async function compareTile(
  checking: Checking,
  destination: LogDestination,
  { copy, level, tile, width }: { copy: number; level: number; tile: number; width: number },
): Promise<void> {
  const { database } = checking;
  const path = tilePath(tile) + (width === TILE_WIDTH ? '' : `.p/${width}`);
  const compare = async (name: string, own: () => Promise<Buffer>) => {
    const copied = await destination.read(name).catch(() => undefined);
    const bytes = await own().catch(() => Buffer.alloc(0));
    if (copied?.equals(bytes) === true) return;
    let differ = 0;
    while (copied !== undefined && differ < Math.min(copied.length, bytes.length) && copied[differ] === bytes[differ])
      differ += 1;
    checking.found({
      what: 'copy-differs',
      at: `copy ${copy}: ${name}`,
      expected: copied === undefined ? 'a file' : copied.toString('base64url', differ, differ + HASH_BYTES),
      found:
        copied === undefined
          ? 'none'
          : `${bytes.toString('base64url', differ, differ + HASH_BYTES)} from byte ${differ}`,
    });
  };
  await compare(`tile/${level}/${path}`, () => database.transaction((tx) => readTile(tx, String(level), path), READ));
  if (level === 0)
    await compare(`tile/entries/${path}`, () => database.transaction((tx) => readEntryTile(tx, path), READ));
}
