import { setImmediate } from 'node:timers/promises';
import type { Connection } from 'pg';
import type { Tx } from './tx.ts';

const BATCH_BYTES = 64 * 1024;
const MOST_QUEUED_BYTES = 4 * 1024 * 1024;

/** The parts of pg's connection that COPY needs and its types leave out. */
export interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** What pg's client calls on a query that it runs (its `Submittable` protocol). */
export interface CopyQuery {
  submit(connection: Connection): void;
  handleCopyInResponse(connection: CopyConnection): void;
  handleCopyData(message: { chunk: Buffer }, connection: CopyConnection): void;
  handleCommandComplete(message: { text: string }): void;
  handleError(error: Error): void;
  handleReadyForQuery(): void;
}

/** Rows that a finished COPY moved. */
export interface CopyResult {
  readonly rows: number;
}

/**
 * Runs `COPY … TO STDOUT` and yields its bytes in batches; the generator's return value counts the rows. A consumer that is slower than the
 * server holds it back; one that leaves early drains it, so that the transaction can go on.
 */
export async function* copyOut(tx: Tx, text: string): AsyncGenerator<Buffer, CopyResult> {
  const query = new CopyOutQuery(text);
  submitCopy(tx, query);
  try {
    for (;;) {
      const batch = await query.next();
      if (batch === undefined) return { rows: query.rows };
      yield batch;
    }
  } finally {
    await query.drain();
  }
}

/** Runs `COPY … FROM STDIN` with the bytes of `source`; when `source` throws, the COPY is failed and its error is thrown. */
export async function copyIn(tx: Tx, text: string, source: AsyncIterable<Uint8Array>): Promise<CopyResult> {
  const query = new CopyInQuery(text, source);
  submitCopy(tx, query);
  return query.result;
}

/** Has pg run a COPY. */
export function submitCopy(tx: Tx, query: CopyQuery): void {
  // The runner is a pg client, whose `query` takes a submittable too.
  (tx.runner as unknown as { query(query: CopyQuery): void }).query(query);
}

/** The number of rows in what the server says at the end of a COPY. */
export function rowsOf(message: { text: string }): number {
  return Number(/^COPY (\d+)$/.exec(message.text)?.[1] ?? 0);
}

class CopyOutQuery implements CopyQuery {
  rows = 0;
  readonly #text: string;
  // One buffer for a batch: a row of its own each costs more than copying it.
  #batch = Buffer.allocUnsafe(2 * BATCH_BYTES);
  #bytes = 0;
  #connection: Connection | undefined;
  #error: Error | undefined;
  #over = false;
  #discard = false;
  #wake: () => void = () => undefined;

  constructor(text: string) {
    this.#text = text;
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.query(this.#text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFail('this COPY only reads');
  }

  handleCopyData(message: { chunk: Buffer }): void {
    if (this.#discard) return;
    const { chunk } = message;
    if (this.#bytes + chunk.length > this.#batch.length) {
      const larger = Buffer.allocUnsafe(2 * (this.#bytes + chunk.length));
      larger.set(this.#batch.subarray(0, this.#bytes));
      this.#batch = larger;
    }
    // pg reuses the buffer that the chunk is a view of.
    this.#batch.set(chunk, this.#bytes);
    this.#bytes += chunk.length;
    if (this.#bytes >= MOST_QUEUED_BYTES) this.#connection?.stream.pause();
    if (this.#bytes >= BATCH_BYTES) this.#wake();
  }

  handleCommandComplete(message: { text: string }): void {
    this.rows = rowsOf(message);
  }

  handleError(error: Error): void {
    this.#error = error;
    // pg tells a query nothing more after its error.
    this.handleReadyForQuery();
  }

  handleReadyForQuery(): void {
    this.#over = true;
    this.#wake();
  }

  /** The next batch; undefined when the COPY is over. */
  async next(): Promise<Buffer | undefined> {
    while (!this.#over && this.#bytes < BATCH_BYTES) await this.#change();
    if (this.#error !== undefined) throw this.#error;
    if (this.#bytes === 0) return undefined;
    const batch = this.#batch.subarray(0, this.#bytes);
    this.#batch = Buffer.allocUnsafe(2 * BATCH_BYTES);
    this.#bytes = 0;
    this.#connection?.stream.resume();
    return batch;
  }

  async drain(): Promise<void> {
    this.#discard = true;
    this.#connection?.stream.resume();
    while (!this.#over) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

class CopyInQuery implements CopyQuery {
  readonly result: Promise<CopyResult>;
  readonly #text: string;
  readonly #source: AsyncIterable<Uint8Array>;
  #resolve: (result: CopyResult) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #rows = 0;
  #failed = false;

  constructor(text: string, source: AsyncIterable<Uint8Array>) {
    this.#text = text;
    this.#source = source;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    connection.query(this.#text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#send(connection).then(
      () => {
        if (!this.#failed) connection.endCopyFrom();
      },
      (error: unknown) => {
        this.#fail(error);
        connection.sendCopyFail('the source of the rows failed');
      },
    );
  }

  handleCopyData(): void {}

  handleCommandComplete(message: { text: string }): void {
    this.#rows = rowsOf(message);
  }

  handleError(error: Error): void {
    this.#fail(error);
  }

  handleReadyForQuery(): void {
    if (!this.#failed) this.#resolve({ rows: this.#rows });
  }

  // The first error is the cause; the server's answer to our own CopyFail says less.
  #fail(error: unknown): void {
    this.#failed = true;
    this.#reject(error);
  }

  async #send(connection: CopyConnection): Promise<void> {
    for await (const chunk of this.#source) {
      if (this.#failed) return;
      connection.sendCopyFromChunk(chunk);
      // The source makes the next rows while the server reads these; each turn of the event loop sends what the server has room for.
      if (connection.stream.writableLength > Math.max(MOST_QUEUED_BYTES, 2 * chunk.length)) await drained(connection);
      else if (connection.stream.writableNeedDrain) await setImmediate();
    }
  }
}

function drained(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      for (const event of ['drain', 'close', 'error']) connection.stream.off(event, go);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) connection.stream.on(event, go);
  });
}
