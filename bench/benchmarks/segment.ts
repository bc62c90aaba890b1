import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DuckDBInstance, DuckDBTimestampValue } from '@duckdb/node-api';
import type { Benchmark } from '../measure.ts';
import { openBenchProduct } from '../product.ts';
import { purchaseFile } from './purchases.ts';

const REPEATS = 5;
const DAY = 86_400_000;
const SHANGHAI = 8 * 3_600_000;

/** "Bought at least twice in the last 90 days" over the imported history, with the gate's say on who may be analysed and its receipt. */
export const segmentOfBuyers: Benchmark = {
  name: 'segment',
  what: 'segment "twice in 90 days" over 23,570 people: gate, receipt and DuckDB',
  control: 'hand-written DuckDB SQL over the same events, in a file of its own',
  unit: 'segments',
  async prepare() {
    const product = await openBenchProduct();
    const { customers } = product.running.contexts;
    const { database } = product.running.stores;
    const declared = {
      kind: 'purchases',
      activity: 'order-delivery',
      source: 'from_individual',
      issuer: 'shop',
      notice: null,
      dateShift: 'last-is-yesterday',
    };
    const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/imports', declared);
    await customers.uploadFile({ import: id, body: Readable.from([Buffer.from(purchaseFile().text)]) });
    const { mapping } = await customers.previewImport(id);
    await database.transaction((tx) => customers.startImport(tx, { import: id, mapping, by: 'bench' }));
    await customers.runImport(id);
    await customers.moveEvents();
    const definition = { event: { name: 'purchase', withinDays: 90, atLeast: 2 } };
    await product.api.call('POST', '/api/v1/segments', {
      code: 'buyers',
      name: { zh: '复购', en: 'Buyers' },
      definition,
    });
    const control = await controlStore(database, join(product.running.stores.analytics, '..', 'control.duckdb'));
    return {
      async subject() {
        for (let each = 0; each < REPEATS; each += 1) {
          const { ordinals } = await database.transaction((tx) =>
            customers.computeSegment(tx, { code: 'buyers', by: 'bench' }),
          );
          if (ordinals.length !== control.expected)
            throw new Error(`${ordinals.length} people, the control finds ${control.expected}`);
        }
        return REPEATS;
      },
      async control() {
        for (let each = 0; each < REPEATS; each += 1) await control.run();
        return REPEATS;
      },
      async close() {
        control.close();
        await product.close();
      },
    };
  },
};

type BenchDatabase = Awaited<ReturnType<typeof openBenchProduct>>['running']['stores']['database'];

// The same events in a DuckDB file of its own, because the product's file belongs to the product alone.
async function controlStore(database: BenchDatabase, path: string) {
  const events = await database.transaction((tx) =>
    tx.query<{ ordinal: number; at: Date }>('select ordinal, happened_at as at from customers.event'),
  );
  const instance = await DuckDBInstance.create(path, { threads: '2' });
  const connection = await instance.connect();
  await connection.run('create table event (ordinal integer, happened_at timestamp)');
  const appender = await connection.createAppender('event');
  for (const event of events) {
    appender.appendInteger(event.ordinal);
    appender.appendTimestamp(new DuckDBTimestampValue(BigInt(event.at.getTime()) * 1000n));
    appender.endRow();
  }
  appender.closeSync();
  const newest = events.reduce((latest, event) => Math.max(latest, event.at.getTime()), 0);
  // The newest event is of yesterday; today and the 89 days before it count, from midnight in Shanghai.
  const since = new Date(newest + SHANGHAI - 88 * DAY).toISOString().slice(0, 10);
  const sql = `select ordinal from event where happened_at >= timestamp '${since}' - interval 8 hour group by ordinal having count(*) >= 2 order by ordinal`;
  const run = async () => (await connection.runAndReadAll(sql)).getRows().length;
  return { run, expected: await run(), close: () => instance.closeSync() };
}
