import type { Json } from '../../../platform/crypto/index.ts';
import { HASH_BYTES, hashesAtLevel, TILE_WIDTH } from '../domain/tiles.ts';
import { TreeFold } from '../domain/tree-fold.ts';
import { latestCheckpoint } from '../store/log.ts';
import { AT_ONE_MOMENT, type Checking } from './checking.ts';
import type { Step } from './finding.ts';
import { compareTiles, SPAN_LEAVES } from './hash-span.ts';
import { type Span, SpanWorkers } from './span-workers.ts';

const SPAN_HEIGHT = 16;

/**
 * Computes the whole tree again from the texts of the entries and compares it with every stored hash and with the root of every checkpoint ever
 * signed. The cursor holds the roots of the spans that are done.
 */
export async function* checkTree(checking: Checking, from: Json): AsyncGenerator<Step> {
  const { size, database, settings } = checking;
  const roots: string[] = [];
  const fold = new TreeFold();
  const done = Buffer.from(typeof from === 'string' ? from : '', 'base64url');
  for (let at = 0; at < done.length; at += HASH_BYTES) {
    roots.push(done.toString('latin1', at, at + HASH_BYTES));
    fold.add(roots.at(-1) ?? '', SPAN_HEIGHT);
  }
  const workers = new SpanWorkers(database, settings.connection, settings.threads);
  try {
    for await (const { span, hashes } of workers.hashes(spansFrom(roots.length * SPAN_LEAVES, size))) {
      for (const fault of hashes.faults) checking.found({ ...fault, at: String(fault.at) });
      for (const { size: at, right, root } of hashes.checkpoints) {
        const computed = fold.fold(right);
        if (computed !== root) checking.found(rootFinding(at, root, computed));
      }
      for (const { height, hash } of hashes.rim) fold.add(hash, height);
      const looked = span.end - span.first;
      const full = looked === SPAN_LEAVES;
      if (full) roots.push(hashes.rim[0]?.hash ?? '');
      // Only full spans are gone on from; the last one is soon done again.
      yield { cursor: full ? Buffer.from(roots.join(''), 'latin1').toString('base64url') : null, looked };
    }
  } finally {
    await workers.close();
  }
  await compareUpperTiles(checking, roots);
  await lookBeyond(checking);
}

function* spansFrom(start: number, size: number): Generator<Span> {
  for (let first = start; first < size; first += SPAN_LEAVES) yield { first, end: Math.min(first + SPAN_LEAVES, size) };
}

function rootFinding(size: number, expected: string, found: string) {
  return {
    what: 'root-differs',
    at: String(size),
    expected: Buffer.from(expected, 'latin1').toString('base64url'),
    found: Buffer.from(found, 'latin1').toString('base64url'),
  };
}

// The levels above a span: few, so that they are compared at once.
async function compareUpperTiles(checking: Checking, spans: readonly string[]): Promise<void> {
  let level = 2;
  for (let hashes = spans; hashes.length > 0; level += 1) {
    const bytes = Buffer.from(hashes.join(''), 'latin1');
    const faults = await checking.database.transaction((tx) => compareTiles(tx, level, 0, bytes), { readOnly: true });
    for (const fault of faults) checking.found({ ...fault, at: String(fault.at) });
    const fold = new TreeFold(8);
    for (const hash of hashes) fold.add(hash);
    hashes = fold.kept;
  }
}

// What stands behind the end of the newest checkpoint was never signed.
async function lookBeyond(checking: Checking): Promise<void> {
  await checking.database.transaction(async (tx) => {
    const size = (await latestCheckpoint(tx))?.size ?? 0;
    const places = await tx.query<{ index: number }>(
      'select index from evidence.place where index >= $1 order by index limit 5',
      [size],
    );
    for (const { index } of places)
      checking.found({
        what: 'place-beyond',
        at: String(index),
        expected: `no place from ${size} on`,
        found: 'a place',
      });
    const lost = await tx.query<{ index: number; seq: number }>(
      `select place.index, place.seq from evidence.place
        where not exists (select from evidence.pack where pack.seq = place.seq) order by place.index limit 5`,
    );
    for (const { index, seq } of lost)
      checking.found({ what: 'entry-missing', at: String(index), expected: `evidence.pack ${seq}`, found: 'nothing' });
    const tiles = await tx.query<{ level: number; index: number; bytes: number }>(
      'select level, max(index) as index, sum(octet_length(hashes))::bigint as bytes from evidence.tile group by level order by level',
    );
    for (const { level, bytes } of tiles) {
      const expected = hashesAtLevel(level, size) * HASH_BYTES;
      if (bytes > expected)
        checking.found({
          what: 'tile-beyond',
          at: `evidence.tile ${level}`,
          expected: `${expected} bytes`,
          found: `${bytes} bytes, tiles of ${TILE_WIDTH}`,
        });
    }
  }, AT_ONE_MOMENT);
}
