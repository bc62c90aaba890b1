import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Analytics } from '../../src/contexts/customers/events/analytics.ts';
import { matching } from '../../src/contexts/customers/segment/compute-segment.ts';
import { copyIn, Database } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/start-embedded-postgres.ts';
import { startDebianPostgres } from '../debian-postgres.ts';
import type { Benchmark } from '../measure.ts';
import { EVENTS, MADE, NOW, PEOPLE, RFM } from './segment-at-scale.ts';

/** Another PostgreSQL with a database of its own; Debian's 15 where it is installed, otherwise the embedded one, unless told. */
const URL = process.env['ZHINUO_BENCH_POSTGRES_URL'];

/** People whose rows are copied at once. */
const AT_ONCE = 50_000;

// As an analyst would write it. The index covers the statement, so that after `vacuum` the table is not read.
const BY_HAND = `select count(*)::int as people from (
  select ordinal, ntile(5) over (order by recency, ordinal) as r, ntile(5) over (order by frequency, ordinal) as f, ntile(5) over (order by amount, ordinal) as m
    from (select ordinal, max(happened_at) as recency, count(*) as frequency, sum(amount_fen) as amount
            from event where name = 'purchase' and happened_at >= timestamp '2025-11-10 16:00:00' group by ordinal) as bought) as fifths
  where r in (1, 2, 3, 4, 5) and f in (4, 5) and m in (4, 5)`;
const TABLE =
  'create table event (ordinal integer not null, name text not null, happened_at timestamp not null, amount_fen bigint)';
const INDEX = 'create index event_covering on event (name, ordinal, happened_at) include (amount_fen)';
const SETTINGS = {
  shared_buffers: '1GB',
  work_mem: '256MB',
  maintenance_work_mem: '512MB',
  max_wal_size: '8GB',
  random_page_cost: '1.1',
  effective_cache_size: '4GB',
};

/** Everybody by recency, frequency and amount, beside PostgreSQL over the same rows. */
export const rfmBesidePostgres: Benchmark = {
  name: 'segment-rfm-postgres',
  what: `everybody by recency, frequency and amount in fifths, over ${EVENTS.toLocaleString('en-US')} events of ${PEOPLE.toLocaleString('en-US')} people, by the segment language`,
  control: 'PostgreSQL over the same rows with a covering index, vacuumed, 256 MB of work_mem, two workers',
  unit: 'segments',
  slow: true,
  async prepare() {
    const directory = mkdtempSync(join(tmpdir(), 'zhinuo-rfm-'));
    const analytics = new Analytics(join(directory, 'events.duckdb'));
    await analytics.exclusively((connection) => connection.run(MADE).then(() => undefined));
    const log = silentLogger();
    const own =
      URL === undefined
        ? ((await startDebianPostgres(SETTINGS)) ??
          (await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), log, settings: SETTINGS })))
        : undefined;
    const connection = own?.connection ?? URL ?? '';
    const database = new Database({ connection, log, maxConnections: 2 });
    await fill(database, analytics);
    const version = await database.transaction((tx) =>
      tx.one<{ is: string }>(`select current_setting('server_version') as is`),
    );
    const everybody = Uint32Array.from({ length: PEOPLE }, (_, index) => index + 1);
    const [expected] = await database.transaction((tx) => tx.query<{ people: number }>(BY_HAND));
    const check = (found: number) => {
      if (found !== expected?.people || found === 0)
        throw new Error(`${found} people, PostgreSQL finds ${expected?.people}`);
      return 1;
    };
    return {
      subject: async () => check((await matching(analytics, RFM, everybody, NOW)).length),
      control: () =>
        database.transaction(async (tx) => {
          await tx.execute('set local max_parallel_workers_per_gather = 2');
          return check((await tx.one<{ people: number }>(BY_HAND)).people);
        }),
      further: async () => `PostgreSQL ${version.is}; at least 3 times faster is asked for`,
      async close() {
        await analytics.close();
        await database.transaction((tx) => tx.execute('drop table event'));
        await database.close();
        await own?.stop();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

async function fill(database: Database, analytics: Analytics): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.execute(TABLE);
    await copyIn(tx, 'copy event from stdin (format csv)', lines(analytics));
    await tx.execute(INDEX);
  });
  // Outside a transaction, as `vacuum` wants it.
  await database.pool.query('vacuum (analyze) event');
}

async function* lines(analytics: Analytics): AsyncGenerator<Buffer> {
  for (let from = 0; from < PEOPLE; from += AT_ONCE)
    yield await analytics.connected(async (connection) => {
      const rows = await connection.runAndReadAll(
        `select string_agg(concat_ws(',', ordinal, name, happened_at, amount_fen), chr(10)) || chr(10) from event where ordinal > $1 and ordinal <= $2`,
        [from, from + AT_ONCE],
      );
      return Buffer.from(String(rows.getRows()[0]?.[0] ?? ''));
    });
}
