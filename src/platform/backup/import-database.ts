import type { Clock } from '../clock.ts';
import { copyIn, type Database, type MigrationSet, migrate, readMigrations, type Tx } from '../database/index.ts';
import { newId } from '../ids.ts';
import { JobQueue } from '../jobs/index.ts';
import type { Logger } from '../logging.ts';
import { backupDamaged, notEmpty, otherProgram } from './backup-failures.ts';
import { decodeFrames, type Frame, frameJson, type Manifest, type TableStart } from './backup-frames.ts';
import { listTables, qualified, quoted, setStableText } from './export-database.ts';
import { markRestored } from './restoration.ts';

/** What a restore needs. */
export interface ImportOptions {
  readonly database: Database;
  readonly sets: readonly MigrationSet[];
  readonly content: AsyncIterable<Uint8Array>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Runs last, on the whole database. */
  readonly afterwards?: (database: Database) => Promise<void>;
}

/** What a restore brought back. */
export interface ImportResult {
  readonly madeAt: Date;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Brings a backup back into an empty database:
 * 1. the schema as it was when the backup was made, by the very migrations it names (`backup.other-program` when they are not ours);
 * 2. all rows, the sequences, the mark that this is a restored database, and the queue parked, in one transaction: all of it or nothing;
 * 3. the migrations made since, and what the caller does `afterwards`.
 * Throws `backup.not-empty` and, at the latest with the last byte, `backup.damaged`.
 */
export async function importDatabase(options: ImportOptions): Promise<ImportResult> {
  const { database, sets, log } = options;
  const frames = decodeFrames(options.content);
  const manifest = await readManifest(frames);
  const empty = await database.transaction(async (tx) => (await listTables(tx)).length === 0);
  if (!empty) throw notEmpty('database');
  await assertKnown(manifest, sets);
  const recorded = new Set(manifest.migrations.map(({ context, number }) => `${context}/${number}`));
  await migrate(database, sets, (migration) => recorded.has(`${migration.context}/${migration.number}`));
  const queue = new JobQueue(database, log);
  await queue.migrate();
  const result = await database.transaction(async (tx) => {
    const loaded = await load(tx, frames);
    for (const sequence of manifest.sequences)
      await tx.execute('select setval($1::regclass, $2)', [qualified(sequence), sequence.value]);
    const madeAt = new Date(manifest.madeAt);
    await markRestored(tx, newId(options.clock), { restoredAt: options.clock.now(), backupMadeAt: madeAt });
    await queue.parkAll(tx, 'restored from a backup');
    return { madeAt, ...loaded };
  });
  await migrate(database, sets);
  await options.afterwards?.(database);
  return result;
}

/** Reads a backup to its last byte and checks that it is whole, without a database. Throws `backup.damaged`. */
export async function verifyContent(content: AsyncIterable<Uint8Array>): Promise<ImportResult> {
  const frames = decodeFrames(content);
  const manifest = await readManifest(frames);
  let rows = 0;
  for await (const frame of frames) {
    if (frame.type === 'E') rows += frameJson<{ rows: number }>(frame).rows;
    if (frame.type !== 'Z') continue;
    await assertOver(frames);
    return { madeAt: new Date(manifest.madeAt), tables: frameJson<{ tables: number }>(frame).tables, rows };
  }
  throw backupDamaged();
}

async function readManifest(frames: AsyncGenerator<Frame>): Promise<Manifest> {
  const first = await frames.next();
  if (first.done === true || first.value.type !== 'M') throw backupDamaged();
  return frameJson<Manifest>(first.value);
}

async function assertOver(frames: AsyncGenerator<Frame>): Promise<void> {
  // Asking for more also reads the sealed stream to its end, where a cut shows.
  if ((await frames.next()).done !== true) throw backupDamaged();
}

async function assertKnown(manifest: Manifest, sets: readonly MigrationSet[]): Promise<void> {
  const ours = new Map(
    (await readMigrations(sets)).map(({ context, number, checksum }) => [`${context}/${number}`, checksum]),
  );
  for (const { context, number, checksum } of manifest.migrations)
    if (ours.get(`${context}/${number}`) !== checksum) throw otherProgram(`${context}/${number}`);
}

async function load(tx: Tx, frames: AsyncGenerator<Frame>): Promise<{ tables: number; rows: number }> {
  await setStableText(tx);
  // Rows come in the order of table names and were consistent in one snapshot: foreign keys and triggers would only get in the way.
  await tx.execute('set local session_replication_role = replica');
  const known = new Map((await listTables(tx)).map((table) => [qualified(table), table]));
  await tx.execute(`truncate ${[...known.keys()].join(', ')}`);
  let [tables, rows] = [0, 0];
  for (;;) {
    const next = await frames.next();
    if (next.done === true) throw backupDamaged();
    if (next.value.type === 'Z') {
      if (frameJson<{ tables: number }>(next.value).tables !== tables) throw backupDamaged();
      await assertOver(frames);
      await tx.execute('set local session_replication_role = origin');
      return { tables, rows };
    }
    if (next.value.type !== 'T') throw backupDamaged();
    const table = frameJson<TableStart>(next.value);
    if (!known.has(qualified(table))) throw otherProgram(`${table.schema}.${table.name}`);
    rows += await loadTable(tx, table, frames);
    tables += 1;
  }
}

async function loadTable(tx: Tx, table: TableStart, frames: AsyncGenerator<Frame>): Promise<number> {
  let promised = -1;
  async function* rows(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = await frames.next();
      if (next.done === true) throw backupDamaged();
      if (next.value.type === 'E') {
        promised = frameJson<{ rows: number }>(next.value).rows;
        return;
      }
      if (next.value.type !== 'D') throw backupDamaged();
      yield next.value.payload;
    }
  }
  const columns = table.columns.map(quoted).join(', ');
  const copied = await copyIn(tx, `copy ${qualified(table)} (${columns}) from stdin`, rows());
  if (copied.rows !== promised) throw backupDamaged();
  return copied.rows;
}
