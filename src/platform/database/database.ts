import { Socket } from 'node:net';
import pg from 'pg';
import type { Logger } from '../logging.ts';
import { CopySocket } from './copy-socket.ts';
import { rowTypes } from './row-types.ts';
import type { QueryRunner } from './statement-group.ts';
import { transactionWitness } from './transaction-witness.ts';
import { Tx } from './tx.ts';

export interface DatabaseOptions {
  /** A postgres:// URL, or the fields of a connection over a unix socket. */
  readonly connection: string | { host: string; port?: number; user: string; database: string; password?: string };
  readonly log: Logger;
  /** Most connections at once; 10 unless told. */
  readonly maxConnections?: number;
  /** Milliseconds after which a statement, or getting a connection, fails and its connection is given up; never unless told. Not with COPY. */
  readonly timeoutMs?: number;
}

export interface TransactionOptions {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
  /**
   * Lets several statements that nobody waits for be under way at once. COPY can't run in such a transaction. What is only read so is not framed:
   * each statement sees what was committed when it began, as within any transaction of read committed, and nothing waits for a commit of nothing.
   */
  readonly pipelined?: boolean;
  /** For what reads much by `copyRows`: on one of a few connections that receive into a buffer of their own. */
  readonly reading?: boolean;
  /** Milliseconds after which a statement fails and the connection is given up: the network may have gone without a word. Not with COPY. */
  readonly timeoutMs?: number;
  /** Told of how far the commit is. */
  readonly progress?: CommitProgress;
}

/** `inDoubt` is true from when the commit is sent, unless PostgreSQL has said that it rolled back. */
export interface CommitProgress {
  inDoubt: boolean;
}

/** Connections for pipelined transactions: only group commits use them, two batches at a time each. */
const PIPELINES = 4;
/** Connections for what is only read in groups: two batches at a time. */
const LOOKERS = 2;
/** Connections for `reading` transactions: the making of an epoch, a self-check. */
const READERS = 3;

const RETRYABLE = new Set(['40001', '40P01']);
const MOST_TRIES = 4;

/** PostgreSQL behind one pool. All access goes through `transaction`, so that an act and its evidence commit together. */
export class Database {
  readonly pool: pg.Pool;
  readonly #pipelines: pg.Pool;
  /** Connections of pipelined reading, which refuse to write. */
  readonly #lookers: pg.Pool;
  /** The connections of `reading` transactions. */
  readonly readers: pg.Pool;

  constructor(options: DatabaseOptions) {
    const connection =
      typeof options.connection === 'string' ? { connectionString: options.connection } : options.connection;
    const { timeoutMs } = options;
    const limits = timeoutMs === undefined ? {} : { query_timeout: timeoutMs, connectionTimeoutMillis: timeoutMs };
    const common = { ...connection, ...limits, types: rowTypes, application_name: 'zhinuo' };
    this.pool = new pg.Pool({ ...common, max: options.maxConnections ?? 10 });
    this.#pipelines = new pg.Pool({ ...common, max: PIPELINES, pipeline: true });
    this.#lookers = new pg.Pool({ ...common, max: LOOKERS, pipeline: true });
    this.readers = new pg.Pool({ ...common, max: READERS, stream: readingStream });
    // Without listeners, a server that goes away emits 'error' on a client, idle or in use, and kills the process. Whoever uses the client
    // gets the same error from its query.
    const lost = (error: Error) => options.log.warn({ err: { message: error.message } }, 'database connection lost');
    for (const pool of [this.pool, this.#pipelines, this.#lookers, this.readers]) {
      pool.on('error', lost);
      pool.on('connect', (client) => client.on('error', lost));
    }
    // Batches of all sizes share a plan; planning each anew costs more than it saves. Everything there is looked up by key: a plan that was made
    // while a table was small must not read it whole when it has grown. Where such a plan reads a small one whole all the same, it looks so dear to
    // PostgreSQL before 18 that it would compile it: 95 ms for one that takes one.
    const lasting = 'set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off';
    this.#pipelines.on('connect', (client) => {
      client.query(lasting).catch(lost);
    });
    this.#lookers.on('connect', (client) => {
      client.query(`${lasting}; set default_transaction_read_only = on`).catch(lost);
    });
  }

  /**
   * Runs `work` in one transaction and commits; rolls back on any throw. A serialization failure or deadlock is retried (so `work` may
   * run again: it must act on nothing but the transaction). `tx.afterCommit` hooks run after the commit, in order.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      if (options.progress !== undefined) options.progress.inDoubt = false;
      try {
        return await this.#once(work, options, attempt === 1);
      } catch (error) {
        const code = (error as { code?: unknown }).code;
        if (attempt >= MOST_TRIES || typeof code !== 'string' || !RETRYABLE.has(code)) throw error;
      }
    }
  }

  /** Rows of one statement, a transaction of its own: for the process's own bookkeeping, never for acts. */
  async statement<Row>(text: string, values: unknown[], name: string): Promise<Row[]> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      return (await client.query({ text, values, name })).rows as Row[];
    } catch (error) {
      // An answer that comes after all must not be taken for that of the next statement.
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async #once<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions, firstTry: boolean): Promise<T> {
    if (options.pipelined === true && options.readOnly === true) return this.#look(work, options);
    const pipelined = options.pipelined === true;
    const pool = pipelined ? this.#pipelines : options.reading === true ? this.readers : this.pool;
    const client = await pool.connect();
    let broken: Error | undefined;
    const { timeoutMs } = options;
    const limited = (text: string) => (timeoutMs === undefined ? text : { text, query_timeout: timeoutMs });
    const tx = new Tx(client as QueryRunner, { pipelined, timeoutMs, firstTry });
    let result: T;
    try {
      const begin = beginStatement(options);
      // On a pipelined connection the first statements go out with it, and nothing waits for its answer: it fails only because the connection is lost.
      if (pipelined)
        result = await tx.corked(() => {
          tx.meanwhile(() => tx.execute(begin, [], begin));
          return work(tx);
        });
      else {
        await client.query(limited(begin));
        result = await work(tx);
      }
      if (options.readOnly !== true) await transactionWitness.getStore()?.(tx);
      if (options.progress !== undefined) options.progress.inDoubt = true;
      const alone = !pipelined && !tx.waiting;
      const { command } = alone ? await client.query(limited('commit')) : await tx.commit();
      if (command !== 'COMMIT') throw new RolledBack('PostgreSQL rolled back instead of committing');
      // What follows on the results of statements that left with the commit.
      await Promise.all(tx.left);
    } catch (error) {
      // Whatever came behind a failed statement failed because of it.
      const failure = await firstFailure(tx);
      if (options.progress !== undefined && (error instanceof RolledBack || isRefusal(failure)))
        options.progress.inDoubt = false;
      await client.query(limited('rollback')).catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw failure ?? error;
    } finally {
      tx.end();
      client.release(broken);
    }
    for (const hook of tx.hooks) await hook();
    return result;
  }

  // On its first statement each connection has been told to refuse writing, so that none can slip through uncommitted.
  async #look<T>(work: (tx: Tx) => Promise<T>, { timeoutMs, progress }: TransactionOptions): Promise<T> {
    const client = await this.#lookers.connect();
    const tx = new Tx(client as QueryRunner, { pipelined: true, timeoutMs });
    let result: T;
    try {
      result = await tx.corked(() => work(tx));
    } finally {
      tx.end();
      client.release();
    }
    if (progress !== undefined) progress.inDoubt = false;
    for (const hook of tx.hooks) await hook();
    return result;
  }

  /** Closes every connection; waits for those in use. */
  async close(): Promise<void> {
    await Promise.all([this.pool, this.#pipelines, this.#lookers, this.readers].map((pool) => pool.end()));
  }
}

// pg calls it with the connection's settings, which its types leave out. TLS decrypts into buffers of its own.
function readingStream(settings?: { readonly ssl?: unknown }): Socket {
  return settings?.ssl ? new Socket() : new CopySocket();
}

class RolledBack extends Error {}

// PostgreSQL refused a statement and lives: what came behind it, a commit too, it has not looked at.
function isRefusal(failure: unknown): boolean {
  return (failure as { severity?: unknown } | undefined)?.severity === 'ERROR';
}

async function firstFailure(tx: Tx): Promise<unknown> {
  const settled = await Promise.allSettled(tx.left);
  return settled.find((each) => each.status === 'rejected')?.reason;
}

function beginStatement(options: TransactionOptions): string {
  const isolation = options.isolation === undefined ? '' : ` isolation level ${options.isolation}`;
  return `begin${isolation}${options.readOnly === true ? ' read only' : ''}`;
}
