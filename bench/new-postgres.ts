import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { postgresAccount } from '../src/platform/postgres/postgres-account.ts';

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
  /** The same as a URL. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Which programs run it, how it is set, and what its processes find in their environment besides. */
export interface NewPostgres {
  /** The folder of `initdb` and `postgres`. */
  readonly programs: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a PostgreSQL on a new cluster in a folder of its own, heard on a socket there alone. */
export async function startNewPostgres({
  programs,
  settings = {},
  environment = {},
}: NewPostgres): Promise<StartedPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-postgres-'));
  // PostgreSQL does not run as root.
  const account = process.getuid?.() === 0 ? postgresAccount(undefined) : undefined;
  if (account !== undefined) chownSync(directory, account.uid, account.gid);
  const as = { cwd: directory, ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }) };
  const data = join(directory, 'data');
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    { ...as, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const all = { listen_addresses: '', unix_socket_directories: directory, ...settings };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...options], {
    ...as,
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const connection = { host: directory, port: 5432, user: 'bench', database: 'postgres' };
  await answers(connection);
  return {
    connection,
    url: `postgresql:///postgres?host=${encodeURIComponent(directory)}&port=5432&user=bench`,
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
