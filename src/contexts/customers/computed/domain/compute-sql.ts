import { startOfLastDays } from '../../domain/china-time.ts';
import type { SqlValue } from '../../segment/domain/compile-sql.ts';
import type { ComputedSpec } from './computed-spec.ts';

/** The tables that a computation reads: the rows of those who may be analysed, each human once. */
export interface ComputeTables {
  readonly now: Date;
  readonly events: string;
  /** Events with their declared class. */
  readonly classes: string;
}

/** A DuckDB query with the columns `ordinal`, `number` and `word`, each person at most once. */
export interface ComputeQuery {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The instant as the wall clock of Asia/Shanghai: UTC+8 since 1991, without summer time. */
const LOCAL = `(happened_at + interval 8 hour)`;
const WEEKDAYS = `case isodow(${LOCAL}) when 1 then 'monday' when 2 then 'tuesday' when 3 then 'wednesday' when 4 then 'thursday'
  when 5 then 'friday' when 6 then 'saturday' else 'sunday' end`;
const PARTS = `case when hour(${LOCAL}) < 6 then 'night' when hour(${LOCAL}) < 12 then 'morning' when hour(${LOCAL}) < 18 then 'afternoon' else 'evening' end`;

/** Compiles how a trait is computed for everybody who may be analysed. Names of tables come from the program, every value is a parameter. */
export function computeSql(spec: ComputedSpec, tables: ComputeTables): ComputeQuery {
  const values: SqlValue[] = [];
  const place = (value: SqlValue): string => `$${values.push(value)}`;
  const since = 'withinDays' in spec && spec.withinDays !== undefined ? spec.withinDays : undefined;
  const from = (table: string): string => {
    const within = since === undefined ? '' : ` and happened_at >= ${place(startOfLastDays(tables.now, since))}`;
    return `from ${table} where name = ${place(spec.event)}${within}`;
  };
  const daysSince = (instant: string): string =>
    `date_diff('day', (${instant} + interval 8 hour)::date, (${place(tables.now)}::timestamp + interval 8 hour)::date)`;
  switch (spec.kind) {
    case 'count':
      return {
        sql: `select ordinal, count(*)::double as number, null::varchar as word ${from(tables.events)} group by ordinal`,
        values,
      };
    case 'sum':
      return {
        sql: `select ordinal, coalesce(sum(amount_fen), 0)::double as number, null::varchar as word ${from(tables.events)} group by ordinal`,
        values,
      };
    case 'first':
    case 'last': {
      const instant = spec.kind === 'first' ? 'min(happened_at)' : 'max(happened_at)';
      return {
        sql: `select ordinal, ${daysSince(instant)}::double as number, null::varchar as word ${from(tables.events)} group by ordinal`,
        values,
      };
    }
    case 'favourite': {
      const word = spec.of === 'class' ? 'class' : spec.of === 'weekday' ? WEEKDAYS : PARTS;
      const table = spec.of === 'class' ? tables.classes : tables.events;
      // Of several equally often the first by its name, so that it is the same at every computation.
      return {
        sql: `select ordinal, null::double as number, word from (
          select ordinal, word, row_number() over (partition by ordinal order by count(*) desc, word) as place
            from (select ordinal, ${word} as word ${from(table)}) group by ordinal, word) where place = 1`,
        values,
      };
    }
    case 'rfm': {
      const measure = {
        recency: 'max(happened_at)',
        frequency: 'count(*)',
        amount: 'coalesce(sum(amount_fen), 0)',
      }[spec.measure];
      // Equal people are told apart by their ordinal, as in segments: fifths are of equal size.
      return {
        sql: `select ordinal, (ntile(5) over (order by measure, ordinal))::double as number, null::varchar as word
          from (select ordinal, ${measure} as measure ${from(tables.events)} group by ordinal)`,
        values,
      };
    }
    case 'life-stage': {
      const first = daysSince('min(happened_at)');
      const last = daysSince('max(happened_at)');
      return {
        sql: `select ordinal, null::double as number, case when ${first} < ${place(spec.newDays)} then 'new' when ${last} < ${place(spec.activeDays)} then 'active'
          when ${last} < ${place(spec.sleepingDays)} then 'sleeping' else 'lost' end as word ${from(tables.events)} group by ordinal`,
        values,
      };
    }
  }
}
