import { startOfLastDays } from '../../domain/china-time.ts';
import type { Definition, EventCondition, TraitCondition } from './definition.ts';

/** A value for a place in a statement. */
export type SqlValue = string | number | bigint | Date;

/** A DuckDB statement that yields one column `ordinal`, each at most once. */
export interface CompiledSegment {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export interface CompileOptions {
  readonly now: Date;
  /** A table with a column `ordinal` that holds the people whose analysis is permitted. */
  readonly population: string;
  /** Whether somebody is missing from it. Then nobody else's rows are read: analysing people is a use. */
  readonly restricted: boolean;
}

/** Compiles a definition to parameterised DuckDB SQL. Names of tables come from the program, every value is a parameter. */
export function compileSql(definition: Definition, options: CompileOptions): CompiledSegment {
  const values: SqlValue[] = [];
  const sql = new Compiler(options, values).definition(definition);
  return { sql, values };
}

class Compiler {
  readonly #options: CompileOptions;
  readonly #values: SqlValue[];

  constructor(options: CompileOptions, values: SqlValue[]) {
    this.#options = options;
    this.#values = values;
  }

  definition(definition: Definition): string {
    if ('all' in definition) return this.#joined(definition.all, 'intersect');
    if ('any' in definition) return this.#joined(definition.any, 'union');
    if ('not' in definition)
      return `select ordinal from ${this.#options.population} except (${this.#joined(definition.not, 'union')})`;
    return 'event' in definition ? this.#event(definition) : this.#trait(definition);
  }

  #joined(definitions: readonly Definition[], operator: 'intersect' | 'union'): string {
    return definitions.map((each) => `(${this.definition(each)})`).join(` ${operator} `);
  }

  #event({ event }: EventCondition): string {
    const conditions = [`name = ${this.#place(event.name)}`];
    if (event.withinDays !== undefined)
      conditions.push(`happened_at >= ${this.#place(startOfLastDays(this.#options.now, event.withinDays))}`);
    if (event.minAmount !== undefined) conditions.push(`amount_fen >= ${this.#place(BigInt(event.minAmount))}`);
    return `select ordinal from event where ${conditions.join(' and ')}${this.#among()} group by ordinal having count(*) >= ${this.#place(event.atLeast)}`;
  }

  #trait({ trait }: TraitCondition): string {
    const places = trait.in.map((value) => this.#place(value)).join(', ');
    return `select distinct ordinal from trait where name = ${this.#place(trait.name)} and value in (${places})${this.#among()}`;
  }

  #among(): string {
    return this.#options.restricted ? ` and ordinal in (select ordinal from ${this.#options.population})` : '';
  }

  #place(value: SqlValue): string {
    this.#values.push(value);
    return `$${this.#values.length}`;
  }
}

/** Whether a definition asks for people who did not do something, so that it needs to know who everybody is. */
export function asksForAbsence(definition: Definition): boolean {
  if ('not' in definition) return true;
  if ('all' in definition) return definition.all.some(asksForAbsence);
  return 'any' in definition && definition.any.some(asksForAbsence);
}
