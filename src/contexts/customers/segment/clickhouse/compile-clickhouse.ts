import { startOfLastDays } from '../../domain/china-time.ts';
import {
  type Definition,
  type EventCondition,
  outsideKey,
  type RfmCondition,
  type SequenceCondition,
} from '../domain/definition.ts';

/** A typed parameter of ClickHouse's HTTP interface: `{p1:String}` in the statement, `param_p1` in the address. */
export interface ClickhouseParameter {
  readonly type: 'String' | 'UInt64' | 'Int64' | 'Array(UInt32)' | "DateTime64(3, 'UTC')";
  readonly value: string;
}

/** A ClickHouse statement that yields one column `ordinal`, each at most once. */
export interface ClickhouseSegment {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, ClickhouseParameter>>;
}

/** Names of tables, which come from the program. */
export interface ClickhouseTables {
  readonly events: string;
  readonly traits: string;
  /** The people whose analysis is permitted; rows of nobody else are read. */
  readonly population: string;
  /** The people for whom conditions hold that are answered elsewhere, by `outsideKey`. */
  readonly outside: ReadonlyMap<string, string>;
}

/** Compiles a definition to parameterised ClickHouse SQL: the same trees as `compileSql`, with the same people (decision 0071). */
export function compileClickhouse(definition: Definition, now: Date, tables: ClickhouseTables): ClickhouseSegment {
  const parameters: Record<string, ClickhouseParameter> = {};
  return { sql: new Compiler(now, tables, parameters).definition(definition), parameters };
}

class Compiler {
  readonly #now: Date;
  readonly #tables: ClickhouseTables;
  readonly #parameters: Record<string, ClickhouseParameter>;

  constructor(now: Date, tables: ClickhouseTables, parameters: Record<string, ClickhouseParameter>) {
    this.#now = now;
    this.#tables = tables;
    this.#parameters = parameters;
  }

  definition(definition: Definition): string {
    if ('all' in definition) return this.#joined(definition.all, 'intersect distinct');
    if ('any' in definition) return this.#joined(definition.any, 'union distinct');
    if ('not' in definition)
      return `select ordinal from ${this.#tables.population} except distinct (${this.#joined(definition.not, 'union distinct')})`;
    if ('sequence' in definition) return this.#sequence(definition);
    if ('rfm' in definition) return this.#rfm(definition);
    if ('event' in definition) return this.#event(definition);
    if ('trait' in definition) {
      const values = definition.trait.in.map((value) => this.#text(value)).join(', ');
      return `select distinct ordinal from ${this.#tables.traits} where name = ${this.#text(definition.trait.name)} and value in (${values}) and ${this.#among()}`;
    }
    if ('tag' in definition)
      return `select distinct ordinal from ${this.#tables.traits} where name = ${this.#text(`tag.${definition.tag}`)} and ${this.#among()}`;
    if ('segment' in definition) throw new Error('named segments are put in before compiling');
    const table = this.#tables.outside.get(outsideKey(definition));
    if (table === undefined) throw new Error('a condition that nobody answered');
    return `select distinct ordinal from ${table}`;
  }

  #joined(definitions: readonly Definition[], operator: string): string {
    if (definitions.length === 0) return `select ordinal from ${this.#tables.population} where false`;
    return definitions.map((each) => `(${this.definition(each)})`).join(` ${operator} `);
  }

  #event({ event }: EventCondition): string {
    const { name, withinDays, minAmount, atLeast, atMost, sumAtLeast, sumAtMost, firstWithinDays, notSinceDays } =
      event;
    const where = [`name = ${this.#text(name)}`];
    if (withinDays !== undefined) where.push(`happened_at >= ${this.#lastDays(withinDays)}`);
    if (minAmount !== undefined) where.push(`amount_fen >= ${this.#fen(minAmount)}`);
    where.push(this.#among());
    const having = [`count() >= ${this.#number(atLeast)}`];
    if (atMost !== undefined) having.push(`count() <= ${this.#number(atMost)}`);
    if (sumAtLeast !== undefined) having.push(`sum(ifNull(amount_fen, 0)) >= ${this.#fen(sumAtLeast)}`);
    if (sumAtMost !== undefined) having.push(`sum(ifNull(amount_fen, 0)) <= ${this.#fen(sumAtMost)}`);
    if (firstWithinDays !== undefined) having.push(`min(happened_at) >= ${this.#lastDays(firstWithinDays)}`);
    if (notSinceDays !== undefined) having.push(`max(happened_at) < ${this.#lastDays(notSinceDays)}`);
    return `select ordinal from ${this.#tables.events} where ${where.join(' and ')} group by ordinal having ${having.join(' and ')}`;
  }

  #sequence({ sequence }: SequenceCondition): string {
    const [first = '', ...others] = sequence.steps;
    const { events } = this.#tables;
    const started =
      sequence.startedWithinDays === undefined
        ? ''
        : ` and happened_at >= ${this.#lastDays(sequence.startedWithinDays)}`;
    let chain = `select ordinal, happened_at as begun, happened_at as reached from ${events} where name = ${this.#text(first)}${started} and ${this.#among()}`;
    for (const step of others)
      chain =
        `select c.ordinal as ordinal, c.begun as begun, e.happened_at as reached from (${chain}) as c asof inner join ` +
        `(select ordinal, happened_at from ${events} where name = ${this.#text(step)} and ${this.#among()}) as e ` +
        'on c.ordinal = e.ordinal and c.reached < e.happened_at';
    return `select distinct ordinal from (${chain}) where reached <= begun + toIntervalDay(${this.#number(sequence.withinDays)})`;
  }

  // ntile(5) spelled out: the first (rows modulo 5) fifths have one person more.
  #rfm({ rfm }: RfmCondition): string {
    const people =
      `select ordinal, max(happened_at) as recency, count() as frequency, sum(ifNull(amount_fen, 0)) as amount from ${this.#tables.events} ` +
      `where name = ${this.#text(rfm.name)} and happened_at >= ${this.#lastDays(rfm.withinDays)} and ${this.#among()} group by ordinal`;
    const wanted = (['recency', 'frequency', 'amount'] as const).filter((measure) => rfm[measure] !== undefined);
    const places = wanted.map((measure) => `row_number() over (order by ${measure}, ordinal) as ${measure}_place`);
    const fifths = wanted.map((measure) => `${fifth(`${measure}_place`)} as ${measure}_fifth`);
    const conditions = wanted.map(
      (measure) => `${measure}_fifth in (${(rfm[measure] ?? []).map((each) => this.#number(each)).join(', ')})`,
    );
    return `select ordinal from (select ordinal, ${fifths.join(', ')} from (select ordinal, ${places.join(', ')}, count() over () as everybody from (${people}))) where ${conditions.join(' and ')}`;
  }

  #among(): string {
    return `ordinal in (select ordinal from ${this.#tables.population})`;
  }

  #lastDays(days: number): string {
    const since = startOfLastDays(this.#now, days).toISOString();
    return this.#place("DateTime64(3, 'UTC')", since.slice(0, 23).replace('T', ' '));
  }

  #text(value: string): string {
    return this.#place('String', value);
  }

  #number(value: number): string {
    return this.#place('UInt64', String(value));
  }

  #fen(value: number): string {
    return this.#place('Int64', String(value));
  }

  #place(type: ClickhouseParameter['type'], value: string): string {
    const name = `p${Object.keys(this.#parameters).length + 1}`;
    this.#parameters[name] = { type, value };
    return `{${name}:${type}}`;
  }
}

function fifth(place: string): string {
  const large = '(intDiv(everybody, 5) + 1)';
  const inLarge = `(everybody % 5) * ${large}`;
  return (
    `if(${place} <= ${inLarge}, intDiv(${place} - 1, ${large}) + 1, ` +
    `intDiv(${place} - 1 - ${inLarge}, greatest(intDiv(everybody, 5), 1)) + (everybody % 5) + 1)`
  );
}
