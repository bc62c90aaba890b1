import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Json } from '../../../platform/crypto/index.ts';
import { checkpointBody, noteKeyId, readOwnCheckpoint } from '../domain/signed-note.ts';
import { signingKeys } from '../store/signing-keys.ts';
import { TreeReader } from '../store/tree-reader.ts';
import type { Checking } from './checking.ts';
import type { Step } from './finding.ts';

const PAGE = 500;
// RFC 8410: the SPKI form of an Ed25519 key is this prefix and the 32 bytes.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

interface Row {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  readonly time: Date;
  readonly previous: number;
  readonly newest: number | null;
}

/** Checks every checkpoint's row: the one before it, its note, its signatures, its time; then those that were kept elsewhere. */
export async function* checkCheckpoints(checking: Checking, from: Json): AsyncGenerator<Step> {
  const { context, database } = checking;
  const keys = await logKeys(checking);
  let previous = typeof from === 'number' ? from : 0;
  let before: Date | undefined;
  for (;;) {
    const rows = await database.transaction((tx) => page(tx, previous), { readOnly: true });
    for (const row of rows) {
      if (row.previous !== previous)
        checking.found({
          what: 'checkpoint-missing',
          at: String(row.previous),
          expected: `the one before ${row.size} is ${row.previous}`,
          found: String(previous),
        });
      checkTime(checking, row, before);
      const fault = noteFault(context.origin, keys, row);
      if (fault !== undefined)
        checking.found({ what: fault, at: String(row.size), expected: 'its signed note', found: row.note });
      previous = row.size;
      before = row.time;
    }
    if (rows.length === 0) break;
    yield { cursor: previous, looked: rows.length };
  }
  await checkOtherNotes(checking);
}

async function page(tx: Parameters<typeof signingKeys>[0], after: number): Promise<Row[]> {
  return tx.query<Row>(
    // The newest entry in it was made before it was signed.
    `select checkpoint.size, checkpoint.root, checkpoint.note, checkpoint.time, checkpoint.previous,
       (select pack.made from evidence.pack join evidence.place using (seq) where place.index < checkpoint.size
         order by place.index desc limit 1) as newest
      from evidence.checkpoint where size > $1 order by size limit ${PAGE}`,
    [after],
  );
}

/** Milliseconds that the clocks of two servers may differ by. */
const CLOCKS_DIFFER = 120_000;

function checkTime(checking: Checking, row: Row, before: Date | undefined): void {
  const earliest = Math.max(before?.getTime() ?? 0, row.newest ?? 0) - CLOCKS_DIFFER;
  const latest = checking.context.clock.now().getTime() + CLOCKS_DIFFER;
  const time = row.time.getTime();
  if (time >= earliest && time <= latest) return;
  const limit = new Date(time < earliest ? earliest : latest).toISOString();
  checking.found({ what: 'checkpoint-time', at: String(row.size), expected: limit, found: row.time.toISOString() });
}

type Keys = ReadonlyMap<string, KeyObject>;

// The keys of the ring, and those of the log's own order: after a restore of older keys they need not be the same.
async function logKeys({ context, database }: Checking): Promise<Keys> {
  const rows = await database.transaction(signingKeys, { readOnly: true });
  const all = [...context.service.signingKeys.map(({ publicKey }) => publicKey), ...rows.map((row) => row.publicKey)];
  return new Map(
    all.map((publicKey) => [
      noteKeyId(context.origin, publicKey).toString('hex'),
      createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' }),
    ]),
  );
}

function noteFault(origin: string, keys: Keys, { note, size, root }: Row): string | undefined {
  const body = checkpointBody(origin, size, root);
  if (!note.startsWith(`${body}\n`)) return 'note-differs';
  const lines = note.slice(body.length + 1).split('\n');
  const start = `— ${origin} `;
  // Every line is a signature by a key of the log, and the last one is ended.
  if (lines.pop() !== '' || lines.length === 0) return 'note-unsigned';
  const bytes = Buffer.from(body, 'utf8');
  const holds = (line: string): boolean => {
    const blob = Buffer.from(line.startsWith(start) ? line.slice(start.length) : '', 'base64');
    const key = keys.get(blob.toString('hex', 0, 4));
    return key !== undefined && blob.length === 68 && verify(null, bytes, key, blob.subarray(4));
  };
  return lines.every(holds) ? undefined : 'note-unsigned';
}

// What was published or kept outside the database must be a prefix of it, unless it was given up on the record (decision 0035).
async function checkOtherNotes(checking: Checking): Promise<void> {
  const { context, database, size, settings } = checking;
  const notes = (await settings.against.notes?.()) ?? [];
  if (notes.length === 0) return;
  const keys = context.service.signingKeys.map(({ publicKey }) => publicKey);
  await database.transaction(
    async (tx) => {
      const accepted = await tx.first<{ size: number | null }>(
        'select max(size) as size from evidence.accepted_set_back',
      );
      const reader = new TreeReader(tx);
      for (const note of notes) {
        const read = readOwnCheckpoint(note, context.origin, keys);
        if (typeof read === 'string') continue;
        if (read.size <= size && (await reader.root(read.size)).equals(read.root)) continue;
        // Another server may have merged since this check began.
        if (read.size > size && accepted?.size === null) {
          const row = await tx.first<{ root: Buffer }>('select root from evidence.checkpoint where size = $1', [
            read.size,
          ]);
          if (row?.root.equals(read.root) === true) continue;
        }
        if (read.size <= (accepted?.size ?? -1)) continue;
        checking.found({
          what: 'note-elsewhere',
          at: String(read.size),
          expected: read.root.toString('base64url'),
          found: read.size > size ? `a log of ${size} entries` : 'another tree',
        });
      }
    },
    { readOnly: true },
  );
}
