import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { DELIVERY } from '../../../../test/support/gate-world.ts';
import type { FieldCode } from '../../register/index.ts';
import type { PlannedEvent } from '../ingest/wire/domain/tracking-plan.ts';

const BY = 'staff:test';
const NAME = { zh: '人群', en: 'Segment' };
const PURCHASE = { event: { name: 'purchase', atLeast: 1 } };
// Counts are live; steps are computed every hour.
const LIVE = { event: { name: 'viewed', atLeast: 1 } };
const REFRESHED = { sequence: { steps: ['viewed', 'viewed'], withinDays: 30 } };

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
  const { register, act } = world;
  await act(async (tx) => {
    const fields = (['member_id', 'mobile', 'order_record'] as const).map((field) => ({ field, necessary: true }));
    await register.saveActivity(tx, { ...DELIVERY, code: 'orders', fields });
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
  });
  const shop = { name: { zh: '商城', en: 'Shop' }, activity: 'customer-administration', issuer: 'shop', by: BY };
  await world.act((tx) => world.customers.createSource(tx, { ...shop, code: 'shop' }));
  await world.act((tx) =>
    world.customers.createPerson(tx, {
      activity: 'orders',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', value: 'K1', issuer: 'club' }],
      attributes: {},
      standing: { grade: 'B', source: 'form', noticeShownAt: new Date('2026-11-01T00:00:00Z'), how: 'form' },
    }),
  );
  await world.import(Buffer.from('customer_id,date,dollar_value\nN1,20261101,10\nN2,20261102,30\n'));
});
afterAll(() => world.close());

const plan = (field: FieldCode) => {
  const events: PlannedEvent[] = [{ name: 'viewed', properties: { shown: { kind: 'text', field } } }];
  return world.act((tx) => world.customers.saveTrackingPlan(tx, { source: 'shop', plan: events, by: BY }));
};
const save = (code: string, definition: object, activity = 'customer-administration') =>
  world.act((tx) => world.customers.saveSegment(tx, { code, name: NAME, definition, activity, by: BY }));

async function troubleOf(code: string, server = world.customers) {
  world.clock.advance(3_600_000);
  await server.segmentation.keep();
  await server.segmentation.refresh();
  return (await server.segmentation.membersCount(code)).trouble;
}

describe.each([
  ['live', LIVE],
  ['refreshed', REFRESHED],
])('a segment that is %s and emptied because its activity lacks a field', (code, definition) => {
  it('says so with the field, the condition, the article and the next step, until it is counted again', async () => {
    await plan('order_record');
    await save(code, definition, 'orders');
    expect(await troubleOf(code)).toBeNull();
    await plan('city');
    const told = await troubleOf(code);
    expect(told).toMatchObject({ kind: 'activity', article: expect.stringContaining('PIPL') });
    expect(told?.detail?.en).toContain('viewed');
    expect(told?.since).toEqual((await troubleOf(code))?.since);
    expect((await world.another().segmentation.membersCount(code)).trouble).toEqual(told);
    await plan('order_record');
    expect(await troubleOf(code)).toBeNull();
  });
});

describe('a segment whose rule names what is gone', () => {
  it.each([
    ['segment', 'inner', (outer: string) => ({ all: [PURCHASE, { segment: outer }] })],
    ['computed trait', 'bought', (trait: string) => ({ all: [PURCHASE, { computed: { code: trait, atLeast: 1 } }] })],
  ])('says which %s', async (kind, named, definition) => {
    const spec = { kind: 'count', event: 'purchase' };
    const make = () =>
      kind === 'segment'
        ? save(named, PURCHASE)
        : world.act((tx) => world.customers.computed.save(tx, { code: named, name: NAME, spec, by: BY }));
    const remove = () =>
      world.act((tx) =>
        kind === 'segment' ? world.customers.deleteSegment(tx, named) : world.customers.computed.remove(tx, named),
      );
    await make();
    await save(`of-${named}`, definition(named));
    await save(`through-${named}`, { any: [{ segment: `of-${named}` }] });
    expect(await troubleOf(`of-${named}`)).toBeNull();
    await remove();
    for (const code of [`of-${named}`, `through-${named}`])
      expect(await troubleOf(code)).toMatchObject({ kind: 'rule', en: expect.stringContaining(`${kind} "${named}"`) });
    await make();
    expect(await troubleOf(`of-${named}`)).toBeNull();
  });
});

describe('a segment that could not be computed', () => {
  const breakRule = (code: string, definition: object) =>
    world.act((tx) =>
      tx.execute('update customers.segment set definition = $2::jsonb where code = $1', [
        code,
        JSON.stringify(definition),
      ]),
    );
  const mended = { any: [PURCHASE, REFRESHED] };

  it('says the refusal, keeps none of the others waiting, and is well again once it computes', async () => {
    await save('a-broken', mended);
    await breakRule('a-broken', { all: [mended, { permission: { activity: 'nowhere' } }] });
    await save('b-whole', mended);
    expect(await troubleOf('a-broken')).toMatchObject({ kind: 'failed', code: 'register.activity-unknown' });
    expect((await world.customers.segmentation.membersCount('b-whole')).count).toBe(2);
    await breakRule('a-broken', mended);
    expect(await troubleOf('a-broken')).toBeNull();
  });

  it('says a fault of the program without its words, and is tried again after five minutes', async () => {
    await save('a-broken', mended);
    await breakRule('a-broken', { all: [PURCHASE, { rfm: { name: 'purchase', withinDays: 90, recency: 5 } }] });
    await save('b-whole', mended);
    expect(await troubleOf('a-broken')).toMatchObject({ kind: 'failed', code: 'customers.segment-fault' });
    expect((await world.customers.segmentation.membersCount('b-whole')).count).toBe(2);
    await breakRule('a-broken', mended);
    await world.customers.segmentation.refresh();
    expect((await world.customers.segmentation.membersCount('a-broken')).trouble).not.toBeNull();
    world.clock.advance(300_000);
    await world.customers.segmentation.refresh();
    expect((await world.customers.segmentation.membersCount('a-broken')).trouble).toBeNull();
  });

  it('takes its trouble along when it is removed', async () => {
    await world.act((tx) => world.customers.deleteSegment(tx, 'a-broken'));
    expect(await world.rows("select 1 from customers.segment_trouble where segment = 'a-broken'")).toEqual([]);
  });
});
