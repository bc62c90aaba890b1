import { randomUUID } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { errorWithoutValues } from '../../../platform/error-without-values.ts';
import type { Logger } from '../../../platform/logging.ts';
import type { Columns } from '../columns/columns.ts';
import { notTheOnlyServer } from '../consent-failures.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { AnswersUnderWay, type AnswerUnderWay } from './answers-under-way.ts';
import { join, type LeaseDatabase, leave, removeAll, renew } from './lease-store.ts';

/** What the row lasts longer than the server believes: clocks that run up to 5 % apart are admitted. */
const MARGIN = 1.05;
/** A lease is renewed so many times in its length, and oftener when somebody waits for it. */
const RENEWALS = 5;
/** How long a question waits for a lease that has just lapsed, in milliseconds. */
const REGAIN_MS = 1_000;

/** What leases work with. */
export interface LeasesDeps {
  /** Connections of their own: a renewal must wait for no request. */
  readonly database: LeaseDatabase;
  readonly columns: Pick<Columns, 'catchUp' | 'guard' | 'whenChanged' | 'memory'>;
  readonly log: Logger;
  readonly lengthMs: number;
  /**
   * Whether this process alone uses the PostgreSQL: every lease that it finds is of a process that is gone, its noes wait for nobody, and nobody
   * else gets a lease while it has one.
   */
  readonly alone: boolean;
  /** This machine's clock that never goes back (ms). */
  readonly monotonic?: () => number;
}

/** The state of this server's lease, for operators. */
export interface LeaseState {
  readonly valid: boolean;
  /** Milliseconds left; 0 when it has lapsed. */
  readonly leftMs: number;
  /** Noes that wait for other servers. */
  readonly waiting: number;
}

/**
 * This server's lease (decision 0037): it answers only while every no that was acknowledged anywhere has been applied here. Each round catches
 * up and then tells PostgreSQL the snapshot applied; validity counts from before that was sent, so silence and pauses only shorten it.
 */
export class Leases {
  readonly #deps: LeasesDeps;
  readonly #monotonic: () => number;
  readonly #acknowledgements: Acknowledgements;
  readonly #answers: AnswersUnderWay;
  readonly #acknowledging = new WeakSet<Tx>();
  #server: string = randomUUID();
  #joined = false;
  #until = Number.NEGATIVE_INFINITY;
  #roundBegan: number | undefined;
  #loop: Promise<void> | undefined;
  #stopped = false;
  #woken = false;
  #wake: () => void = () => undefined;
  readonly #regained = new Set<() => void>();

  constructor(deps: LeasesDeps) {
    this.#deps = deps;
    this.#monotonic = deps.monotonic ?? (() => performance.now());
    this.#acknowledgements = new Acknowledgements({
      database: deps.database,
      log: deps.log,
      longestMs: deps.lengthMs * MARGIN * 3,
      self: () => this.#server,
    });
    this.#answers = new AnswersUnderWay(() => this.valid());
    deps.columns.guard(() => this.valid());
    deps.columns.whenChanged((whom) => this.#overtake(whom));
  }

  /** Whether this server may allow anything now. */
  valid(): boolean {
    return this.#monotonic() < this.#until;
  }

  /** Watches over an answer, from before anything is read for it until it has left. */
  begin(person: string): AnswerUnderWay {
    return this.#answers.begin(person);
  }

  /** Whether the lease is valid, after waiting a moment for one that can be renewed. */
  async regained(): Promise<boolean> {
    if (this.valid()) return true;
    const began = this.#roundBegan;
    if (began !== undefined && this.#monotonic() - began > REGAIN_MS) return false;
    this.wake();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, REGAIN_MS);
      this.#regained.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    return this.valid();
  }

  /**
   * Makes the transaction's commit wait for every server: whoever carries out a no in it is answered once the no is in force everywhere.
   * `ordinals`: whom it concerns, or everybody.
   */
  acknowledge(tx: Tx, transaction: number, whom: 'everybody' | readonly number[]): void {
    tx.afterCommit(() => this.#overtake(whom));
    if (this.#deps.alone || this.#acknowledging.has(tx)) return;
    this.#acknowledging.add(tx);
    tx.afterCommit(() => this.#acknowledgements.wait(transaction));
  }

  /** Gets the lease, then keeps renewing it in the background. */
  async start(): Promise<void> {
    if (this.#deps.alone) await removeAll(this.#deps.database);
    await this.round();
    this.#loop ??= this.#run();
  }

  /** Ends the renewals and gives the lease up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
    this.#until = Number.NEGATIVE_INFINITY;
    await leave(this.#deps.database, this.#server).catch((error: unknown) => this.#failed(error));
  }

  /** Renews soon: somebody waits for what this server has applied. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  state(): LeaseState {
    const leftMs = Math.max(0, this.#until - this.#monotonic());
    return { valid: leftMs > 0, leftMs: Math.min(leftMs, this.#deps.lengthMs), waiting: this.#acknowledgements.size };
  }

  /** Joins if need be, catches up, renews: one round of what the background does. */
  async round(): Promise<void> {
    const { database, columns, lengthMs, alone } = this.#deps;
    this.#roundBegan = this.#monotonic();
    if (!this.#joined) {
      // Never the name of a lease that has lapsed: noes may have stopped waiting for it.
      this.#server = randomUUID();
      if (!(await join(database, this.#server, lengthMs * MARGIN, alone))) throw notTheOnlyServer();
      this.#joined = true;
    }
    const { applied } = await columns.catchUp();
    const sent = this.#monotonic();
    if (await renew(database, this.#server, applied, lengthMs * MARGIN)) {
      this.#until = sent + lengthMs;
      if (this.valid()) this.#tell();
    } else this.#joined = false;
    this.#roundBegan = undefined;
  }

  #tell(): void {
    for (const resolve of this.#regained) resolve();
    this.#regained.clear();
  }

  #overtake(whom: 'everybody' | readonly number[]): void {
    if (this.#answers.size === 0) return;
    const ordinalOf = (person: string) => this.#deps.columns.memory.index.find(person);
    this.#answers.overtake(whom === 'everybody' ? whom : new Set(whom), ordinalOf);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#pause();
      if (this.#stopped) return;
      this.#woken = false;
      try {
        await this.round();
        // A name that has lapsed is given up at once for a new one.
        if (!this.#joined) await this.round();
      } catch (error) {
        this.#roundBegan = undefined;
        this.#failed(error);
      }
    }
  }

  #failed(error: unknown): void {
    this.#deps.log.error({ error: errorWithoutValues(error) }, 'the lease of this server was not renewed');
  }

  async #pause(): Promise<void> {
    if (this.#stopped || this.#woken) return;
    const pause = this.valid() ? this.#deps.lengthMs / RENEWALS : Math.min(100, this.#deps.lengthMs / RENEWALS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
