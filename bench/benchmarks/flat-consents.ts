import { LoadThread } from '../load.ts';
import type { Benchmark } from '../measure.ts';
import { preparedAnswers, recordMany } from '../prepared-answers.ts';
import { openBenchProduct } from '../product.ts';

const TOTAL = 2000;
const CLIENTS = 16;
/** A warm-up and five pairs. */
const RUNS = 6;
const FEW = 1_000;

/** How many records the full side has: a million, or `ZHINUO_BENCH_RECORDS`. */
function records(): number {
  return Number(process.env['ZHINUO_BENCH_RECORDS'] ?? 1_000_000);
}

/** Recording consents beside many stored ones, against recording them beside a thousand: whether it stays as fast. */
export const consentsBesideMany: Benchmark = {
  name: 'flat-consents',
  slow: true,
  what: `POST /api/v1/consents beside ${records().toLocaleString('en')} stored records (${CLIENTS} clients)`,
  control: `the same beside ${FEW.toLocaleString('en')} records, in a database of its own`,
  unit: 'requests',
  async prepare() {
    const thread = new LoadThread();
    const side = async (stored: number) => {
      const product = await openBenchProduct();
      await recordMany(product.running, stored);
      const bodies = await preparedAnswers(product.running, RUNS * TOTAL);
      await product.running.stores.database.pool.query('vacuum analyze');
      await product.running.stores.database.pool.query('checkpoint');
      const headers = { authorization: `Bearer ${product.apiKey}` };
      const shared = { kind: 'post' as const, headers, total: TOTAL, clients: CLIENTS };
      const run = () =>
        thread.run({ ...shared, url: `${product.base}/api/v1/consents`, bodies: bodies.splice(0, TOTAL) });
      return { run, close: () => product.close() };
    };
    const few = await side(FEW);
    const many = await side(records());
    return {
      subject: many.run,
      control: few.run,
      async close() {
        await thread.close();
        await few.close();
        await many.close();
      },
    };
  },
};
