import { Worker } from 'node:worker_threads';

/** What a load generator is to do: each of `clients` takes the next piece of work until `total` are done. */
export interface Load {
  readonly kind: 'post' | 'form' | 'sdk';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly total: number;
  readonly clients: number;
  /** JSON bodies, taken in turn; for forms the fields that a person types; for the SDK what is shown, under a new session each time. */
  readonly bodies: readonly string[];
}

/** A thread that makes requests, so that their making does not take the server's event loop; answers how many were made. */
export class LoadThread {
  readonly #worker = new Worker(new URL('./load-thread.js', import.meta.url));

  /** Runs one load to its end; throws when any request is not answered as it should be. */
  run(load: Load): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#worker.once('message', (answer: { done: number } | { failure: string }) => {
        if ('failure' in answer) reject(new Error(answer.failure));
        else resolve(answer.done);
      });
      this.#worker.postMessage(load);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
