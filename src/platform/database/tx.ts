/** The part of a `pg` client that a transaction needs. */
export interface QueryRunner {
  query(config: {
    text: string;
    values?: unknown[];
    name?: string;
    query_timeout?: number;
  }): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

/** What a pipelined `pg` client has besides, and its types leave out. */
interface PipelinedRunner {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

/** One open transaction. Store functions take it as their first argument; nothing else reaches the database. */
export class Tx {
  readonly hooks: Array<() => void | Promise<void>> = [];
  readonly #runner: QueryRunner;
  readonly #pipelined: boolean;
  readonly #limit: { query_timeout?: number };
  #open = true;

  constructor(runner: QueryRunner, pipelined = false, timeoutMs?: number) {
    this.#runner = runner;
    this.#limit = timeoutMs === undefined ? {} : { query_timeout: timeoutMs };
    this.#pipelined = pipelined;
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
   * Runs statements that need nothing of each other's results, in their order; on a pipelined connection they are sent in one go. Each function
   * runs one statement. Throws the error of the first that fails.
   */
  async inOrder<Results extends readonly unknown[]>(
    ...statements: { readonly [place in keyof Results]: () => Promise<Results[place]> }
  ): Promise<Results> {
    const results: unknown[] = [];
    if (!this.#pipelined) {
      for (const statement of statements) results.push(await statement());
      return results as unknown as Results;
    }
    const sent = this.corked(() => statements.map((statement) => statement()));
    for (const each of await Promise.allSettled(sent)) {
      // Those behind a failed statement fail because of it.
      if (each.status === 'rejected') throw each.reason;
      results.push(each.value);
    }
    return results as unknown as Results;
  }

  /** What `send` sends before it first waits leaves a pipelined connection in one go. */
  corked<T>(send: () => T): T {
    const { stream } = (this.runner as unknown as PipelinedRunner).connection;
    stream.cork();
    try {
      return send();
    } finally {
      stream.uncork();
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

  #run(
    text: string,
    values: unknown[],
    name: string | undefined,
  ): Promise<{ rows: unknown[]; rowCount: number | null }> {
    this.#assertOpen();
    return this.#runner.query(
      name === undefined ? { text, values, ...this.#limit } : { text, values, name, ...this.#limit },
    );
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error('the transaction is over');
  }
}
