import { Worker } from 'node:worker_threads';
import type { Database, DatabaseOptions } from '../../../platform/database/index.ts';
import { hashSpan, type SpanHashes } from './hash-span.ts';

/** How many spans are begun for each thread, done ones that wait for an older one included. */
const AHEAD = 3;

/** A span of the log: places from `first` up to, not including, `end`. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/**
 * Hashes spans on threads with connections of their own, so that the event loop is free for requests; without `connection`, or where the sources
 * are run without having been compiled, on this one.
 */
export class SpanWorkers {
  readonly #database: Database;
  readonly #threads: Worker[] = [];

  constructor(database: Database, connection: DatabaseOptions['connection'] | undefined, threads: number) {
    this.#database = database;
    if (connection === undefined || !import.meta.url.endsWith('.js')) return;
    const script = new URL('./span-thread.js', import.meta.url);
    for (let at = 0; at < threads; at += 1) {
      const thread = new Worker(script, { workerData: { connection } });
      // Without a listener, a thread that fails between two spans would end the process; who asks it next hears of it.
      thread.on('error', () => undefined);
      this.#threads.push(thread);
    }
  }

  /** The spans' hashes in the order of the spans, some of them computed ahead. */
  async *hashes(spans: Iterable<Span>): AsyncGenerator<{ readonly span: Span; readonly hashes: SpanHashes }> {
    const next = spans[Symbol.iterator]();
    const idle: (Worker | undefined)[] = this.#threads.length > 0 ? [...this.#threads] : [undefined];
    const most = this.#threads.length > 0 ? AHEAD * this.#threads.length : 1;
    const begun: { span: Span; hashes: Promise<SpanHashes> }[] = [];
    let stopped = false;
    const begin = (): void => {
      while (!stopped && idle.length > 0 && begun.length < most) {
        const { value: span, done } = next.next();
        if (done === true) return;
        const worker = idle.shift();
        const hashes = worker === undefined ? this.#here(span) : onThread(worker, span);
        begun.push({ span, hashes });
        // A thread does not wait for the one that has an older span. A failure is awaited in its turn; until then it is nobody's.
        const free = () => {
          idle.push(worker);
          begin();
        };
        hashes.then(free, () => undefined);
      }
    };
    try {
      begin();
      for (;;) {
        const [oldest] = begun;
        if (oldest === undefined) return;
        const hashes = await oldest.hashes;
        begun.shift();
        begin();
        yield { span: oldest.span, hashes };
      }
    } finally {
      stopped = true;
    }
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #here({ first, end }: Span): Promise<SpanHashes> {
    return this.#database.transaction((tx) => hashSpan(tx, first, end), { readOnly: true, reading: true });
  }
}

function onThread(worker: Worker, span: Span): Promise<SpanHashes> {
  return new Promise((resolve, reject) => {
    const settle = (answer: { hashes?: SpanHashes; error?: string }) => {
      worker.off('error', reject);
      worker.off('exit', gone);
      if (answer.hashes !== undefined) resolve(answer.hashes);
      else reject(new Error(`hashing a span of the log failed: ${answer.error ?? 'no answer'}`));
    };
    const gone = () => reject(new Error('a thread of the self-check was terminated'));
    // A thread that has ended has no number any more.
    if (worker.threadId === -1) gone();
    worker.once('exit', gone);
    worker.once('message', settle);
    worker.once('error', reject);
    worker.postMessage(span);
  });
}
