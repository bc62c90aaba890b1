import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { Database, type MigrationSet } from '../database/index.ts';
import type { Logger } from '../logging.ts';
import { lockDirectory } from '../postgres/directory-lock.ts';
import { discardCluster } from '../postgres/discard-cluster.ts';
import { startEmbeddedPostgres } from '../postgres/start-embedded-postgres.ts';
import { notEmpty } from './backup-failures.ts';
import { syncDirectory } from './backup-file.ts';
import { type ImportResult, importDatabase } from './import-database.ts';

const SCRATCH = 'restoring';
const CLUSTER = 'cluster';

/** Where a data backup goes: a data directory that is empty but for its keys and journal. */
export interface RestoreTarget {
  /** ZHINUO_DATA. */
  readonly dataDirectory: string;
  /** ZHINUO_KEYS. */
  readonly keysDirectory: string;
  /** ZHINUO_JOURNAL, which may lie in the data directory too. */
  readonly journalDirectory?: string;
  readonly sets: readonly MigrationSet[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Runs on the whole database before it is put into place. */
  readonly afterwards?: (database: Database) => Promise<void>;
}

/**
 * Restores opened content into a new embedded database:
 * 1. the directory is locked and must hold nothing but the keys and the journal (and what an earlier, cut-off restore left);
 * 2. the database is made and filled aside;
 * 3. its cluster is renamed into place when it is complete, so that a server never starts on half of it.
 * Throws `backup.not-empty`, `postgres.directory-in-use` and what `importDatabase` throws.
 */
export async function restoreData(target: RestoreTarget, content: AsyncIterable<Uint8Array>): Promise<ImportResult> {
  mkdirSync(target.dataDirectory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(target.dataDirectory);
  const scratch = join(target.dataDirectory, SCRATCH);
  try {
    assertEmpty(target);
    discardCluster(scratch);
    const result = await fill(target, scratch, content);
    renameSync(join(scratch, CLUSTER), join(target.dataDirectory, CLUSTER));
    await syncDirectory(target.dataDirectory);
    return result;
  } finally {
    discardCluster(scratch);
    lock.release();
  }
}

function assertEmpty({ dataDirectory, keysDirectory, journalDirectory }: RestoreTarget): void {
  const allowed = [SCRATCH, 'zhinuo.lock'].map((name) => join(dataDirectory, name));
  const kept = new Set([...allowed, keysDirectory, journalDirectory]);
  const others = readdirSync(dataDirectory).filter((name) => !kept.has(join(dataDirectory, name)));
  if (others.length > 0) throw notEmpty(dataDirectory);
}

async function fill(target: RestoreTarget, scratch: string, content: AsyncIterable<Uint8Array>): Promise<ImportResult> {
  const server = await startEmbeddedPostgres({ dataDirectory: scratch, log: target.log });
  try {
    const database = new Database({ connection: server.connection, log: target.log, maxConnections: 2 });
    try {
      return await importDatabase({ ...target, database, content });
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
  }
}
