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

/** What `pg` has and its types leave out: the wire's side of a connection. */
export interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  _send(message: Buffer): void;
  parse(what: { text: string; name: string | undefined; types: undefined }): void;
  bind(what: { statement: string | undefined; values: unknown[]; valueMapper: (value: unknown) => unknown }): void;
  describe(what: { type: 'P'; name: string }): void;
  execute(what: object): void;
  close(what: { type: 'S'; name: string }): void;
  sync(): void;
}

/** A column of a result, as PostgreSQL describes it. */
interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** How the rows of a statement are read. */
interface Shape {
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
}

const NOTHING: Shape = { names: [], parsers: [] };

/** Of each connection, how the rows of its named statements look: PostgreSQL describes them once, and refuses to run one whose rows changed. */
const shapes = new WeakMap<object, Map<string, Shape>>();

const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

/** One statement of a group, and where its result goes. */
export class StatementPart {
  readonly name: string | undefined;
  readonly text: string;
  readonly result: Promise<StatementResult>;
  readonly #values: unknown[];
  readonly #rows: unknown[] = [];
  #resolve: (result: StatementResult) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #shape: Shape | undefined;
  #failure: Error | undefined;

  constructor({ text, values, name }: Statement) {
    this.text = text;
    this.name = name;
    this.#values = values ?? [];
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Writes it. Throws when a value can't be sent. */
  write(wire: Wire): void {
    const { name, text } = this;
    const previous =
      name === undefined ? undefined : (wire.parsedStatements[name] ?? wire.submittedNamedStatements[name]);
    if (previous !== undefined && previous !== text) throw new Error(`two statements have the name ${name}`);
    if (previous === undefined) {
      // Whether PostgreSQL knows a statement whose group failed can't be told; closing one that is not there is no error.
      if (name !== undefined) wire.close({ type: 'S', name });
      wire.parse({ text, name, types: undefined });
      if (name !== undefined) wire.submittedNamedStatements[name] = text;
    }
    wire.bind({ statement: name, values: this.#values, valueMapper: prepareValue });
    this.#shape = previous === undefined || name === undefined ? undefined : shapes.get(wire)?.get(name);
    if (this.#shape === undefined) wire.describe({ type: 'P', name: '' });
    wire.execute({});
  }

  describe(fields: readonly Field[], known: object): void {
    const shape = {
      names: fields.map((field) => field.name),
      parsers: fields.map((field) => rowTypes.getTypeParser(field.dataTypeID, 'text') as (text: string) => unknown),
    };
    this.#remember(shape, known);
  }

  addRow(values: readonly (string | null)[]): void {
    const { names, parsers } = this.#shape ?? NOTHING;
    const row: Record<string, unknown> = {};
    try {
      for (let at = 0; at < values.length; at += 1) {
        const value = values[at] ?? null;
        row[names[at] ?? ''] = value === null ? null : parsers[at]?.(value);
      }
      this.#rows.push(row);
    } catch (error) {
      this.#failure = error as Error;
    }
  }

  /** It has run; `tag` is what PostgreSQL says of it, like `INSERT 0 5`. */
  complete(tag: string, known: object): void {
    if (this.#shape === undefined) this.#remember(NOTHING, known);
    if (this.#failure !== undefined) {
      this.#reject(this.#failure);
      return;
    }
    const [command = '', ...numbers] = tag.split(' ');
    const count = numbers.at(-1);
    const rowCount = count === undefined || !/^\d+$/.test(count) ? null : Number(count);
    this.#resolve({ rows: this.#rows, rowCount, command });
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  #remember(shape: Shape, known: object): void {
    this.#shape = shape;
    if (this.name === undefined) return;
    let remembered = shapes.get(known);
    if (remembered === undefined) {
      remembered = new Map();
      shapes.set(known, remembered);
    }
    remembered.set(this.name, shape);
  }
}
