import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../test/support/customers-world.ts';
import { buyingDays } from './buying-rhythm.ts';
import { orderExport } from './order-export.ts';
import { samplePeople } from './sample-people.ts';
import { SeededRandom } from './seeded-random.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

describe('the sample brand', () => {
  it('buys in a heavy-tailed rhythm, up to yesterday', () => {
    const random = new SeededRandom(1);
    const people = Array.from({ length: 2_000 }, () => buyingDays(random, 150));
    const counts = people.map((days) => days.length).sort((a, b) => b - a);
    const once = counts.filter((count) => count === 1).length / counts.length;
    expect(once).toBeGreaterThan(0.35);
    expect(once).toBeLessThan(0.7);
    expect(counts[0]).toBeGreaterThan(10);
    expect(counts.at(-1)).toBe(1);
    expect(Math.min(...people.flat())).toBe(1);
    expect(Math.max(...people.flat())).toBeLessThanOrEqual(150);
  });

  it('has an order export that the importer takes as a whole, and a segment of people who came back', async () => {
    const file = orderExport(samplePeople(200), world.clock.now());
    const report = await world.import(file, { kind: 'orders', issuer: 'sample-shop' });
    expect(report).toMatchObject({ encoding: 'gb18030', status: 'finished', refused: 0, duplicate: 0 });
    const definition = { event: { name: 'purchase', withinDays: 90, atLeast: 2 } };
    const name = { zh: '回头客', en: 'Came back' };
    await world.act((tx) => world.customers.saveSegment(tx, { code: 'back', name, definition, by: 'staff:test' }));
    const computed = await world.act((tx) => world.customers.computeSegment(tx, { code: 'back', by: 'staff:test' }));
    expect(computed.ordinals.length).toBeGreaterThan(20);
    expect(computed.ordinals.length).toBeLessThan(150);
  });
});
