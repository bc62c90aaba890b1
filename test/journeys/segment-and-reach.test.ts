import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, SEGMENT, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';
import { until } from '../support/until.ts';

interface Reach {
  total: number;
  allowed: number;
  unanalysed: number;
  excluded: { code: string; article: string; zh: string; count: number; nextStep?: object }[];
}

const reachable = [1, 2, 3].map((n) => someone(40 + n));
const refused = someone(45, { marketing: false, confirms: [] });
const unconfirmed = someone(46, { confirms: [] });
const gone = someone(47);
const restricted = someone(48);
const onceOnly = someone(49);
const stranger = someone(50);
let product: RunningProduct;
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
  const ids = new Map<string, string>();
  for (const person of [...reachable, refused, unconfirmed, gone, restricted, onceOnly])
    ids.set(person.mobile, await joins(product, person));
  await product.gateway.reply(gone.mobile, 'R');
  const twice = [...reachable, refused, unconfirmed, gone, restricted, stranger];
  const rows = shopOrders(product.clock.now(), [
    ...twice.map((person) => ({ person, daysAgo: [3, 60] })),
    { person: onceOnly, daysAgo: [2, 120] },
  ]);
  await runImport(product.api, ORDERS, rows);
  const object = { person: ids.get(restricted.mobile), kind: 'restrict', by: 'agent' };
  await product.api.call('POST', '/api/v1/objections', object);
});
afterAll(() => product.close());

const ask = () =>
  until(async () => {
    const question = { activity: 'marketing', operation: 'use', channel: 'sms' };
    const reach = await product.api.call<Reach>('POST', `/api/v1/segments/${SEGMENT.code}/reach`, question);
    return reach.total >= 7 && reach;
  });

describe('近90天购买两次及以上', () => {
  it('counts each person under exactly one reason, and the sum is the total', async () => {
    const reach = await ask();
    expect(reach.unanalysed).toBe(1);
    expect(reach.allowed).toBe(reachable.length);
    expect(reach.excluded.reduce((sum, { count }) => sum + count, 0)).toBe(reach.total - reach.allowed);
    const counts = Object.fromEntries(reach.excluded.map(({ code, count }) => [code, count]));
    expect(Object.keys(counts)).toHaveLength(reach.excluded.length);
    expect(counts).toMatchObject({ 'message.unsubscribed': 1 });
    for (const { article, zh } of reach.excluded) {
      expect(article).toMatch(/\d/);
      expect(zh.length).toBeGreaterThan(4);
    }
  });

  it('agrees with asking the gate one person at a time', async () => {
    const reach = await ask();
    const { items } = await product.api.call<{ items: { id: string }[] }>('GET', '/api/v1/persons?limit=100');
    let allowed = 0;
    for (const { id } of items) {
      const decision = await product.api.call<{ outcome: string }>('POST', '/api/v1/decisions', {
        person: id,
        activity: 'marketing',
        operation: 'use',
        channel: 'sms',
        message: { senderIdentity: true, optOutIncluded: true },
      });
      if (decision.outcome !== 'deny') allowed += 1;
    }
    // The one who bought only once in these 90 days may be reached too, but is not of the segment.
    expect(allowed).toBe(reach.allowed + 1);
  });
});
