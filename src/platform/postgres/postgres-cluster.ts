import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, postgresAccount } from './postgres-account.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { didNotStart, directoryOutOfReach, diskFull, majorVersionDiffers } from './postgres-failures.ts';

/** The role and the database that the server uses; both are made on the first start. */
export const ROLE = 'zhinuo';
const VERSION_FILE = 'zhinuo-version.json';
// sun_path holds 108 bytes on Linux and 104 on macOS, one of them the closing zero.
const LONGEST_SOCKET_PATH = 103;
// A new cluster takes about 40 MB and a segment of the write-ahead log 16 MB.
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** A PostgreSQL data directory, made if it was not there, and how to run a program on it. */
export interface PostgresCluster {
  readonly directory: string;
  /** What `-D` must be for the account that runs the server. */
  readonly directoryArgument: string;
  readonly socketDirectory: string;
  /** What `unix_socket_directories` must be. */
  readonly socketArgument: string;
  readonly account: Account | undefined;
  readonly binaries: PostgresBinaries;
}

/**
 * Opens the cluster in `area/cluster`, making it when there is none. Throws `postgres.major-version-differs`, `postgres.disk-full`,
 * `postgres.directory-out-of-reach` and what finding the binaries and the account throws.
 */
export function openCluster(area: string, durable = true): PostgresCluster {
  const directory = join(area, 'cluster');
  const owner = existsSync(directory) ? statSync(directory) : undefined;
  const account = postgresAccount(owner);
  const binaries = findPostgresBinaries(account);
  if (freeBytes(area) < LEAST_FREE_BYTES) throw diskFull(area);
  if (owner === undefined) initialise(area, directory, binaries, account, durable);
  const found = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  if (found !== binaries.major) throw majorVersionDiffers(found, binaries.major);
  recordVersion(area, binaries);
  const directoryArgument = argumentFor(directory, account);
  return { directory, directoryArgument, account, binaries, ...socketDirectory(directory, account) };
}

/** Bytes that an unprivileged process may still write under `directory`. */
export function freeBytes(directory: string): number {
  const status = statfsSync(directory);
  return status.bavail * status.bsize;
}

// The version of the programs that last opened the directory; PostgreSQL itself records only the major one.
function recordVersion(area: string, binaries: PostgresBinaries): void {
  const text = `${JSON.stringify({ postgresql: binaries.version })}\n`;
  const path = join(area, VERSION_FILE);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text, { mode: 0o600 });
}

// A crash in the middle of initdb must leave nothing that looks like a cluster: it is made aside and renamed when complete.
function initialise(
  area: string,
  directory: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
  durable: boolean,
): void {
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  chmodSync(draft, 0o700);
  if (account !== undefined) chownSync(draft, account.uid, account.gid);
  const options = ['--encoding=UTF8', '--locale=C', '--auth-local=trust', '--auth-host=reject', `--username=${ROLE}`];
  if (!durable) options.push('--no-sync');
  const run = spawnSync(
    join(binaries.root, 'bin', 'initdb'),
    ['-D', argumentFor(draft, account), ...options, '--no-instructions'],
    { ...account, cwd: draft, env: programEnvironment(), encoding: 'utf8' },
  );
  if (run.status === 0) {
    renameSync(draft, directory);
    return;
  }
  rmSync(draft, { recursive: true, force: true });
  const said = `${run.error?.message ?? ''}${run.stderr ?? ''}`;
  if (said.includes('No space left on device')) throw diskFull(area);
  throw didNotStart(said.trim().split('\n').slice(-3).join(' '));
}

/** The environment of PostgreSQL's programs: nothing of ours (keys are in it), nothing that PG* variables could change. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * An account that may not enter a folder above the cluster can still work in it when it is put there: on Linux `/proc/self/cwd` leads to the
 * working directory without walking the path. We run every program with the cluster as its working directory.
 */
function argumentFor(directory: string, account: Account | undefined): string {
  if (account === undefined || canEnter(directory, account)) return directory;
  if (!existsSync('/proc/self/cwd')) throw directoryOutOfReach(directory);
  return '/proc/self/cwd';
}

function canEnter(directory: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...account, cwd: '/', env: {} }).status === 0;
}

// The cluster itself is private (0700) and so is a socket in it; only when that path is too long for a socket is another place needed.
function socketDirectory(
  directory: string,
  account: Account | undefined,
): { socketDirectory: string; socketArgument: string } {
  if (Buffer.byteLength(join(directory, '.s.PGSQL.5432.lock')) <= LONGEST_SOCKET_PATH)
    return { socketDirectory: directory, socketArgument: '.' };
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const owner = account?.uid ?? process.getuid?.() ?? 0;
  let place = join(tmpdir(), `zhinuo-${digest}`);
  if (existsSync(place)) {
    // Threat: somebody else made it first to listen in our place.
    const status = lstatSync(place);
    if (!status.isDirectory() || status.uid !== owner || (status.mode & 0o077) !== 0)
      place = mkdtempSync(join(tmpdir(), 'zhinuo-'));
  } else mkdirSync(place, { mode: 0o700 });
  chmodSync(place, 0o700);
  if (account !== undefined) chownSync(place, account.uid, account.gid);
  return { socketDirectory: place, socketArgument: place };
}

/** Starts the server program on `cluster` in a process group of its own, so that a terminal's Ctrl-C reaches only us. */
export function spawnPostmaster(cluster: PostgresCluster, settings: Readonly<Record<string, string>>) {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(join(cluster.binaries.root, 'bin', 'postgres'), ['-D', cluster.directoryArgument, ...options], {
    ...cluster.account,
    cwd: cluster.directory,
    env: programEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
}
