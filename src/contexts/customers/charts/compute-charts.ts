import type { DuckDBConnection } from '@duckdb/node-api';
import type { Tx } from '../../../platform/database/index.ts';
import { ADMINISTRATION, type CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { startOfLastDays } from '../domain/china-time.ts';
import { toDuckValue } from '../events/analytics.ts';
import { fieldsOfEvents } from '../events/event-fields.ts';
import { prepareTables } from '../segment/compute-segment.ts';
import { withoutEmployees } from '../segment/without-employees.ts';
import { type Cell, cell, type FunnelQuestion, nameFaults, type RetentionQuestion } from './domain/chart-question.ts';

/** Under which activity people are analysed for a chart, and for whom. */
export interface ChartAsker {
  /** Customer administration unless told. */
  readonly activity?: string;
  readonly by: string;
}

/** A funnel: how many people reached each step. */
export interface Funnel {
  readonly steps: { readonly event: string; readonly count: number | null }[];
  readonly unanalysed: number;
  readonly receipt: string;
}

/** Cohorts, the oldest first, and of each how many came back in the same period, the next, and so on until now. */
export interface Retention {
  readonly cohorts: {
    /** The first day, for example "2026-11-09". */
    readonly from: string;
    readonly size: number | null;
    readonly back: (number | null)[];
  }[];
  readonly unanalysed: number;
  readonly receipt: string;
}

/**
 * Counts how many people went from step to step, each by the nearest later event of the next name. Looking is a use, under the gate, with one receipt; cells of
 * fewer than ten people are withheld.
 */
export async function computeFunnel(
  deps: CustomersDeps,
  tx: Tx,
  question: FunnelQuestion,
  asker: ChartAsker,
): Promise<Funnel> {
  const faults = nameFaults(question.steps.map((name, place) => ({ path: `steps[${place}]`, name })));
  if (faults.length > 0) throw badFields('chart', faults);
  return look(deps, tx, asker, 'chart:funnel', question.steps, { ...question }, async (connection, events) => {
    const counts = await numbers(connection, funnelSql(question, events), [
      ...question.steps,
      startOfLastDays(deps.clock.now(), question.startedWithinDays),
      question.withinDays,
    ]);
    const row = counts[0] ?? [];
    return { steps: question.steps.map((event, place) => ({ event, ...cell(row[place] ?? 0) })) };
  });
}

/** Counts who came back, by the week or month of their first time. The same rules as for a funnel. */
export async function computeRetention(
  deps: CustomersDeps,
  tx: Tx,
  question: RetentionQuestion,
  asker: ChartAsker,
): Promise<Retention> {
  const faults = nameFaults([
    { path: 'start', name: question.start },
    { path: 'back', name: question.back },
  ]);
  if (faults.length > 0) throw badFields('chart', faults);
  return look(
    deps,
    tx,
    asker,
    'chart:retention',
    [question.start, question.back],
    { ...question },
    async (connection, events) => {
      const values = [question.start, question.back, deps.clock.now(), question.periods];
      const rows = await numbers(connection, retentionSql(question, events), values);
      const sized = (cohort: number, place: number): Cell =>
        cell(rows.find(([of, at]) => of === cohort && at === place)?.[2] ?? 0);
      const starts = [...new Set(rows.map(([of]) => of ?? 0))].sort((left, right) => left - right);
      return {
        cohorts: starts.map((start) => ({
          from: new Date(start * DAY_MS).toISOString().slice(0, 10),
          size: sized(start, -1).count,
          back: rows
            .filter(([of, at]) => of === start && at !== -1)
            .map(([, at]) => at ?? 0)
            .sort((left, right) => left - right)
            .map((place) => sized(start, place).count),
        })),
      };
    },
  );
}

const DAY_MS = 86_400_000;

async function look<Counted extends object>(
  deps: CustomersDeps,
  tx: Tx,
  { activity = ADMINISTRATION, by }: ChartAsker,
  subject: string,
  names: readonly string[],
  detail: Record<string, string | number | readonly string[]>,
  count: (connection: DuckDBConnection, events: string) => Promise<Counted>,
): Promise<Counted & { unanalysed: number; receipt: string }> {
  // Throws if there is no such activity.
  await deps.register.activity(tx, activity);
  const asked = { activity, operation: 'use', fields: await fieldsOfEvents(tx, names) } as const;
  const population = await deps.gate.decidePopulation(tx, { ...asked, ordinals: 'all' });
  const allowed = await withoutEmployees(deps, tx, population.allowed);
  const { receipt } = await deps.gate.recordPopulationUse(tx, {
    ...asked,
    allowed,
    purposeNote: '漏斗与留存分析 / funnel and retention',
    by,
    subject,
    detail: { question: JSON.stringify(detail) },
  });
  const unanalysed = population.excluded.reduce((sum, reason) => sum + reason.count, 0);
  const counted = await deps.analytics.connected(async (connection) => {
    const { events } = await prepareTables(connection, allowed);
    return count(connection, events);
  });
  return { ...counted, unanalysed, receipt: receipt.id };
}

async function numbers(
  connection: DuckDBConnection,
  sql: string,
  values: readonly (string | number | Date)[],
): Promise<number[][]> {
  const rows = await connection.runAndReadAll(sql, values.map(toDuckValue));
  return rows.getRows().map((row) => row.map(Number));
}

// As in the segment language: of each first step the nearest chain, and the person counts for a step if any of their chains has it in time.
function funnelSql({ steps }: FunnelQuestion, events: string): string {
  const since = `$${steps.length + 1}`;
  const window = `to_days($${steps.length + 2}::integer)`;
  let chain = `select ordinal, happened_at as begun, happened_at as reached0 from ${events} where name = $1 and happened_at >= ${since}`;
  for (let step = 1; step < steps.length; step += 1) {
    const before = Array.from({ length: step }, (_, place) => `c.reached${place}`).join(', ');
    // DuckDB pairs a chain that has ended, whose last instant is null, with some event all the same.
    const reached = `case when c.reached${step - 1} is null then null else e.happened_at end`;
    chain = `select c.ordinal, c.begun, ${before}, ${reached} as reached${step} from (${chain}) c
      asof left join (select ordinal, happened_at from ${events} where name = $${step + 1}) e
        on c.ordinal = e.ordinal and c.reached${step - 1} < e.happened_at`;
  }
  const counts = steps.map(
    (_, place) => `count(distinct case when reached${place} <= begun + ${window} then ordinal end)::integer`,
  );
  return `select ${counts.join(', ')} from (${chain})`;
}

// Place -1 is the cohort itself. Periods that no one of a cohort came back in are there with 0.
function retentionSql({ unit }: RetentionQuestion, events: string): string {
  const period = (instant: string) => `date_trunc('${unit}', ${instant} + interval 8 hours)::date`;
  return `with first as (
      select ordinal, ${period('min(happened_at)')} as cohort from ${events}
       where name = $1 group by ordinal),
    now as (select ${period('$3::timestamp')} as period),
    young as (select f.* from first f, now n
       where f.cohort <= n.period and f.cohort > n.period - to_${unit}s($4::integer)),
    came as (select distinct y.cohort, y.ordinal, datediff('${unit}', y.cohort, ${period('e.happened_at')}) as place
       from young y join ${events} e on e.ordinal = y.ordinal and e.name = $2),
    cohorts as (select cohort, count(*) as size from young group by cohort),
    places as (select c.cohort, unnest(range(0, datediff('${unit}', c.cohort, n.period) + 1)) as place from cohorts c, now n)
    select (p.cohort - date '1970-01-01')::integer, p.place::integer, count(distinct came.ordinal)::integer
      from places p left join came on came.cohort = p.cohort and came.place = p.place group by 1, 2
    union all select (cohort - date '1970-01-01')::integer, -1, size::integer from cohorts`;
}
