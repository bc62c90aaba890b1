import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../test/support/customers-world.ts';
import { ordersCsv, sampleOrders, samplePeople } from './sample-orders.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

const NOW = new Date('2026-11-11T12:00:00Z');

describe('the sample brand', () => {
  it('is the same for the same day, and its last order is of yesterday', () => {
    const orders = sampleOrders(samplePeople(200), NOW);
    expect(sampleOrders(samplePeople(200), NOW)).toEqual(orders);
    const last = orders.at(-1)?.at ?? new Date(0);
    expect(last >= new Date('2026-11-09T16:00:00Z') && last < new Date('2026-11-10T16:00:00Z')).toBe(true);
    expect(new Set(orders.map((order) => order.orderId)).size).toBe(orders.length);
  });

  it('buys in a heavy-tailed rhythm', () => {
    const counts = new Map<string, number>();
    for (const order of sampleOrders(samplePeople(2_000), NOW))
      counts.set(order.person.mobile, (counts.get(order.person.mobile) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    const once = sorted.filter((count) => count === 1).length / sorted.length;
    const total = sorted.reduce((sum, count) => sum + count, 0);
    expect(once).toBeGreaterThan(0.35);
    expect(once).toBeLessThan(0.7);
    expect(sorted[0]).toBeGreaterThan(10);
    expect(sorted.slice(0, 400).reduce((sum, count) => sum + count, 0) / total).toBeGreaterThan(0.4);
  });

  it('can be imported, with its faults refused', async () => {
    const orders = sampleOrders(samplePeople(120), NOW);
    const report = await world.import(ordersCsv(orders, 4), { kind: 'orders', issuer: 'sample-shop' });
    expect(report).toMatchObject({ encoding: 'gb18030', status: 'finished', refused: 4, accepted: orders.length });
  });
});
