import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Clock } from '../platform/clock.ts';
import { Database, type DatabaseOptions, type MigrationSet, migrate } from '../platform/database/index.ts';
import { JobQueue } from '../platform/jobs/index.ts';
import { Journal } from '../platform/journal/index.ts';
import { type Keyring, openKeyring, rootKeyInFile, unsealFrom } from '../platform/keyring/index.ts';
import type { Logger } from '../platform/logging.ts';
import { lockDirectory } from '../platform/postgres/directory-lock.ts';
import { type EmbeddedPostgresHealth, startEmbeddedPostgres } from '../platform/postgres/start-embedded-postgres.ts';

const CONNECTIONS = 20;
/** Reading the tables, reading people as of another instant, and catching up at once, with one to spare for a short look. */
const GATE_CONNECTIONS = 4;
/** Renewing a lease and looking at those of others. */
const LEASE_CONNECTIONS = 2;

/** What the process holds on disk and in PostgreSQL. */
export interface Stores {
  readonly database: Database;
  /** A pool of its own for what the gate holds in memory, so that catching up waits for no request. */
  readonly gateDatabase: Database;
  /** A pool of its own for this server's lease; a statement in it fails when it takes longer than the lease. */
  readonly leaseDatabase: Database;
  readonly connection: DatabaseOptions['connection'];
  readonly jobs: JobQueue;
  readonly keyring: Keyring;
  readonly journal: Journal;
  /** The DuckDB file. */
  readonly analytics: string;
  /** Of the embedded PostgreSQL; undefined when the company runs its own. */
  health(): EmbeddedPostgresHealth | undefined;
  close(): Promise<void>;
}

/**
 * Takes the data directory for this process, starts or reaches PostgreSQL, brings its schemas forward and opens the keys. Throws a `Failure`
 * with code `postgres.…` or `keyring.…` when that can't be.
 */
export async function openStores(
  config: Config,
  clock: Clock,
  log: Logger,
  migrations: readonly MigrationSet[],
): Promise<Stores> {
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  const postgres = await openPostgres(config, log);
  const database = new Database({ connection: postgres.connection, log, maxConnections: CONNECTIONS });
  const gateDatabase = new Database({ connection: postgres.connection, log, maxConnections: GATE_CONNECTIONS });
  const leaseDatabase = new Database({
    connection: postgres.connection,
    log,
    maxConnections: LEASE_CONNECTIONS,
    timeoutMs: config.leaseSeconds * 1000,
  });
  try {
    const keyring = openKeyring({ directory: config.keysDirectory, clock });
    if (config.rootKeyFile !== undefined) await unsealFrom(keyring.vault, rootKeyInFile(config.rootKeyFile));
    await migrate(database, migrations);
    const jobs = new JobQueue(database, log);
    await jobs.migrate();
    const secret = keyring.service.key('journal');
    const journal = new Journal({ directory: config.journalDirectory, secret, database, clock, log });
    return {
      database,
      gateDatabase,
      leaseDatabase,
      connection: postgres.connection,
      jobs,
      keyring,
      journal,
      analytics: join(config.dataDirectory, 'analytics', 'events.duckdb'),
      health: postgres.health,
      async close() {
        await journal.flush();
        await leaseDatabase.close();
        await gateDatabase.close();
        await database.close();
        await postgres.stop();
      },
    };
  } catch (error) {
    await leaseDatabase.close();
    await gateDatabase.close();
    await database.close();
    await postgres.stop();
    throw error;
  }
}

async function openPostgres(config: Config, log: Logger) {
  if (config.databaseUrl === undefined) {
    const server = await startEmbeddedPostgres({ dataDirectory: config.dataDirectory, log });
    return { connection: server.connection, health: () => server.health(), stop: () => server.stop() };
  }
  // DuckDB's file and the uploads belong to one process, whoever runs PostgreSQL.
  const lock = lockDirectory(config.dataDirectory);
  return { connection: config.databaseUrl, health: () => undefined, stop: async () => lock.release() };
}
