import pg from 'pg';
import { rowTypes } from './row-types.ts';

/** A statement as `pg` takes it. */
export interface Statement {
  readonly text: string;
  readonly values?: unknown[];
  readonly name?: string;
}

/** What a statement answered. */
export interface StatementResult {
  readonly rows: unknown[];
  readonly rowCount: number | null;
  readonly command: string;
}

/** A client that runs statements one by one, or a group as if it were one. */
export interface QueryRunner {
  query(config: Statement & { query_timeout?: number }): Promise<StatementResult>;
}

/** What `pg` has and its types leave out: the wire's side of a connection. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  close(what: { type: 'S'; name: string }): void;
  sync(): void;
}

/** The part of `pg.Query` that a client talks to. */
interface WireQuery {
  readonly name: string | undefined;
  readonly text: string;
  submit(wire: Wire): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
  handleEmptyQuery(wire: Wire): void;
  handleError(error: Error, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
}

const Query = pg.Query as unknown as new (config: object) => WireQuery;

/** One statement of a group, and where its result goes. */
class Part {
  readonly query: WireQuery;
  readonly result: Promise<StatementResult>;
  failure: Error | undefined;

  constructor({ text, values, name }: Statement) {
    let query: WireQuery | undefined;
    this.result = new Promise((resolve, reject) => {
      query = new Query({
        text,
        values: values ?? [],
        name,
        // Also without parameters: the simple protocol would end the group.
        queryMode: 'extended',
        types: rowTypes,
        callback: (error: Error | null, result: StatementResult) => {
          if (error === null) return resolve(result);
          this.failure = error;
          reject(error);
        },
      });
    });
    if (query === undefined) throw new Error('no query');
    this.query = query;
  }
}

/**
 * Statements that leave in one go and are answered in one go: one `Sync` of the extended protocol stands behind them all, so PostgreSQL sends its
 * answers once and the event loop wakes once, not once for each. When one fails, PostgreSQL skips the others, and they fail with the same error.
 */
export class StatementGroup extends (pg.Query as unknown as new (config: object) => object) implements WireQuery {
  readonly name = undefined;
  readonly text = '';
  readonly #parts: Part[] = [];
  #next = 0;
  #closed: string | undefined;
  #wire: Wire | undefined;
  /** Milliseconds after which the client gives up. */
  readonly query_timeout: number | undefined;
  /** Set by the client where it watches the time. */
  callback: ((error: Error | null) => void) | undefined;

  constructor(timeoutMs?: number) {
    super({ text: '' });
    this.query_timeout = timeoutMs;
  }

  get size(): number {
    return this.#parts.length;
  }

  /** Adds a statement; its result comes when the group has been sent. */
  add(statement: Statement): Promise<StatementResult> {
    const part = new Part(statement);
    this.#parts.push(part);
    return part.result;
  }

  /** Sends it. */
  leave(client: QueryRunner): void {
    (client as unknown as { query(group: StatementGroup): void }).query(this);
  }

  submit(wire: Wire): null {
    this.#wire = wire;
    // The same connection, where nobody but this group ends a group.
    const inner = Object.create(wire, { sync: { value: () => undefined } }) as Wire;
    wire.stream.cork();
    try {
      for (const [index, part] of this.#parts.entries()) {
        const { query } = part;
        const { name } = query;
        // Whether PostgreSQL knows a statement whose group failed can't be told; closing one that is not there is no error.
        if (name !== undefined && !(name in wire.parsedStatements) && !(name in wire.submittedNamedStatements))
          wire.close({ type: 'S', name });
        const error = query.submit(inner) ?? part.failure;
        if (error === undefined) continue;
        // A value that can't be sent: `pg` has closed the statement, and nothing behind it is sent.
        this.#closed = name;
        if (name !== undefined) forget(wire, name);
        for (const skipped of this.#parts.splice(index))
          if (skipped.failure === undefined) skipped.query.handleError(error, wire);
        break;
      }
    } finally {
      wire.sync();
      wire.stream.uncork();
    }
    return null;
  }

  handleRowDescription(message: unknown): void {
    this.#current?.query.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.#current?.query.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, wire: Wire): void {
    const current = this.#current;
    if (current === undefined) return;
    const { query } = current;
    query.handleCommandComplete(message, wire);
    if (query.name !== undefined && query.name !== this.#closed) {
      wire.parsedStatements[query.name] = query.text;
      delete wire.submittedNamedStatements[query.name];
    }
    this.#next += 1;
    query.handleReadyForQuery(wire);
  }

  handleEmptyQuery(wire: Wire): void {
    this.#current?.query.handleEmptyQuery(wire);
  }

  handleError(error: Error, wire: Wire): void {
    for (const { query } of this.#parts.slice(this.#next)) {
      const { name } = query;
      if (name !== undefined) delete this.#wire?.submittedNamedStatements[name];
      query.handleError(error, wire);
    }
    this.#next = this.#parts.length;
    this.callback?.(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(null);
  }

  get #current(): Part | undefined {
    return this.#parts[this.#next];
  }
}

function forget(wire: Wire, name: string): void {
  delete wire.parsedStatements[name];
  delete wire.submittedNamedStatements[name];
}
