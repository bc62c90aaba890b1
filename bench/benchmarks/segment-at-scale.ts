import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Analytics } from '../../src/contexts/customers/events/analytics.ts';
import { matching } from '../../src/contexts/customers/segment/compute-segment.ts';
import type { Definition } from '../../src/contexts/customers/segment/domain/definition.ts';
import type { Benchmark } from '../measure.ts';

/** Today, for the events that are made. */
export const NOW = new Date('2026-11-11T12:00:00Z');
/** Midnight in Shanghai of the first of the last 90 and 365 days. */
const SINCE_90 = "timestamp '2026-08-13 16:00:00'";
const SINCE_365 = "timestamp '2025-11-11 16:00:00'";
/** Events, and a twentieth as many people. */
export const EVENTS = Number(process.env['ZHINUO_BENCH_EVENTS'] ?? 20_000_000);
export const PEOPLE = Math.max(1000, Math.floor(EVENTS / 20));

const FUNNEL = ['view', 'cart', 'checkout', 'pay', 'review'];

/** Made by arithmetic on the row's number: the same at every run, and spread like a year of a shop. */
export const MADE = `insert into event
  select (hash(i) % ${PEOPLE})::integer + 1, ['view', 'cart', 'checkout', 'pay', 'review', 'purchase'][(hash(i * 7) % 6)::integer + 1],
         timestamp '2025-11-11 16:00:00' + to_seconds((hash(i * 13) % 31536000)::integer), 1, (hash(i * 17) % 50000)::bigint
    from range(${EVENTS}) as made (i)`;

function chain(steps: readonly string[]): string {
  const [first, ...others] = steps;
  return others.reduce(
    (before, step) =>
      `select c.ordinal, c.begun, e.happened_at as reached from (${before}) c
         asof join (select ordinal, happened_at from event where name = '${step}') e
           on c.ordinal = e.ordinal and c.reached < e.happened_at`,
    `select ordinal, happened_at as begun, happened_at as reached from event where name = '${first}' and happened_at >= ${SINCE_90}`,
  );
}

interface Question {
  readonly name: string;
  readonly what: string;
  readonly definition: Definition;
  /** As an analyst would write it, with the values in their places. */
  readonly sql: string;
  /** One in so many may not be analysed; the analyst asks about everybody all the same. */
  readonly unless?: number;
}

/** Everybody in fifths, who stands high in two of them. */
export const RFM: Definition = {
  rfm: { name: 'purchase', withinDays: 366, recency: [1, 2, 3, 4, 5], frequency: [4, 5], amount: [4, 5] },
};

const COUNT = {
  what: '"bought at least three times in 90 days"',
  definition: { event: { name: 'purchase', withinDays: 91, atLeast: 3 } },
  sql: `select ordinal from event where name = 'purchase' and happened_at >= ${SINCE_90} - interval 1 day group by ordinal having count(*) >= 3`,
};

const QUESTIONS: readonly Question[] = [
  { name: 'segment-count', ...COUNT },
  {
    ...COUNT,
    name: 'segment-count-permitted',
    what: `${COUNT.what}, of 99 in 100 people who may be analysed`,
    unless: 100,
  },
  {
    name: 'segment-funnel',
    what: 'a funnel of five steps within 30 days, begun in the last 90',
    definition: { sequence: { steps: FUNNEL, withinDays: 30, startedWithinDays: 91 } },
    sql: `select distinct ordinal from (${chain(FUNNEL).replace(SINCE_90, `${SINCE_90} - interval 1 day`)}) where reached <= begun + interval 30 day`,
  },
  {
    name: 'segment-rfm',
    what: 'everybody by recency, frequency and amount in fifths',
    definition: RFM,
    sql: `select ordinal from (
      select ordinal, ntile(5) over (order by recency, ordinal) as r, ntile(5) over (order by frequency, ordinal) as f, ntile(5) over (order by amount, ordinal) as m
        from (select ordinal, max(happened_at) as recency, count(*) as frequency, sum(amount_fen) as amount
                from event where name = 'purchase' and happened_at >= ${SINCE_365} - interval 1 day group by ordinal))
      where r in (1, 2, 3, 4, 5) and f in (4, 5) and m in (4, 5)`,
  },
];

/** Segments over a year of events (`ZHINUO_BENCH_EVENTS`, 20 million unless told, a twentieth as many people), everybody permitted unless told. */
export const segmentsAtScale: readonly Benchmark[] = QUESTIONS.map(({ name, what, definition, sql, unless }) => ({
  name,
  what: `${what}, over ${EVENTS.toLocaleString('en-US')} events of ${PEOPLE.toLocaleString('en-US')} people, by the segment language`,
  control: 'DuckDB SQL written by hand, over the same table, in the same process',
  unit: 'segments',
  slow: true as const,
  async prepare() {
    const directory = mkdtempSync(join(tmpdir(), 'zhinuo-segments-'));
    const analytics = new Analytics(join(directory, 'events.duckdb'));
    await analytics.exclusively((connection) => connection.run(MADE).then(() => undefined));
    const everybody = Uint32Array.from({ length: PEOPLE }, (_, index) => index + 1);
    const permitted = unless === undefined ? everybody : everybody.filter((ordinal) => ordinal % unless !== 0);
    const byHand = async (connection: DuckDBConnection, statement: string) =>
      (await connection.runAndReadAll(`${statement} order by ordinal`)).currentRowCount;
    const among = unless === undefined ? sql : `select * from (${sql}) where ordinal % ${unless} <> 0`;
    const [expected, whole] = await analytics.connected(async (connection) => [
      await byHand(connection, among),
      await byHand(connection, sql),
    ]);
    const check = (found: number, wanted: number | undefined) => {
      if (found !== wanted || found === 0) throw new Error(`${found} people, by hand ${wanted}`);
      return 1;
    };
    return {
      subject: async () => check((await matching(analytics, definition, permitted, NOW)).length, expected),
      control: async () => check(await analytics.connected((connection) => byHand(connection, sql)), whole),
      async close() {
        await analytics.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
}));
