import { type QueryRunner, StatementGroup } from './statement-group.ts';
import type { StatementResult } from './statement-part.ts';

/** What a transaction is told by `Database`. */
export interface TxOptions {
  readonly pipelined?: boolean;
  readonly timeoutMs?: number | undefined;
  readonly firstTry?: boolean;
}

/** One open transaction. Store functions take it as their first argument; nothing else reaches the database. */
export class Tx {
  readonly hooks: Array<() => void | Promise<void>> = [];
  readonly #runner: QueryRunner;
  readonly #pipelined: boolean;
  readonly #timeoutMs: number | undefined;
  /** Statements that leave together, as soon as nothing holds them back. */
  #group: StatementGroup;
  #corks = 0;
  /** Statements that leave with the next one or with the commit. */
  #later: (() => Promise<unknown>)[] = [];
  /** What has left of those. */
  readonly left: Promise<unknown>[] = [];
  /** False when the transaction failed before because another was quicker: then what only proposes should not be relied on again. */
  readonly firstTry: boolean;
  #open = true;

  constructor(runner: QueryRunner, options: TxOptions = {}) {
    this.#runner = runner;
    this.#timeoutMs = options.timeoutMs;
    this.#group = new StatementGroup(options.timeoutMs);
    this.#pipelined = options.pipelined === true;
    this.firstTry = options.firstTry !== false;
  }

  /** Rows of one statement. Give hot statements a `name` (unique per text): named prepared statements are about twice as fast. */
  async query<Row>(text: string, values: unknown[] = [], name?: string): Promise<Row[]> {
    return (await this.#run(text, values, name)).rows as Row[];
  }

  /** The only row of a statement; throws (a bug, not a refusal) unless there is exactly one. */
  async one<Row>(text: string, values: unknown[] = [], name?: string): Promise<Row> {
    const rows = await this.query<Row>(text, values, name);
    const row = rows[0];
    if (row === undefined || rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`);
    return row;
  }

  /** The first row, or undefined. */
  async first<Row>(text: string, values: unknown[] = [], name?: string): Promise<Row | undefined> {
    return (await this.query<Row>(text, values, name))[0];
  }

  /** Runs a statement and returns how many rows it touched. */
  async execute(text: string, values: unknown[] = [], name?: string): Promise<number> {
    return (await this.#run(text, values, name)).rowCount ?? 0;
  }

  /**
   * Runs statements that need nothing of each other's results, in their order; they are sent in one go. Each function runs one statement. Throws
   * the error of the first that fails.
   */
  async inOrder<Results extends readonly unknown[]>(
    ...statements: { readonly [place in keyof Results]: () => Promise<Results[place]> }
  ): Promise<Results> {
    const results: unknown[] = [];
    const sent = this.corked(() => statements.map((statement) => statement()));
    for (const each of await Promise.allSettled(sent)) {
      // Those behind a failed statement fail because of it.
      if (each.status === 'rejected') throw each.reason;
      results.push(each.value);
    }
    return results as unknown as Results;
  }

  /** Whether anything waits to leave with the next statement. */
  get waiting(): boolean {
    return this.#later.length > 0;
  }

  /**
   * Runs statements whose results nothing in the transaction waits for: they leave with its next statement or with its commit, and an error of
   * theirs is thrown by the transaction.
   */
  later(...statements: readonly (() => Promise<unknown>)[]): void {
    this.#later.push(...statements);
  }

  /** The same, but where statements may be under way beside each other they leave at once. */
  meanwhile(...statements: readonly (() => Promise<unknown>)[]): void {
    if (this.#pipelined)
      this.corked(() => {
        for (const statement of statements) this.#leave(statement);
      });
    else this.later(...statements);
  }

  /** Sends what was kept back, and the commit with it. Called by `Database`. */
  commit(): Promise<StatementResult> {
    return this.#run('commit', [], 'commit');
  }

  /** What `send` runs before it first waits leaves in one go. */
  corked<T>(send: () => T): T {
    this.#corks += 1;
    try {
      return send();
    } finally {
      this.#corks -= 1;
      if (this.#corks === 0) this.#send();
    }
  }

  /** Runs `hook` once the transaction has committed; never if it rolls back. */
  afterCommit(hook: () => void | Promise<void>): void {
    this.hooks.push(hook);
  }

  /** The underlying connection, for COPY streams only. */
  get runner(): QueryRunner {
    this.#assertOpen();
    return this.#runner;
  }

  /** Called by `Database` when the transaction is over; a later use is a bug. */
  end(): void {
    this.#open = false;
  }

  #run(text: string, values: unknown[], name: string | undefined): Promise<StatementResult> {
    this.#assertOpen();
    const statement = name === undefined ? { text, values } : { text, values, name };
    if (!this.#pipelined && this.#corks === 0 && this.#later.length === 0)
      return this.#runner.query(
        this.#timeoutMs === undefined ? statement : { ...statement, query_timeout: this.#timeoutMs },
      );
    return this.corked(() => {
      this.#releaseLater();
      return this.#group.add(statement);
    });
  }

  #send(): void {
    if (this.#group.size === 0) return;
    const group = this.#group;
    this.#group = new StatementGroup(this.#timeoutMs);
    group.leave(this.#runner);
  }

  // Whatever these run finds nothing kept back any more, so they come in their order.
  #releaseLater(): void {
    const statements = this.#later;
    if (statements.length === 0) return;
    this.#later = [];
    for (const statement of statements) this.#leave(statement);
  }

  #leave(statement: () => Promise<unknown>): void {
    const left = statement();
    // Whoever ends the transaction looks at it.
    left.catch(() => undefined);
    this.left.push(left);
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error('the transaction is over');
  }
}
