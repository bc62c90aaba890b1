import pg from 'pg';
import { type Statement, StatementPart, type StatementResult, type Wire } from './statement-part.ts';

/** A client that runs statements one by one, or a group as if it were one. */
export interface QueryRunner {
  query(config: Statement & { query_timeout?: number }): Promise<StatementResult>;
}

/** The part of `pg.Query` that a client talks to. */
interface WireQuery {
  submit(wire: Wire): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
  handleEmptyQuery(wire: Wire): void;
  handleError(error: Error, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
}

/** Up to this size the messages of a group are put together before they are written: one piece costs the kernel less than thirty. */
const ONE_PIECE = 65_536;

/**
 * Statements that leave in one go and are answered in one go: one `Sync` of the extended protocol stands behind them all, so PostgreSQL sends its
 * answers once and the event loop wakes once, not once for each. When one fails, PostgreSQL skips the others, and they fail with the same error.
 */
export class StatementGroup implements WireQuery {
  readonly name = undefined;
  readonly text = '';
  readonly #parts: StatementPart[] = [];
  #next = 0;
  #wire: Wire | undefined;
  /** Milliseconds after which the client gives up. */
  readonly query_timeout: number | undefined;
  /** Set by the client where it watches the time. */
  callback: ((error: Error | null) => void) | undefined;

  constructor(timeoutMs?: number) {
    this.query_timeout = timeoutMs;
  }

  get size(): number {
    return this.#parts.length;
  }

  /** Adds a statement; its result comes when the group has been sent. */
  add(statement: Statement): Promise<StatementResult> {
    const part = new StatementPart(statement);
    this.#parts.push(part);
    return part.result;
  }

  /** Sends it. */
  leave(client: QueryRunner): void {
    (client as unknown as { query(group: StatementGroup): void }).query(this);
  }

  submit(wire: Wire): null {
    this.#wire = wire;
    const messages: Buffer[] = [];
    // The connection itself gathers meanwhile: an object that inherits from it would make V8 rebuild it each time.
    const sendOne = wire._send;
    wire._send = (message) => void messages.push(message);
    try {
      this.#write(wire, messages);
      wire.sync();
    } finally {
      wire._send = sendOne;
    }
    send(wire, messages);
    return null;
  }

  handleRowDescription(message: { fields: Parameters<StatementPart['describe']>[0] }): void {
    if (this.#wire !== undefined) this.#current?.describe(message.fields, this.#wire);
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    this.#current?.addRow(message.fields);
  }

  handleCommandComplete(message: { text: string }, wire: Wire): void {
    this.#done(message.text, wire);
  }

  handleEmptyQuery(wire: Wire): void {
    this.#done('', wire);
  }

  handleError(error: Error): void {
    for (const part of this.#parts.slice(this.#next)) {
      if (part.name !== undefined) delete this.#wire?.submittedNamedStatements[part.name];
      part.fail(error);
    }
    this.#next = this.#parts.length;
    this.callback?.(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(null);
  }

  #write(wire: Wire, messages: Buffer[]): void {
    for (const [index, part] of this.#parts.entries()) {
      const before = messages.length;
      try {
        part.write(wire);
      } catch (error) {
        // A value that can't be sent: neither this nor anything behind it is.
        messages.length = before;
        if (part.name !== undefined) delete wire.submittedNamedStatements[part.name];
        for (const skipped of this.#parts.splice(index)) skipped.fail(error as Error);
        return;
      }
    }
  }

  #done(tag: string, wire: Wire): void {
    const part = this.#current;
    if (part === undefined) return;
    if (part.name !== undefined) {
      wire.parsedStatements[part.name] = part.text;
      delete wire.submittedNamedStatements[part.name];
    }
    this.#next += 1;
    part.complete(tag, wire);
  }

  get #current(): StatementPart | undefined {
    return this.#parts[this.#next];
  }
}

// A pipelined client takes only its own kind. Its constructor is left out: it copies settings and opens an emitter that no group needs.
Object.setPrototypeOf(StatementGroup.prototype, pg.Query.prototype as object);

function send(wire: Wire, messages: readonly Buffer[]): void {
  const length = messages.reduce((sum, message) => sum + message.length, 0);
  if (length <= ONE_PIECE) {
    wire._send(Buffer.concat(messages, length));
    return;
  }
  wire.stream.cork();
  try {
    for (const message of messages) wire._send(message);
  } finally {
    wire.stream.uncork();
  }
}
