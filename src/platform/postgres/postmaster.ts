import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../logging.ts';
import { type PostgresCluster, ROLE, spawnPostmaster } from './postgres-cluster.ts';
import { didNotStart, diskFull } from './postgres-failures.ts';
import { clearOrphans } from './postgres-orphans.ts';

const LOOK_AGAIN_MS = 20;
const LONGEST_PAUSE_MS = 10_000;
const FAST_SHUTDOWN_MS = 60_000;
const KEPT_LINES = 20;
const PROBLEM = /^FATAL:|^PANIC:|No space left on device/;
// What a session is told while the server starts, stops or comes back: the restart itself is logged.
const PASSING = /^FATAL: {2}(the database system is|terminating connection due to)/;

/**
 * Only LOG, FATAL and PANIC reach the log, and terse: an ERROR quotes values ("Key (mobile)=(…) already exists"), and the statement's own
 * caller is told of it anyway.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** The server process and its supervision. */
export class Postmaster {
  readonly #cluster: PostgresCluster;
  readonly #log: Logger;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #lines: string[] = [];
  readonly #onNodeExit = () => this.#child?.kill('SIGINT');
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();
  #restarting: Promise<void> | undefined;
  #wasReady = false;
  #restarts = 0;
  #lastProblem: string | undefined;

  constructor(cluster: PostgresCluster, log: Logger, settings: Readonly<Record<string, string>>) {
    this.#cluster = cluster;
    this.#log = log;
    this.#settings = { ...SETTINGS, ...settings, unix_socket_directories: cluster.socketArgument };
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  state(): { running: boolean; restarts: number; lastProblem: string | undefined } {
    return { running: this.#child !== undefined, restarts: this.#restarts, lastProblem: this.#lastProblem };
  }

  /** Starts the server and returns when it answers; throws `postgres.did-not-start` or `postgres.disk-full`. */
  async start(): Promise<void> {
    const found = await clearOrphans(this.#cluster);
    if (found !== 'nothing') this.#log.warn({ found }, 'cleared what an earlier PostgreSQL left behind');
    process.once('exit', this.#onNodeExit);
    try {
      this.#launch();
      await this.#answers();
    } catch (error) {
      process.off('exit', this.#onNodeExit);
      throw error;
    }
    this.#log.info({ version: this.#cluster.binaries.version, pid: this.pid }, 'embedded PostgreSQL is ready');
  }

  /** Fast shutdown: sessions are ended, their transactions rolled back, a checkpoint is written. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    process.off('exit', this.#onNodeExit);
    await this.#shutDown();
    await this.#restarting;
    // A restart that was under way may have launched once more before it saw that we stop.
    await this.#shutDown();
  }

  async #shutDown(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGQUIT'), FAST_SHUTDOWN_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #launch(): void {
    const child = spawnPostmaster(this.#cluster, this.#settings);
    this.#child = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.#hear(line));
    this.#ended = new Promise((resolve) => {
      // 'close' and not 'exit': its last lines are read, and no child still holds the log.
      child.once('close', (code, signal) => {
        this.#child = undefined;
        resolve();
        this.#onEnd(code, signal);
      });
      child.once('error', (error) => {
        this.#hear(`FATAL:  ${error.message}`);
        if (child.pid === undefined) {
          this.#child = undefined;
          resolve();
        }
      });
    });
  }

  #hear(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    if (PROBLEM.test(line) && !PASSING.test(line)) {
      this.#lastProblem = line;
      this.#log.error({ postgres: line }, 'PostgreSQL reports a problem');
    } else this.#log.debug({ postgres: line }, 'PostgreSQL');
  }

  #onEnd(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#stopping.signal.aborted || !this.#wasReady) return;
    this.#wasReady = false;
    this.#log.error({ code, signal }, 'PostgreSQL ended without being asked to; starting it again');
    this.#restarting = (this.#restarting ?? Promise.resolve()).then(() => this.#restart());
  }

  async #restart(): Promise<void> {
    for (let pause = 0; !this.#stopping.signal.aborted; pause = Math.min(LONGEST_PAUSE_MS, pause * 2 + 100)) {
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return;
      try {
        await clearOrphans(this.#cluster);
        this.#launch();
        await this.#answers();
        this.#restarts += 1;
        this.#log.warn({ pid: this.pid, restarts: this.#restarts }, 'PostgreSQL is running again');
        return;
      } catch (error) {
        this.#log.error({ err: { message: (error as Error).message } }, 'PostgreSQL did not start again');
      }
    }
  }

  // Recovery after a crash may take long: as long as the process lives, we wait.
  async #answers(): Promise<void> {
    this.#lines.length = 0;
    for (;;) {
      if (this.#child === undefined) throw this.#whyNot();
      if (this.#saysReady() && (await canConnect(this.#cluster.socketDirectory))) break;
      await delay(LOOK_AGAIN_MS);
    }
    this.#wasReady = true;
  }

  // Line 8 of its pid file. Asking by connecting alone would fill its log with refusals.
  #saysReady(): boolean {
    try {
      return readFileSync(join(this.#cluster.directory, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready';
    } catch {
      return false;
    }
  }

  #whyNot(): Error {
    const said = this.#lines.join(' ');
    return said.includes('No space left on device') ? diskFull(this.#cluster.directory) : didNotStart(said);
  }
}

async function canConnect(host: string): Promise<boolean> {
  const client = new Client({ host, port: 5432, user: ROLE, database: 'postgres', connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    await client.end();
    return true;
  } catch {
    // Not awaited: `end` of a connection that was cut while it was made may never settle.
    client.end().catch(() => undefined);
    return false;
  }
}
