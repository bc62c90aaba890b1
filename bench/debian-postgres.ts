import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { postgresAccount } from '../src/platform/postgres/postgres-account.ts';

const PROGRAMS = '/usr/lib/postgresql/15/bin';
const STANDS_BY_MS = 200;
const MOST_TRIES = 300;

/** A PostgreSQL that was started for a bench. */
export interface StartedPostgres {
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  stop(): Promise<void>;
}

/**
 * Starts Debian's PostgreSQL 15 on a new cluster in a folder of its own, heard on a socket there alone; undefined where it is not installed
 * (`apt-get install postgresql-15`, as `.ci/run` does).
 */
export async function startDebianPostgres(
  settings: Readonly<Record<string, string>>,
): Promise<StartedPostgres | undefined> {
  if (!existsSync(join(PROGRAMS, 'initdb'))) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-postgres-15-'));
  // PostgreSQL does not run as root.
  const account = process.getuid?.() === 0 ? postgresAccount(undefined) : undefined;
  if (account !== undefined) chownSync(directory, account.uid, account.gid);
  const as = { cwd: directory, ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }) };
  const data = join(directory, 'data');
  const made = spawnSync(
    join(PROGRAMS, 'initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    {
      ...as,
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const all = { listen_addresses: '', unix_socket_directories: directory, ...settings };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(PROGRAMS, 'postgres'), ['-D', data, ...options], { ...as, stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const connection = { host: directory, port: 5432, user: 'bench', database: 'postgres' };
  await answers(connection);
  return {
    connection,
    async stop() {
      server.kill('SIGINT');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function answers(connection: StartedPostgres['connection']): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const client = new Client(connection);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, STANDS_BY_MS));
    }
  }
}
