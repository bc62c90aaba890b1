import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger as GraphileLogger, type Runner, run, runMigrations, type TaskList } from 'graphile-worker';
import type { Database, Tx } from '../database/index.ts';
import { Failure } from '../failure.ts';
import type { Logger } from '../logging.ts';

/** Payloads hold references (ids, counts), never personal information: they lie in the queue's tables in clear. */
export type JobPayload = { readonly [key: string]: string | number | boolean | null };

export interface EnqueueOptions {
  /** A later job with the same key replaces the earlier one while that has not started. */
  readonly key?: string;
  /** Not before this instant. */
  readonly runAt?: Date;
  /** Tries in all, with exponential backoff between them (about e^n seconds); 12 unless told. */
  readonly maxAttempts?: number;
  /** Jobs of one queue name run one after the other. */
  readonly queue?: string;
}

export type JobHandler = (
  payload: JobPayload,
  context: { readonly attempt: number; readonly signal: AbortSignal },
) => Promise<void>;

/** A job that has used up its tries, for the console. */
export interface DeadJob {
  readonly id: string;
  readonly task: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

const RESTART_PAUSE_MS = 250;

/** A queue in the system of record (graphile-worker): a job is enqueued in the transaction that causes it and lives or dies with it. */
export class JobQueue {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #handlers = new Map<string, JobHandler>();
  /** What runs now, of a runner that has lost its database too. */
  readonly #running = new Set<Promise<void>>();
  #runner: Runner | undefined;
  #stopped = true;
  #restarting: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  /** Installs or upgrades the queue's tables. */
  async migrate(): Promise<void> {
    await runMigrations({ pgPool: this.#database.pool });
  }

  /** Registers what runs a task; once a task, before `start`. Handlers must be idempotent: a crash runs a job again. */
  handle(task: string, handler: JobHandler): void {
    if (this.#handlers.has(task)) throw new Error(`task ${task} has a handler already`);
    this.#handlers.set(task, handler);
  }

  /** Enqueues a job in the caller's transaction. */
  async enqueue(tx: Tx, task: string, payload: JobPayload, options: EnqueueOptions = {}): Promise<void> {
    await tx.execute(
      `select graphile_worker.add_job($1, $2::json, queue_name => $3, run_at => $4, max_attempts => $5, job_key => $6)`,
      [
        task,
        JSON.stringify(payload),
        options.queue ?? null,
        options.runAt ?? null,
        options.maxAttempts ?? 12,
        options.key ?? null,
      ],
      'jobs.enqueue',
    );
  }

  /** Starts working; `concurrency` jobs at once. */
  async start(concurrency = 4): Promise<void> {
    const taskList = Object.fromEntries(
      [...this.#handlers].map(([task, handler]) => [
        task,
        async (payload: unknown, helpers: { job: { attempts: number }; abortSignal?: AbortSignal | undefined }) => {
          const context = {
            attempt: helpers.job.attempts,
            signal: helpers.abortSignal ?? new AbortController().signal,
          };
          const work = handler(payload as JobPayload, context);
          this.#running.add(work);
          try {
            await work;
          } catch (error) {
            throw withoutDetails(error);
          } finally {
            this.#running.delete(work);
          }
        },
      ]),
    );
    this.#stopped = false;
    await this.#run(taskList, concurrency);
  }

  /** Lets running jobs finish, then stops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#restarting;
    // A runner that lost its database has stopped already.
    await this.#runner?.stop().catch(() => undefined);
    this.#runner = undefined;
  }

  async #run(taskList: TaskList, concurrency: number): Promise<void> {
    // One process works on a queue (it holds the data directory), so a job that is locked now was held by a worker that died. The library
    // itself would wait four hours.
    await this.#database.transaction((tx) =>
      tx.execute(
        'select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))',
      ),
    );
    const events = new EventEmitter();
    const runner = await run({
      pgPool: this.#database.pool,
      events,
      concurrency,
      taskList,
      noHandleSignals: true,
      pollInterval: 1000,
      logger: this.#graphileLogger(),
      // Without batches the library leaves the promise that settles a job to nobody: losing the database then ended the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    this.#runner = runner;
    let over = false;
    // The library logs why it stopped.
    const ended = () => {
      if (over || this.#stopped) return;
      over = true;
      this.#log.error('the queue lost its database; it starts again');
      this.#restarting = this.#runAgain(runner, taskList, concurrency);
    };
    runner.promise.then(ended, ended);
    // A runner that could not tell how a job went takes no further jobs. Its promise may never settle then: it counts the jobs it still has to
    // tell of and, when several fail one after the other, miscounts (github.com/graphile/worker/issues/636).
    events.once('pool:fatalError', ended);
  }

  async #runAgain(lost: Runner, taskList: TaskList, concurrency: number): Promise<void> {
    lost.stop().catch(() => undefined);
    await Promise.allSettled(this.#running);
    for (let done = false; !done && !this.#stopped; ) {
      await pause(RESTART_PAUSE_MS);
      done = await this.#run(taskList, concurrency).then(
        () => true,
        () => false,
      );
    }
  }

  /** Jobs that failed for good, newest first. Error texts come from our own failures and hold no personal information. */
  async dead(tx: Tx, limit = 100): Promise<DeadJob[]> {
    return tx.query<DeadJob>(
      `select id::text, task_identifier as task, attempts, last_error as "lastError", created_at as "createdAt"
         from graphile_worker.jobs where attempts >= max_attempts order by updated_at desc limit $1`,
      [limit],
    );
  }

  /** Gives a dead job its tries back. */
  async retry(tx: Tx, id: string): Promise<void> {
    await tx.execute(`select graphile_worker.reschedule_jobs(array[$1::bigint], run_at => now(), attempts => 0)`, [id]);
  }

  /** Makes every job wait for a person, as a dead job with this reason: after a restore nothing of the past may run by itself. */
  async parkAll(tx: Tx, reason: string): Promise<void> {
    await tx.execute(
      'select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))',
    );
    await tx.execute('select graphile_worker.permanently_fail_jobs(array(select id from graphile_worker.jobs), $1)', [
      reason,
    ]);
  }

  #graphileLogger() {
    return new GraphileLogger(() => (level, message) => {
      const line = message.split('\n', 1)[0] ?? '';
      if (level === 'error') this.#log.error(line);
      else if (level === 'warning') this.#log.warn(line);
    });
  }
}

/** The queue keeps the message of the last error in clear; a driver's message may quote a row, so only names and codes go there. */
function withoutDetails(error: unknown): Error {
  if (error instanceof Failure) return new Error(error.code);
  const named = error as { name?: unknown; code?: unknown };
  return new Error(`${String(named.name ?? 'Error')}${named.code === undefined ? '' : ` ${String(named.code)}`}`);
}
