import { Readable } from 'node:stream';
import { copyIn } from '../../src/platform/database/index.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';
import { openBenchProduct } from '../product.ts';

const PAIR_ROWS = 50_000;
const ORIGINS = ['门店', '官网', '小程序', '购买名单', '展会'];
const VERSIONS = ['2025版', '2023版', ''];
const WAYS = ['纸质表单签字', '小程序弹窗', '注册即同意', '口头', ''];
const ANSWERS = ['同意', '同意', '是', '', '拒绝'];
const HEADER = '会员编号,来源,告知版本,告知时间,告知方式,凭证,是否同意,同意时间\n';

function line(member: number): string {
  const of = (list: readonly string[], step: number): string => list[Math.floor(member / step) % list.length] ?? '';
  const day = `202${3 + (member % 3)}-0${1 + (member % 9)}-1${member % 10}`;
  const proof = member % 4 === 0 ? '' : `S-${member}`;
  return `M${member},${of(ORIGINS, 1)},${of(VERSIONS, 3)},${day} 10:00,${of(WAYS, 7)},${proof},${of(ANSWERS, 11)},${day} 10:05\n`;
}

function* pieces(from: number, rows: number): Generator<Buffer> {
  yield Buffer.from(HEADER);
  for (let at = 0; at < rows; at += 10_000) {
    const count = Math.min(10_000, rows - at);
    yield Buffer.from(Array.from({ length: count }, (_, place) => line(from + at + place)).join(''));
  }
}

/** An existing stock graded from its upload on: sealed, read back, graded with a reason each, stored; the whole stock once behind the pairs. */
export const gradeStock: Benchmark = {
  name: 'stock',
  what: `a stock of ${PAIR_ROWS.toLocaleString('en')} rows, upload to grades`,
  control: 'COPY of the same lines into one table',
  unit: 'rows',
  slow: true,
  async prepare() {
    const product = await openBenchProduct();
    const { customers } = product.running.contexts;
    const { database } = product.running.stores;
    await database.transaction((tx) => tx.execute('create table public.bench_stock (line text)'));
    let from = 0;
    const grade = async (rows: number) => {
      const declared = { activity: 'marketing', issuer: 'crm', notices: [], by: 'bench' };
      const { id } = await database.transaction((tx) => customers.declareStock(tx, declared));
      await customers.uploadFile({ import: id, body: Readable.from(pieces(from, rows)) });
      from += rows;
      const { mapping } = await customers.previewImport(id);
      await database.transaction((tx) => customers.startImport(tx, { import: id, mapping, by: 'bench' }));
      await customers.runImport(id);
      const { groups, status } = await database.transaction((tx) => customers.stockReport(tx, id));
      const graded = groups.reduce((sum, { people }) => sum + people, 0);
      if (graded !== rows) throw new Error(`${status}: ${graded} of ${rows} people were graded`);
      return groups.length;
    };
    return {
      async subject() {
        await grade(PAIR_ROWS);
        return PAIR_ROWS;
      },
      async control() {
        await database.transaction(async (tx) => {
          await tx.execute('truncate public.bench_stock');
          await copyIn(tx, 'copy public.bench_stock from stdin', Readable.from(pieces(0, PAIR_ROWS)));
        });
        return PAIR_ROWS;
      },
      async further() {
        const rows = numberOption('rows', 3_000_000);
        const start = process.hrtime.bigint();
        const groups = await grade(rows);
        const seconds = Number(process.hrtime.bigint() - start) / 1e9;
        return `${rows.toLocaleString('en')} rows in ${groups} groups of evidence graded in ${seconds.toFixed(0)} s, made and uploaded included (at most 600 s for 3,000,000)`;
      },
      close: () => product.close(),
    };
  },
};
