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

/** How many times as long as a batch took the next one waits, at most, for callers to come back. They are mostly there much sooner. */
const LONGEST_WAIT = 4;

/** So many items are worth a batch of their own: more would save little of what a batch costs, and the processor would wait for PostgreSQL. */
const WORTH_IT = 32;

const NEVER = Number.POSITIVE_INFINITY;

/** Most items of one batch unless told: more would make the first of them wait. */
const MOST = 64;

/** `readOnly`: the batches only read, and nothing is committed. */
export interface GroupOptions {
  readonly most?: number;
  readonly readOnly?: boolean;
}

/** A batch that is worked on or committed. */
interface UnderWay {
  /** All is sent. */
  readonly sent: Promise<void>;
  /** Its callers have been answered. */
  readonly settled: Promise<void>;
}

const NONE: UnderWay = { sent: Promise.resolve(), settled: Promise.resolve() };

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
  /** Items of batches that are not over. */
  #underWay = 0;
  /** Callers who were answered since the newest batch left, and are waited for; those who stay away too long are not. */
  #answered = 0;
  /** Callers who were answered, less those who have come since; whoever comes counts as one who comes back. */
  #away = 0;
  /** When the last of them were answered, and since when as many wait, milliseconds. */
  #answeredAt = 0;
  #enoughSince: number | undefined;
  /** How long the batch took that was over last, milliseconds. */
  #took = 0;
  #look: () => void = () => undefined;

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
      if (this.#away > 0) this.#away -= 1;
      if (this.#running) return this.#look();
      this.#running = true;
      // The batch belongs to no one request, so it runs as nobody's: each item's witness is called by hand.
      transactionWitness.exit(() => setImmediate(() => void this.#drain()));
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const before = this.#before;
      this.#before = this.#start(this.#waiting.splice(0, this.#most));
      await this.#before.sent;
      // Two at once: one that is committed, one that is worked on. More would only be smaller.
      await before.settled;
      await this.#gathered();
    }
    this.#running = false;
  }

  #start(batch: readonly Waiting<Item, Value>[]): UnderWay {
    const began = performance.now();
    let send: () => void = () => undefined;
    const sent = new Promise<void>((resolve) => {
      send = resolve;
    });
    this.#underWay += batch.length;
    this.#answered = 0;
    this.#enoughSince = undefined;
    const settled = this.#commit(batch, send).then(() => {
      send();
      this.#answeredAt = performance.now();
      this.#took = this.#answeredAt - began;
      this.#underWay -= batch.length;
      // What waiting saves is a flush; a batch that only reads has none, and its callers go on to something else.
      if (!this.#readOnly) {
        this.#answered += batch.length;
        this.#away += batch.length;
      }
      this.#enoughSince = this.#waiting.length < this.#answered ? undefined : this.#answeredAt;
      this.#look();
    });
    return { sent, settled };
  }

  // Callers who were answered together come back one by one. Without this, the first of them would take the next batch alone, and the others
  // would wait for it. Whoever is alone waits for nobody.
  #gathered(): Promise<void> | undefined {
    if (this.#leavesAt() === 0) return undefined;
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      let planned = NEVER;
      this.#look = () => {
        const at = this.#leavesAt();
        if (at === planned) return;
        planned = at;
        clearTimeout(timer);
        if (at === 0) {
          this.#look = () => undefined;
          resolve();
        } else if (at !== NEVER) {
          timer = setTimeout(() => {
            this.#answered = 0;
            this.#away = 0;
            this.#look();
          }, at - performance.now());
        }
      };
      this.#look();
    });
  }

  // When the next batch leaves if nobody comes, milliseconds; 0 for at once, never while only a batch that is under way is waited for.
  #leavesAt(): number {
    const waiting = this.#waiting.length;
    if (waiting >= Math.min(WORTH_IT, this.#most)) return 0;
    const longest = this.#answeredAt + this.#took * LONGEST_WAIT;
    // Few don't leave while many are under way: they would be few again each time.
    if (waiting < this.#underWay || waiting < this.#answered) return this.#away === 0 ? NEVER : longest;
    if (this.#away === 0) return 0;
    // As many wait as were answered, but some of them had come before: those who are still away get as long again as it took the others.
    this.#enoughSince ??= performance.now();
    const end = Math.min(longest, 2 * this.#enoughSince - this.#answeredAt);
    return end <= performance.now() ? 0 : end;
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
