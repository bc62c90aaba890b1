import { Socket } from 'node:net';
import pg from 'pg';
import type { Logger } from '../logging.ts';
import { CopySocket } from './copy-socket.ts';
import { transactionWitness } from './transaction-witness.ts';
import { type QueryRunner, Tx } from './tx.ts';

// int8 arrives as text by default; every 64-bit number we store fits a double, and one that does not must not pass silently.
const INT8 = 20;
function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('an int8 from the database exceeds 2^53');
  return value;
}
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? parseSafeInteger
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

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
  /** Lets `tx.inOrder` send many statements in one go. COPY can't run in such a transaction. */
  readonly pipelined?: boolean;
  /** For what reads much by `copyRows`: on one of a few connections that receive into a buffer of their own. */
  readonly reading?: boolean;
  /** Milliseconds after which a statement fails and the connection is given up: the network may have gone without a word. Not with COPY. */
  readonly timeoutMs?: number;
}

/** Connections for pipelined transactions: only group commits use them, one batch at a time each. */
const PIPELINES = 2;
/** Connections for `reading` transactions: the making of an epoch, a self-check. */
const READERS = 3;

const RETRYABLE = new Set(['40001', '40P01']);
const MOST_TRIES = 4;

/** PostgreSQL behind one pool. All access goes through `transaction`, so that an act and its evidence commit together. */
export class Database {
  readonly pool: pg.Pool;
  readonly #pipelines: pg.Pool;
  /** The connections of `reading` transactions. */
  readonly readers: pg.Pool;

  constructor(options: DatabaseOptions) {
    const connection =
      typeof options.connection === 'string' ? { connectionString: options.connection } : options.connection;
    const { timeoutMs } = options;
    const limits = timeoutMs === undefined ? {} : { query_timeout: timeoutMs, connectionTimeoutMillis: timeoutMs };
    const common = { ...connection, ...limits, types, application_name: 'zhinuo' };
    this.pool = new pg.Pool({ ...common, max: options.maxConnections ?? 10 });
    this.#pipelines = new pg.Pool({ ...common, max: PIPELINES, pipeline: true });
    this.readers = new pg.Pool({ ...common, max: READERS, stream: readingStream });
    // Without listeners, a server that goes away emits 'error' on a client, idle or in use, and kills the process. Whoever uses the client
    // gets the same error from its query.
    const lost = (error: Error) => options.log.warn({ err: { message: error.message } }, 'database connection lost');
    for (const pool of [this.pool, this.#pipelines, this.readers]) {
      pool.on('error', lost);
      pool.on('connect', (client) => client.on('error', lost));
    }
  }

  /**
   * Runs `work` in one transaction and commits; rolls back on any throw. A serialization failure or deadlock is retried (so `work` may
   * run again: it must act on nothing but the transaction). `tx.afterCommit` hooks run after the commit, in order.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(work, options);
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

  async #once<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<T> {
    const pipelined = options.pipelined === true;
    const pool = pipelined ? this.#pipelines : options.reading === true ? this.readers : this.pool;
    const client = await pool.connect();
    let broken: Error | undefined;
    const { timeoutMs } = options;
    const limited = (text: string) => (timeoutMs === undefined ? text : { text, query_timeout: timeoutMs });
    const tx = new Tx(client as QueryRunner, pipelined, timeoutMs);
    let result: T;
    try {
      const begin = () => client.query(limited(beginStatement(options)));
      // On a pipelined connection the first statements go out with it; a `begin` fails only because the connection is lost.
      if (pipelined) [, result] = await tx.corked(() => Promise.all([begin(), work(tx)]));
      else {
        await begin();
        result = await work(tx);
      }
      if (options.readOnly !== true) await transactionWitness.getStore()?.(tx);
      await client.query(limited('commit'));
    } catch (error) {
      await client.query(limited('rollback')).catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw error;
    } finally {
      tx.end();
      client.release(broken);
    }
    for (const hook of tx.hooks) await hook();
    return result;
  }

  /** Closes every connection; waits for those in use. */
  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.#pipelines.end(), this.readers.end()]);
  }
}

// pg calls it with the connection's settings, which its types leave out. TLS decrypts into buffers of its own.
function readingStream(settings?: { readonly ssl?: unknown }): Socket {
  return settings?.ssl ? new Socket() : new CopySocket();
}

function beginStatement(options: TransactionOptions): string {
  const isolation = options.isolation === undefined ? '' : ` isolation level ${options.isolation}`;
  return `begin${isolation}${options.readOnly === true ? ' read only' : ''}`;
}
