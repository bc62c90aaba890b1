import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startProgram } from '../../../../test/support/start-program.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { Analytics } from './analytics.ts';
import { appendEvents, appendTraits, eraseEvents } from './event-log.ts';
import { type MoverStep, moveEvents } from './move-events.ts';

const AT = new Date('2026-11-10T02:00:00.123Z');
const PROGRAM = new URL('../../../../test/support/programs/move-events-until.ts', import.meta.url);

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await createTestDatabase({ contexts: ['customers'] });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhinuo-events-'));
  await test.database.transaction((tx) => tx.execute('truncate customers.event restart identity'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => test.drop());

async function append(from: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => ({
    ordinal: from + index,
    name: 'purchase',
    at: AT,
    quantity: index % 3 === 0 ? null : 2,
    amountFen: 100 + index,
    properties: null,
    rowKey: null,
  }));
  await test.database.transaction((tx) => appendEvents(tx, events));
}

async function inDuck(analytics: Analytics, sql: string): Promise<unknown[][]> {
  return analytics.connected(async (connection) => (await connection.runAndReadAll(sql)).getRowsJS());
}

describe('moving events to DuckDB', () => {
  it('carries every declared column, once', async () => {
    const analytics = new Analytics(join(folder, 'a.duckdb'));
    await append(0, 100);
    expect(await moveEvents({ database: test.database, analytics })).toBe(100);
    expect(await moveEvents({ database: test.database, analytics })).toBe(0);
    await append(100, 5);
    expect(await moveEvents({ database: test.database, analytics })).toBe(5);
    expect(
      await inDuck(analytics, 'select ordinal, name, happened_at, quantity, amount_fen from event where ordinal < 2'),
    ).toEqual([
      [0, 'purchase', AT, null, 100n],
      [1, 'purchase', AT, 2, 101n],
    ]);
    expect(await inDuck(analytics, 'select count(*)::int, count(distinct ordinal)::int from event')).toEqual([
      [105, 105],
    ]);
    await analytics.close();
  });

  it('holds nothing but what decision 0008 lists', async () => {
    const analytics = new Analytics(join(folder, 'b.duckdb'));
    const columns = await inDuck(
      analytics,
      'select table_name, column_name from duckdb_columns() where not internal order by 1, column_index',
    );
    expect(columns.map((row) => row.join('.'))).toEqual([
      'cluster_member.ordinal',
      'cluster_member.head',
      'computed.ordinal',
      'computed.code',
      'computed.number',
      'computed.word',
      'computed.computed_at',
      'event.ordinal',
      'event.name',
      'event.happened_at',
      'event.quantity',
      'event.amount_fen',
      'event_class.ordinal',
      'event_class.name',
      'event_class.happened_at',
      'event_class.class',
      'feed.position',
      'feed.mark',
      'trait.ordinal',
      'trait.name',
      'trait.value',
    ]);
    await analytics.close();
  });

  it('keeps the last value of a trait and forgets who was erased, but not who came after', async () => {
    const analytics = new Analytics(join(folder, 'c.duckdb'));
    await append(1, 3);
    await test.database.transaction(async (tx) => {
      await appendTraits(
        tx,
        [
          { ordinal: 1, name: 'province', value: '广东' },
          { ordinal: 2, name: 'province', value: '北京' },
        ],
        AT,
      );
      await appendTraits(tx, [{ ordinal: 1, name: 'province', value: '上海' }], AT);
    });
    await moveEvents({ database: test.database, analytics });
    await test.database.transaction((tx) => eraseEvents(tx, 2, AT));
    await moveEvents({ database: test.database, analytics });
    expect(await inDuck(analytics, 'select ordinal, value from trait')).toEqual([[1, '上海']]);
    expect(await inDuck(analytics, 'select ordinal from event order by 1')).toEqual([[1], [3]]);
    await analytics.close();
  });

  it('fills the file again when the log behind it is another one', async () => {
    const path = join(folder, 'e.duckdb');
    const before = new Analytics(path);
    await append(1, 10);
    await moveEvents({ database: test.database, analytics: before });
    await before.close();
    await test.database.transaction((tx) => tx.execute('truncate customers.event restart identity'));
    await append(500, 12);
    const after = new Analytics(path);
    expect(await moveEvents({ database: test.database, analytics: after })).toBe(12);
    expect(await inDuck(after, 'select min(ordinal), count(*)::int from event')).toEqual([[500, 12]]);
    await after.close();
  });

  it('passes by no number that is still on its way', async () => {
    const analytics = new Analytics(join(folder, 'd.duckdb'));
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const slow = test.database.transaction(async (tx) => {
      await appendEvents(tx, [
        { ordinal: 1, name: 'purchase', at: AT, quantity: 1, amountFen: 1, properties: null, rowKey: null },
      ]);
      begun();
      await held;
    });
    await started;
    await append(2, 1);
    const moved = moveEvents({ database: test.database, analytics });
    release();
    await slow;
    expect(await moved).toBe(2);
    await analytics.close();
  });

  it('counts a row that comes again under its key only once', async () => {
    const rowKey = '0123456789abcdef0123456789abcdef'.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    const event = { ordinal: 1, name: 'purchase', at: AT, quantity: 1, amountFen: 1, properties: null, rowKey };
    const first = await test.database.transaction((tx) => appendEvents(tx, [event]));
    const second = await test.database.transaction((tx) => appendEvents(tx, [event]));
    expect([first.size, second.size]).toEqual([1, 0]);
  });

  for (const step of ['read', 'begun', 'appended', 'positioned', 'committed'] satisfies MoverStep[])
    it(`neither loses nor doubles when the process is killed at "${step}"`, async () => {
      await append(0, 100);
      const path = join(folder, 'killed.duckdb');
      const program = await startProgram(PROGRAM, [test.url, path, step]);
      await program.line((line) => line === 'there');
      await program.kill();
      const analytics = new Analytics(path);
      await moveEvents({ database: test.database, analytics });
      expect(await inDuck(analytics, 'select count(*)::int, count(distinct ordinal)::int from event')).toEqual([
        [100, 100],
      ]);
      await analytics.close();
    });
});
