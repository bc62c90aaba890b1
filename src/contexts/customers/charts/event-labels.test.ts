import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';

const BY = 'staff:test';
const SEEN = { zh: '看商品', en: 'Item seen' };

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
  const source = { activity: 'customer-administration', issuer: 'shop', by: BY, name: { zh: '商城', en: 'Shop' } };
  await world.act(async (tx) => {
    for (const code of ['app', 'web']) await world.customers.createSource(tx, { ...source, code });
  });
});
afterAll(() => world.close());

it('calls events what a tracking plan says, in lists and in the sentences of segments, and by their names without', async () => {
  const { customers } = world;
  const plan = (source: string, label?: typeof SEEN) =>
    world.act((tx) => {
      const events = [{ name: 'item_seen', properties: {}, ...(label === undefined ? {} : { label }) }];
      return customers.saveTrackingPlan(tx, { source, plan: events, by: BY });
    });
  const told = () =>
    world.act(async (tx) => {
      const [sentence] = await customers.segmentation.sentences(tx, [{ event: { name: 'item_seen', atLeast: 1 } }]);
      const names = await customers.charts.eventNames(tx);
      return { sentence: sentence?.zh, label: names.find(({ name }) => name === 'item_seen')?.label };
    });
  const nameless = { sentence: '“item_seen”至少1次', label: { zh: 'item_seen', en: 'item_seen' } };
  await plan('app');
  expect(await told()).toEqual(nameless);
  await plan('web', SEEN);
  expect(await told()).toEqual({ sentence: '“看商品”至少1次', label: SEEN });
  const [event] = (await world.act((tx) => customers.source(tx, 'web'))).plan;
  expect(event).toEqual({ name: 'item_seen', label: SEEN, properties: {} });
  await plan('web');
  expect(await told()).toEqual(nameless);
});
