import { errorWithoutValues } from '../../../platform/error-without-values.ts';
import type { Logger } from '../../../platform/logging.ts';
import { isOver } from '../columns/snapshot.ts';
import { noNotConfirmed } from '../consent-failures.ts';
import { fence, type LeaseDatabase, type OtherLease, readOthers, wakeOthers } from './lease-store.ts';

/** Between two looks at the leases of others while a no waits for them, in milliseconds. */
const BETWEEN_LOOKS_MS = 10;

interface Waiting {
  readonly transaction: number;
  readonly until: number;
  woken: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** Noes that wait until every other server knows of them. */
export class Acknowledgements {
  readonly #database: LeaseDatabase;
  readonly #log: Logger;
  readonly #longestMs: number;
  readonly #self: () => string;
  readonly #waiting = new Set<Waiting>();
  #looking = false;

  constructor(options: { database: LeaseDatabase; log: Logger; longestMs: number; self: () => string }) {
    this.#database = options.database;
    this.#log = options.log;
    this.#longestMs = options.longestMs;
    this.#self = options.self;
  }

  /** How many noes wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves when every other server has applied this transaction, or its lease has lapsed; to be called once the transaction is over. Throws
   * `consent.no-not-confirmed` when that can't be told in time: the no is in force wherever it is known, but nobody may rely on it yet.
   */
  wait(transaction: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const until = performance.now() + this.#longestMs;
      this.#waiting.add({ transaction, until, woken: false, resolve, reject });
      if (!this.#looking) void this.#look();
    });
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#waiting.size > 0) {
      // Only those whose transactions were over before the leases are read: a server that joins later reads them itself.
      const batch = [...this.#waiting];
      try {
        const others = await readOthers(this.#database, this.#self());
        this.#settle(batch, await this.#remaining(batch, others));
        await this.#wake(batch);
      } catch (error) {
        this.#log.error({ error: errorWithoutValues(error) }, 'the leases of other servers could not be read');
      }
      const now = performance.now();
      for (const each of batch)
        if (this.#waiting.has(each) && each.until < now) {
          this.#waiting.delete(each);
          each.reject(noNotConfirmed());
        }
      if (batch.some((each) => this.#waiting.has(each)))
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
    this.#looking = false;
  }

  // An expired lease still counts until it has been removed: its server's renewal may have been under way while we looked.
  async #remaining(batch: readonly Waiting[], others: readonly OtherLease[]): Promise<OtherLease[]> {
    const behind = others.filter((other) => batch.some((each) => !knows(other, each)));
    const expired = behind.filter((other) => other.expired).map(({ server }) => server);
    const removed = new Set(expired.length === 0 ? [] : await fence(this.#database, expired));
    return behind.filter(({ server }) => !removed.has(server));
  }

  #settle(batch: readonly Waiting[], behind: readonly OtherLease[]): void {
    for (const each of batch) {
      if (!behind.every((other) => knows(other, each))) continue;
      this.#waiting.delete(each);
      each.resolve();
    }
  }

  async #wake(batch: readonly Waiting[]): Promise<void> {
    const asleep = batch.filter((each) => this.#waiting.has(each) && !each.woken);
    if (asleep.length === 0) return;
    for (const each of asleep) each.woken = true;
    await wakeOthers(this.#database);
  }
}

function knows({ applied }: OtherLease, { transaction }: Waiting): boolean {
  return applied !== undefined && isOver(applied, transaction);
}
