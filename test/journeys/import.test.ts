import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { purchaseHistory } from '../support/purchase-history.ts';
import { HISTORY, type ImportReport, ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand, SEGMENT } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

const PURCHASES = 3000;
const CUSTOMERS = 900;
const history = purchaseHistory({ customers: CUSTOMERS, purchases: PURCHASES, seed: 19970101 });
let product: RunningProduct;
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
});
afterAll(() => product.close());

interface Reach {
  total: number;
  allowed: number;
  unanalysed: number;
  excluded: { code: string; article: string; count: number }[];
}

const orders = (rows: readonly string[]) =>
  iconv.encode(['订单编号,付款时间,收货人,手机,详细地址,商品名称,数量,实付金额', ...rows].join('\r\n'), 'gb18030');
const order = (number: number, mobile: string, amount = '¥36.00') =>
  `\t20267${number},2026-11-02 18:20:00,龚䶮,\t${mobile},上海市徐汇区示例路${number}号,桂花乌龙,2,${amount}`;

describe('an order export as GB18030', () => {
  it('is read with its rare characters, and its refused rows come back as a file with the reason in the last column', async () => {
    const file = orders([order(1, '13700000101'), order(2, '1370000'), order(3, '13700000103', '=cmd|calc')]);
    const report = await runImport(product.api, ORDERS, file);
    expect(report).toMatchObject({ encoding: 'gb18030', status: 'finished', total: 3, accepted: 1, refused: 2 });
    const answer = await fetch(`${product.base}/api/v1/imports/${report.id}/refused-rows`, {
      headers: { authorization: `Bearer ${product.apiKey}` },
    });
    const rows = (await answer.text()).trim().split(/\r?\n/);
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/1370000.*手机/);
    // A spreadsheet that opens the file must not run what was refused.
    expect(rows[2]).not.toMatch(/(^|,)"?=cmd/);
  });
});

describe('a purchase history like the real one', () => {
  let report: ImportReport;

  it('is imported with its dates moved so that the last is yesterday', async () => {
    report = await runImport(product.api, HISTORY, history);
    expect(report.status).toBe('finished');
    const { last } = await product.act((tx) =>
      tx.one<{ last: string }>(
        "select to_char(max(happened_at at time zone 'Asia/Shanghai'), 'YYYY-MM-DD') as last from customers.event where name = 'purchase'",
      ),
    );
    const yesterday = new Date(product.clock.now().getTime() - 16 * 3_600_000).toISOString().slice(0, 10);
    expect(last).toBe(yesterday);
  });

  it('loses nothing: every row is accepted, refused or a duplicate', () => {
    expect(report.total).toBe(PURCHASES);
    expect(report.accepted + report.refused + report.duplicate).toBe(PURCHASES);
    expect(report.refused).toBe(0);
    expect(report.newPeople).toBe(CUSTOMERS);
  });

  it('is doubled by nothing when the same file comes again', async () => {
    const counts = () =>
      product.act((tx) =>
        tx.one<{ events: number; people: number }>(
          'select (select count(*)::int from customers.event) as events, (select count(*)::int from customers.person) as people',
        ),
      );
    const before = await counts();
    const again = await runImport(product.api, HISTORY, history);
    expect(again).toMatchObject({ status: 'finished', accepted: 0, duplicate: PURCHASES, newPeople: 0 });
    expect(await counts()).toEqual(before);
  });

  it('is reached by nobody, and every person has the same one reason: nothing proves that they were told or agreed', async () => {
    const question = { activity: 'marketing', operation: 'use', channel: 'sms' };
    const reach = await until(async () => {
      const now = await product.api.call<Reach>('POST', `/api/v1/segments/${SEGMENT.code}/reach`, question);
      return now.total > 0 && now;
    });
    expect(reach).toMatchObject({ allowed: 0, unanalysed: 0 });
    expect(reach.excluded).toEqual([expect.objectContaining({ code: 'consent.unproven', count: reach.total })]);
  });
});
