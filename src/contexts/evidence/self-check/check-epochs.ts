import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../../../platform/database/index.ts';
import { growPage, RECORD_BYTES, writeRecord } from '../domain/map-page.ts';
import { rootOfTop, topOf } from '../domain/map-top.ts';
import { openRow } from '../read-receipt.ts';
import { findEntries } from '../store/entries.ts';
import { type EpochRow, holdMap, latestEpoch } from '../store/epochs.ts';
import { readPages, readTop } from '../store/map-pages.ts';
import { taggedEntries } from '../store/tagged-entries.ts';
import type { Checking } from './checking.ts';
import type { Step } from './finding.ts';

const READING = { reading: true } as const;
const PAGES = 256;
const TAGGED = 16_384;

/**
 * Compares every epoch's row with its entry, computes the newest map again from its leaves, and compares the leaves with the tags in the log. Earlier
 * states of the map are in the newest one; that each of them was true when it was committed to is in their entries.
 */
export async function* checkEpochs(checking: Checking): AsyncGenerator<Step> {
  const { database } = checking;
  await database.transaction((tx) => checkRows(checking, tx), { readOnly: true });
  yield { cursor: null, looked: 1 };
  // The pages must stay those of one epoch while they are read.
  await database.transaction(async (tx) => {
    await holdMap(tx);
    const epoch = await latestEpoch(tx);
    if (epoch === undefined) return;
    const stored = await checkPages(checking, tx, epoch);
    const tagged = await sumOfTagged(tx, epoch.size);
    if (!stored.equals(tagged))
      checking.found({
        what: 'map-leaves',
        at: `evidence.map_run, epoch ${epoch.number}`,
        expected: `the ${tagged.count} tagged entries below ${epoch.size}`,
        found: `${stored.count} leaves, or others`,
      });
  }, READING);
  yield { cursor: null, looked: 1 };
}

async function checkRows(checking: Checking, tx: Tx): Promise<void> {
  const rows = await tx.query<EpochRow>(
    'select number, size, count, root, depth, entry, time from evidence.epoch order by number',
  );
  const entries = new Map(
    (
      await findEntries(
        tx,
        rows.map(({ entry }) => entry),
      )
    ).map((row) => [row.id, row]),
  );
  for (const [at, row] of rows.entries()) {
    if (row.number !== at + 1)
      checking.found({
        what: 'epoch-missing',
        at: `evidence.epoch ${at + 1}`,
        expected: String(at + 1),
        found: String(row.number),
      });
    const entry = entries.get(row.entry);
    if (entry === undefined) continue;
    const expected = JSON.stringify(payloadOf(checking, entry));
    const { count, size } = row;
    const found = JSON.stringify({ count, root: row.root.toString('base64url'), size, v: 1 });
    if (expected !== found)
      checking.found({ what: 'record-changed', at: `evidence.epoch ${row.number}`, expected, found });
  }
}

function payloadOf(checking: Checking, row: Parameters<typeof openRow>[1]) {
  try {
    return openRow(checking.context, row, undefined).payload;
  } catch {
    // Told by the part that opens every opening.
    return 'unreadable';
  }
}

/** How many leaves, and the sum of their records, in whatever order they come. */
class Sum {
  count = 0;
  // Sums of 16-bit words, exact up to 2^53: enough to tell that something was left out, put in or changed. What somebody would have to forge is the
  // root, which is computed from the very same records.
  readonly #words = new Float64Array(RECORD_BYTES / 2);

  add(records: Buffer): void {
    for (let at = 0; at + RECORD_BYTES <= records.length; at += RECORD_BYTES) {
      for (let word = 0; word < RECORD_BYTES / 2; word += 1)
        this.#words[word] = (this.#words[word] ?? 0) + records.readUInt16BE(at + word * 2);
      this.count += 1;
    }
  }

  equals(other: Sum): boolean {
    return this.count === other.count && this.#words.every((word, at) => word === other.#words[at]);
  }
}

async function checkPages(checking: Checking, tx: Tx, epoch: EpochRow): Promise<Sum> {
  const { depth } = epoch;
  const sum = new Sum();
  const top = await readTop(tx, depth);
  for (let first = 0; first < 2 ** depth; first += PAGES) {
    const numbers = Array.from({ length: Math.min(PAGES, 2 ** depth - first) }, (_, at) => first + at);
    const pages = await readPages(tx, depth, numbers);
    for (const number of numbers) {
      const page = pages.get(number);
      const records = page?.records ?? Buffer.alloc(0);
      sum.add(records);
      const grown = safely(() => growPage(depth, Buffer.alloc(0), undefined, records));
      const same =
        grown !== undefined &&
        grown.hash === top.hashes[number] &&
        grown.leaves === top.leaves[number] &&
        (page === undefined || grown.buckets.equals(page.buckets));
      if (!same)
        checking.found({
          what: 'map-changed',
          at: `evidence.map_page ${number}`,
          expected: 'the hashes of its leaves',
          found: 'others',
        });
    }
    await setImmediate();
  }
  const root = Buffer.from(rootOfTop(topOf(top)), 'latin1');
  if (!root.equals(epoch.root))
    checking.found({
      what: 'map-root',
      at: `evidence.epoch ${epoch.number}`,
      expected: epoch.root.toString('base64url'),
      found: root.toString('base64url'),
    });
  return sum;
}

function safely<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

async function sumOfTagged(tx: Tx, size: number): Promise<Sum> {
  const sum = new Sum();
  for (let from = 0; from < size; ) {
    const { indexes, tags, leafHashes } = await taggedEntries(tx, from, size, TAGGED);
    const records = Buffer.alloc(indexes.length * RECORD_BYTES);
    for (const [at, index] of indexes.entries()) writeRecord(records, at, { tags, leafHashes, tagAt: at * 32, index });
    sum.add(records);
    if (indexes.length < TAGGED) break;
    from = (indexes.at(-1) ?? 0) + 1;
    await setImmediate();
  }
  return sum;
}
