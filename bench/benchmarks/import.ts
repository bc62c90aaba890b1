import { Readable } from 'node:stream';
import { copyIn } from '../../src/platform/database/index.ts';
import type { Benchmark } from '../measure.ts';
import { openBenchProduct } from '../product.ts';
import { purchaseFile } from './purchases.ts';

/** A purchase history through the importer: people, keys, standings, encrypted rows, events, evidence. */
export const importPurchases: Benchmark = {
  name: 'import',
  what: 'import of 69,659 purchases of 23,570 people, upload to report',
  control: 'COPY of the same lines into one table',
  unit: 'rows',
  async prepare() {
    const product = await openBenchProduct();
    const { customers } = product.running.contexts;
    const { database } = product.running.stores;
    const file = purchaseFile();
    const lines = file.text.trimEnd().split('\n').slice(1);
    const copyText = Buffer.from(`${lines.map((line) => line.trim().split(/\s+/).join('\t')).join('\n')}\n`);
    await database.transaction((tx) =>
      tx.execute('create table public.bench_purchase (customer text, day text, quantity integer, amount numeric)'),
    );
    let run = 0;
    return {
      async subject() {
        run += 1;
        const declared = {
          kind: 'purchases',
          activity: 'order-delivery',
          source: 'from_individual',
          issuer: `shop-${run}`,
          notice: null,
          dateShift: 'last-is-yesterday',
        };
        const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/imports', declared);
        await customers.uploadFile({ import: id, body: Readable.from([Buffer.from(file.text)]) });
        const { mapping } = await customers.previewImport(id);
        await database.transaction((tx) => customers.startImport(tx, { import: id, mapping, by: 'bench' }));
        await customers.runImport(id);
        const report = await product.api.call<{ accepted: number; status: string }>('GET', `/api/v1/imports/${id}`);
        if (report.accepted !== file.rows)
          throw new Error(`${report.status}: ${report.accepted} of ${file.rows} rows were accepted`);
        return file.rows;
      },
      async control() {
        await database.transaction(async (tx) => {
          await tx.execute('truncate public.bench_purchase');
          await copyIn(tx, 'copy public.bench_purchase from stdin', Readable.from([copyText]));
        });
        return file.rows;
      },
      close: () => product.close(),
    };
  },
};
