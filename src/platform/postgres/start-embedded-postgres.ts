import { mkdirSync, realpathSync } from 'node:fs';
import { Client } from 'pg';
import type { Logger } from '../logging.ts';
import { lockDirectory } from './directory-lock.ts';
import { freeBytes, openCluster, type PostgresCluster, ROLE } from './postgres-cluster.ts';
import { diskFull } from './postgres-failures.ts';
import { Postmaster } from './postmaster.ts';

/** Where a client finds the server: fields of a `pg` connection over the unix socket. */
export interface EmbeddedPostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** What an operator should know; `lastProblem` is PostgreSQL's own last FATAL or PANIC line. */
export interface EmbeddedPostgresHealth {
  readonly running: boolean;
  /** How often the server had to be started again since it died without being asked to. */
  readonly restarts: number;
  /** Bytes still free on the disk of the data directory. */
  readonly freeBytes: number;
  readonly lastProblem: string | undefined;
}

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  readonly connection: EmbeddedPostgresConnection;
  /** The same as a URL that `pg` and libpq understand. */
  readonly url: string;
  /** For example "18.4". */
  readonly version: string;
  /** The process id of the postmaster; undefined while it is being restarted. */
  readonly pid: number | undefined;
  health(): EmbeddedPostgresHealth;
  /** Shuts the server down in order (open transactions are rolled back) and lets the directory go. */
  stop(): Promise<void>;
}

/** What to start. */
export interface EmbeddedPostgresOptions {
  /** Held by one process at a time; made if missing. The cluster is a folder in it. */
  readonly dataDirectory: string;
  readonly log: Logger;
  /** PostgreSQL settings on top of ours, for example `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The database to make and to name in `connection`; "zhinuo" unless told. */
  readonly database?: string;
}

/**
 * Starts the PostgreSQL of the npm package on `dataDirectory` and keeps it running: it is started again when it dies. Throws a `Failure`
 * with code `postgres.…` when the directory is in use, was made by another major version, the disk is full, or the machine can't run it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  const area = realpathSync(options.dataDirectory);
  const lock = lockDirectory(area);
  try {
    const cluster = openCluster(area, options.settings?.['fsync'] !== 'off');
    const postmaster = new Postmaster(cluster, options.log, options.settings ?? {});
    await postmaster.start();
    const connection = {
      host: cluster.socketDirectory,
      port: 5432,
      user: ROLE,
      database: options.database ?? ROLE,
    };
    await ensureDatabase(connection).catch(async (error: unknown) => {
      await postmaster.stop();
      throw error;
    });
    return running(cluster, postmaster, connection, () => lock.release());
  } catch (error) {
    lock.release();
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? diskFull(area) : error;
  }
}

function running(
  cluster: PostgresCluster,
  postmaster: Postmaster,
  connection: EmbeddedPostgresConnection,
  release: () => void,
): EmbeddedPostgres {
  const place = `host=${encodeURIComponent(connection.host)}&port=${connection.port}&user=${connection.user}`;
  return {
    connection,
    url: `postgresql:///${connection.database}?${place}`,
    version: cluster.binaries.version,
    get pid() {
      return postmaster.pid;
    },
    health: () => ({ ...postmaster.state(), freeBytes: freeBytes(cluster.directory) }),
    async stop() {
      await postmaster.stop();
      release();
    },
  };
}

async function ensureDatabase(connection: EmbeddedPostgresConnection): Promise<void> {
  const client = new Client({ ...connection, database: 'postgres' });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [connection.database]);
    if (found.rowCount === 0)
      await client.query(`create database ${client.escapeIdentifier(connection.database)} template template0`);
  } finally {
    await client.end();
  }
}
