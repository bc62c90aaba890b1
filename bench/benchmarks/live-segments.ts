import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Analytics } from '../../src/contexts/customers/events/analytics.ts';
import { appendEvents } from '../../src/contexts/customers/events/event-log.ts';
import { moveEvents } from '../../src/contexts/customers/events/move-events.ts';
import { customersMigrations } from '../../src/contexts/customers/index.ts';
import type { Definition } from '../../src/contexts/customers/segment/domain/definition.ts';
import { type KeeperDeps, SegmentKeeper } from '../../src/contexts/customers/segment/live/segment-keeper.ts';
import { upsertSegment } from '../../src/contexts/customers/segment/store/segment-store.ts';
import { Database, migrate } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/start-embedded-postgres.ts';
import type { Benchmark } from '../measure.ts';

const NOW = new Date('2026-11-11T12:00:00Z');
const PEOPLE = Number(process.env['ZHINUO_BENCH_PEOPLE'] ?? 260_000);
const NESTED = 20;
/** Events a second, and for how many seconds. */
const RATE = Number(process.env['ZHINUO_BENCH_RATE'] ?? 2_000);
const SECONDS = 10;
const SLICE_MS = 50;
const STEP_MS = 150;

// Ten events a person in a year.
const MADE = `insert into event
  select (hash(i) % ${PEOPLE})::integer + 1, ['view', 'cart', 'purchase'][(hash(i * 7) % 3)::integer + 1],
         timestamp '2025-11-11 16:00:00' + to_seconds((hash(i * 13) % 31536000)::integer), 1, (hash(i * 17) % 50000)::bigint
    from range(${PEOPLE * 10}) as made (i)`;

interface House {
  readonly database: Database;
  readonly analytics: Analytics;
  keeper(): SegmentKeeper;
  close(): Promise<void>;
}

// The gate answers at once that everybody may be analysed: what is measured is the work behind it.
async function openHouse(people: number): Promise<House> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-live-'));
  const log = silentLogger();
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), log });
  const database = new Database({ connection: postgres.connection, log, maxConnections: 8 });
  await migrate(database, [customersMigrations]);
  const analytics = new Analytics(join(directory, 'events.duckdb'));
  const everybody = Uint32Array.from({ length: people }, (_, index) => index + 1);
  const gate = {
    decidePopulation: async () => ({ allowed: everybody, excluded: [] }),
    recordPopulationUse: async () => ({}),
    employees: async () => [],
  } as unknown as KeeperDeps['gate'];
  return {
    database,
    analytics,
    keeper: () =>
      new SegmentKeeper({
        database,
        analytics,
        clock: { now: () => NOW },
        gate,
        whenPermissionsChange: () => undefined,
      }),
    async close() {
      await analytics.close();
      await database.close();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function save(house: House, code: string, definition: Definition): Promise<void> {
  const name = { zh: code, en: code };
  await house.database.transaction((tx) =>
    upsertSegment(tx, {
      ...{ code, name, definition },
      activity: 'customer-administration',
      savedBy: 'bench',
      savedAt: NOW,
      refreshMinutes: null,
    }),
  );
}

/** Twenty segments, each inside the next, made anew from DuckDB: what a server does when it starts. */
export const rebuildSegments: Benchmark = {
  name: 'segments-rebuild',
  what: `${NESTED} nested live segments of ${PEOPLE.toLocaleString('en-US')} people with ten events each, made from nothing and written`,
  control: 'one DuckDB statement that counts by person and day what the segments count',
  unit: 'rebuilds',
  slow: true,
  async prepare() {
    const house = await openHouse(PEOPLE);
    await house.analytics.exclusively((connection) => connection.run(MADE).then(() => undefined));
    for (let each = 0; each < NESTED; each += 1) {
      const own: Definition = { event: { name: 'purchase', withinDays: 360 - each, atLeast: 1 } };
      await save(house, `s${each}`, each === 0 ? own : { all: [{ segment: `s${each - 1}` }, own] });
    }
    const times: number[] = [];
    return {
      async subject() {
        const began = performance.now();
        const keeper = house.keeper();
        await keeper.step();
        times.push(performance.now() - began);
        if ((keeper.count(`s${NESTED - 1}`, 1)?.count ?? 0) === 0) throw new Error('nobody is in the last segment');
        return 1;
      },
      control: () =>
        house.analytics.connected(async (connection) => {
          const rows = await connection.runAndReadAll(
            `select ordinal, (happened_at + interval 8 hours)::date, count(*), sum(amount_fen) from event where name = 'purchase' group by 1, 2`,
          );
          return rows.currentRowCount > 0 ? 1 : 0;
        }),
      further: async () => `each took ${times.map((time) => `${(time / 1000).toFixed(2)} s`).join(', ')}`,
      close: () => house.close(),
    };
  },
};

/** From the commit of an event to the member, while events come at a steady rate. */
export const liveSegments: Benchmark = {
  name: 'live-segments',
  what: `a live segment kept while ${RATE.toLocaleString('en-US')} events a second are logged, for ${SECONDS} s`,
  control: 'the same events logged and moved, and nobody judged',
  unit: 'events',
  slow: true,
  async prepare() {
    const house = await openHouse(RATE * SECONDS * 12);
    let next = 1;
    const waits: number[] = [];
    const pour = async (step: () => Promise<void>, arrived?: (ordinal: number) => boolean): Promise<number> => {
      const waiting: { readonly ordinal: number; readonly at: number }[] = [];
      let pouring = true;
      const stepping = (async () => {
        while (pouring || waiting.length > 0) {
          await step();
          const now = performance.now();
          while (waiting[0] !== undefined && arrived?.(waiting[0].ordinal) === true)
            waits.push(now - (waiting.shift()?.at ?? now));
          await new Promise((resolve) => setTimeout(resolve, STEP_MS));
        }
      })();
      const began = performance.now();
      const slices = (SECONDS * 1000) / SLICE_MS;
      for (let slice = 1; slice <= slices; slice += 1) {
        const from = next;
        next += (RATE * SLICE_MS) / 1000;
        const ordinals = Array.from({ length: next - from }, (_, index) => from + index);
        await house.database.transaction((tx) =>
          appendEvents(
            tx,
            ordinals.map((ordinal) => ({
              ...{ ordinal, name: 'purchase', at: NOW, quantity: 1, amountFen: 100, properties: null, rowKey: null },
            })),
          ),
        );
        const at = performance.now();
        if (arrived !== undefined) for (const ordinal of ordinals) waiting.push({ ordinal, at });
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + slice * SLICE_MS - performance.now())));
      }
      pouring = false;
      await stepping;
      return RATE * SECONDS;
    };
    await save(house, 'bought', { event: { name: 'purchase', withinDays: 7, atLeast: 1 } });
    const keeper = house.keeper();
    await keeper.step();
    const members = () => new Set(keeper.members('bought', 1));
    return {
      async subject() {
        let now = members();
        return pour(
          async () => {
            await keeper.step();
            now = members();
          },
          (ordinal) => now.has(ordinal),
        );
      },
      control: () => pour(async () => void (await moveEvents(house))),
      further: async () => {
        const sorted = waits.slice().sort((left, right) => left - right);
        const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
        return `event to member: median ${at(0.5)} ms, p99 ${at(0.99)} ms, of ${sorted.length} events`;
      },
      close: () => house.close(),
    };
  },
};
