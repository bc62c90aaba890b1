import type { Failure } from '../failure.ts';
import type { Database } from './database.ts';
import { transactionWitness } from './transaction-witness.ts';
import type { Tx } from './tx.ts';

/** What became of one item of a batch: done, or refused without a trace. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

type Work<Item, Value> = (tx: Tx, items: readonly Item[]) => Promise<readonly Outcome<Value>[]>;

interface Waiting<Item, Value> {
  readonly item: Item;
  readonly witness: ((tx: Tx) => Promise<void>) | undefined;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

/**
 * How many times as long as a batch took the next one waits, at most, for callers to come back. They are mostly there much sooner; who comes too late
 * makes a small batch, which costs as much as a large one.
 */
const LONGEST_WAIT = 4;

/** Most items of one batch unless told: more would make the first of them wait. */
const MOST = 64;

/** `readOnly`: the batches only read, and nothing is committed. */
export interface GroupOptions {
  readonly most?: number;
  readonly readOnly?: boolean;
}

/** A batch whose statements have all been sent, commit and all, or that has failed before. */
interface UnderWay {
  readonly size: number;
  /** All is sent. */
  readonly sent: Promise<void>;
  /** Its callers have been answered; how long it took, in milliseconds. */
  readonly settled: Promise<number>;
}

const NONE: UnderWay = { size: 0, sent: Promise.resolve(), settled: Promise.resolve(0) };

/**
 * Commits many callers' items in shared transactions: while one batch is being committed the next is worked on, and what arrives meanwhile is
 * gathered for the one after, so one flush to disk serves all who wait for it, and a caller who is alone waits for nobody. `work` gets a batch and
 * one transaction, and answers an outcome for each item; an item that it refuses must have left no trace.
 */
export class GroupCommit<Item, Value> {
  readonly #database: Database;
  readonly #work: Work<Item, Value>;
  readonly #most: number;
  readonly #readOnly: boolean;
  #waiting: Waiting<Item, Value>[] = [];
  #running = false;
  #before = NONE;
  #arrived: (waiting: number) => void = () => undefined;

  constructor(database: Database, work: Work<Item, Value>, { most = MOST, readOnly = false }: GroupOptions = {}) {
    this.#database = database;
    this.#work = work;
    this.#most = most;
    this.#readOnly = readOnly;
  }

  /** The value of the item once its batch has committed; rejects with the item's own Failure, or with what the whole batch failed of. */
  submit(item: Item): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, witness: transactionWitness.getStore(), resolve, reject });
      if (this.#running) return this.#arrived(this.#waiting.length);
      this.#running = true;
      // The batch belongs to no one request, so it runs as nobody's: each item's witness is called by hand.
      transactionWitness.exit(() => setImmediate(() => void this.#drain()));
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most);
      const before = this.#before;
      const next = this.#start(batch);
      this.#before = next;
      await next.sent;
      // Two at once: one that is committed, one that is worked on. More would only be smaller.
      const took = await before.settled;
      await this.#returning(before.size + next.size + this.#waiting.length, took);
    }
    this.#running = false;
  }

  #start(batch: readonly Waiting<Item, Value>[]): UnderWay {
    const began = performance.now();
    let sent: () => void = () => undefined;
    const all = new Promise<void>((resolve) => {
      sent = resolve;
    });
    const settled = this.#commit(batch, sent).then(() => {
      sent();
      return performance.now() - began;
    });
    return { size: batch.length, sent: all, settled };
  }

  // Callers who were answered together come back one by one. Without this, the first of them would take the next batch alone, and the others
  // would wait for it. Those of the batch that is being committed can't come back, so half of all are enough. Whoever is alone waits for nobody.
  // All are those of both batches and those who wait already: without the latter, batches would grow smaller and smaller.
  #returning(callers: number, took: number): Promise<void> | undefined {
    const enough = Math.min(this.#most, callers / 2);
    if (enough <= 1 || this.#waiting.length >= enough) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#arrived(Number.POSITIVE_INFINITY), took * LONGEST_WAIT);
      this.#arrived = (waiting) => {
        if (waiting < enough) return;
        clearTimeout(timer);
        this.#arrived = () => undefined;
        resolve();
      };
    });
  }

  async #commit(batch: readonly Waiting<Item, Value>[], sent: () => void): Promise<void> {
    const progress = { begun: false, inDoubt: false };
    try {
      const outcomes = await this.#database.transaction(
        async (tx) => {
          progress.begun = true;
          const found = await this.#work(
            tx,
            batch.map((each) => each.item),
          );
          if (!this.#readOnly)
            for (const [index, each] of batch.entries()) if (found[index]?.ok === true) await each.witness?.(tx);
          // What is left to be done leaves with the commit, which follows at once.
          sent();
          return found;
        },
        { pipelined: true, readOnly: this.#readOnly, progress },
      );
      for (const [index, each] of batch.entries()) settle(each, outcomes[index]);
    } catch (error) {
      // Rolled back for certain: each is tried alone, so that whoever spoilt it spoils only their own. A commit that failed is in doubt: what it
      // held may stand, and must not be tried again.
      if (progress.begun && !progress.inDoubt && batch.length > 1)
        for (const each of batch) await this.#commit([each], sent);
      else for (const each of batch) each.reject(error);
    }
  }
}

function settle<Item, Value>(waiting: Waiting<Item, Value>, outcome: Outcome<Value> | undefined): void {
  if (outcome === undefined) waiting.reject(new Error('an item of a batch without an outcome'));
  else if (outcome.ok) waiting.resolve(outcome.value);
  else waiting.reject(outcome.failure);
}
