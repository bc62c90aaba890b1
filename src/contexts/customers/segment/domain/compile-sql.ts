import { startOfLastDays } from '../../domain/china-time.ts';
import {
  type ComputedCondition,
  type Definition,
  type EventCondition,
  type FieldCondition,
  outsideKey,
  type PermissionCondition,
  type RfmCondition,
  type SequenceCondition,
  type TraitCondition,
} from './definition.ts';

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
  /** The tables to read, with the columns of DuckDB's own and the rows of those people alone. */
  readonly events: string;
  readonly traits: string;
  readonly computed: string;
  /** The tables of the people for whom conditions hold that are answered elsewhere, by `outsideKey`. */
  readonly outside?: ReadonlyMap<string, string>;
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

  get #events(): string {
    return this.#options.events;
  }

  definition(definition: Definition): string {
    if ('all' in definition) return this.#joined(definition.all, 'intersect');
    if ('any' in definition) return this.#joined(definition.any, 'union');
    if ('not' in definition)
      return `select ordinal from ${this.#options.population} except (${this.#joined(definition.not, 'union')})`;
    if ('sequence' in definition) return this.#sequence(definition);
    if ('rfm' in definition) return this.#rfm(definition);
    if ('tag' in definition) return this.#tag(definition.tag);
    if ('computed' in definition) return this.#computed(definition);
    if ('permission' in definition || 'field' in definition) return this.#outside(definition);
    if ('segment' in definition) throw new Error('named segments are put in before compiling');
    return 'event' in definition ? this.#event(definition) : this.#trait(definition);
  }

  #joined(definitions: readonly Definition[], operator: 'intersect' | 'union'): string {
    if (definitions.length === 0) return 'select 0 as ordinal where false';
    return definitions.map((each) => `(${this.definition(each)})`).join(` ${operator} `);
  }

  #event({ event }: EventCondition): string {
    const conditions = [`name = ${this.#place(event.name)}`];
    if (event.withinDays !== undefined)
      conditions.push(`happened_at >= ${this.#place(startOfLastDays(this.#options.now, event.withinDays))}`);
    if (event.minAmount !== undefined) conditions.push(`amount_fen >= ${this.#place(BigInt(event.minAmount))}`);
    return `select ordinal from ${this.#events} where ${conditions.join(' and ')} group by ordinal having ${this.#having(event).join(' and ')}`;
  }

  #having(event: EventCondition['event']): string[] {
    const { now } = this.#options;
    const having = [`count(*) >= ${this.#place(event.atLeast)}`];
    if (event.atMost !== undefined) having.push(`count(*) <= ${this.#place(event.atMost)}`);
    // Events without an amount count as nothing: a sum over none of them is 0, not unknown.
    if (event.sumAtLeast !== undefined)
      having.push(`coalesce(sum(amount_fen), 0) >= ${this.#place(BigInt(event.sumAtLeast))}`);
    if (event.sumAtMost !== undefined)
      having.push(`coalesce(sum(amount_fen), 0) <= ${this.#place(BigInt(event.sumAtMost))}`);
    if (event.firstWithinDays !== undefined)
      having.push(`min(happened_at) >= ${this.#place(startOfLastDays(now, event.firstWithinDays))}`);
    if (event.notSinceDays !== undefined)
      having.push(`max(happened_at) < ${this.#place(startOfLastDays(now, event.notSinceDays))}`);
    return having;
  }

  // From every first step the nearest later event of the next name, and so on: if any chain fits the window, the nearest one does.
  #sequence({ sequence }: SequenceCondition): string {
    const [first = '', ...others] = sequence.steps;
    const started =
      sequence.startedWithinDays === undefined
        ? ''
        : ` and happened_at >= ${this.#place(startOfLastDays(this.#options.now, sequence.startedWithinDays))}`;
    let chain = `select ordinal, happened_at as begun, happened_at as reached from ${this.#events} where name = ${this.#place(first)}${started}`;
    for (const step of others)
      chain =
        `select c.ordinal, c.begun, e.happened_at as reached from (${chain}) c asof join ` +
        `(select ordinal, happened_at from ${this.#events} where name = ${this.#place(step)}) e ` +
        'on c.ordinal = e.ordinal and c.reached < e.happened_at';
    return `select distinct ordinal from (${chain}) where reached <= begun + to_days(${this.#place(sequence.withinDays)}::integer)`;
  }

  // Equal people are told apart by their ordinal, so that fifths are of equal size and the same at every computation.
  #rfm({ rfm }: RfmCondition): string {
    const since = this.#place(startOfLastDays(this.#options.now, rfm.withinDays));
    const people = `select ordinal, max(happened_at) as recency, count(*) as frequency, coalesce(sum(amount_fen), 0) as amount
      from ${this.#events} where name = ${this.#place(rfm.name)} and happened_at >= ${since} group by ordinal`;
    const wanted = (['recency', 'frequency', 'amount'] as const).filter((measure) => rfm[measure] !== undefined);
    const fifths = wanted.map((measure) => `ntile(5) over (order by ${measure}, ordinal) as ${measure}`);
    const conditions = wanted.map(
      (measure) => `${measure} in (${(rfm[measure] ?? []).map((fifth) => this.#place(fifth)).join(', ')})`,
    );
    return `select ordinal from (select ordinal, ${fifths.join(', ')} from (${people})) where ${conditions.join(' and ')}`;
  }

  #trait({ trait }: TraitCondition): string {
    const places = trait.in.map((value) => this.#place(value)).join(', ');
    return `select distinct ordinal from ${this.#options.traits} where name = ${this.#place(trait.name)} and value in (${places})`;
  }

  #tag(code: string): string {
    return `select distinct ordinal from ${this.#options.traits} where name = ${this.#place(`tag.${code}`)}`;
  }

  #outside(condition: PermissionCondition | FieldCondition): string {
    const table = this.#options.outside?.get(outsideKey(condition));
    if (table === undefined) throw new Error('a condition that nobody answered');
    return `select distinct ordinal from ${table}`;
  }

  #computed({ computed }: ComputedCondition): string {
    const conditions = [`code = ${this.#place(computed.code)}`];
    if (computed.atLeast !== undefined) conditions.push(`number >= ${this.#place(computed.atLeast)}`);
    if (computed.atMost !== undefined) conditions.push(`number <= ${this.#place(computed.atMost)}`);
    if (computed.in !== undefined)
      conditions.push(`word in (${computed.in.map((word) => this.#place(word)).join(', ')})`);
    return `select distinct ordinal from ${this.#options.computed} where ${conditions.join(' and ')}`;
  }

  #place(value: SqlValue): string {
    this.#values.push(value);
    return `$${this.#values.length}`;
  }
}
