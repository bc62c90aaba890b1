import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { DELIVERY } from '../../../../test/support/gate-world.ts';
import type { FieldCode } from '../../register/index.ts';
import { fieldsOfEvents } from '../events/event-fields.ts';
import { appendEvents } from '../events/event-log.ts';
import type { PlannedEvent } from '../ingest/wire/domain/tracking-plan.ts';
import { fieldsRead } from './fields-read.ts';

const BY = 'staff:test';
const NAME = { zh: '人群', en: 'Segment' };
const VIEWED = { event: { name: 'product_viewed', atLeast: 1 } };
// Steps are computed every hour, counts are live.
const REFRESHED = { sequence: { steps: ['product_viewed', 'product_viewed'], withinDays: 30 } };
const NOT_COVERED = 'customers.segment-field-not-covered';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
  const { register, act, customers } = world;
  const more: Record<string, FieldCode[]> = { orders: [], club: ['behaviour'] };
  await act(async (tx) => {
    for (const [code, added] of Object.entries(more)) {
      const fields = (['member_id', 'mobile', 'order_record', ...added] as const).map((field) => ({
        field,
        necessary: true,
      }));
      await register.saveActivity(tx, { ...DELIVERY, code, fields });
    }
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
    const source = { name: { zh: '商城', en: 'Shop' }, activity: 'customer-administration', issuer: 'shop', by: BY };
    for (const code of ['shop', 'till']) await customers.createSource(tx, { ...source, code });
  });
  const { id } = await act((tx) =>
    customers.createPerson(tx, {
      activity: 'club',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', value: 'K1', issuer: 'club' }],
      attributes: {},
      standing: {
        grade: 'B',
        source: 'form',
        noticeShownAt: new Date('2026-11-01T00:00:00Z'),
        how: 'form',
      },
    }),
  );
  const ordinal = (await act((tx) => world.gate.ordinalOf(tx, id))) ?? -1;
  const now = world.clock.now().getTime();
  const done = ['product_viewed', 'product_viewed', 'purchase'].map((name, hours) => ({
    ordinal,
    name,
    at: new Date(now - hours * 3_600_000),
    ...{ quantity: null, amountFen: null, properties: null, rowKey: null },
  }));
  await act((tx) => appendEvents(tx, done));
});
afterAll(() => world.close());

const plan = (source: string, events: Readonly<Record<string, readonly FieldCode[]>>) =>
  world.act((tx) =>
    world.customers.saveTrackingPlan(tx, {
      source,
      plan: Object.entries(events).map(
        ([name, fields]): PlannedEvent => ({
          name,
          properties: Object.fromEntries(fields.map((field) => [`a_${field}`, { kind: 'text', field }])),
        }),
      ),
      by: BY,
    }),
  );

const save = (code: string, definition: object, activity: string) =>
  world.act((tx) => world.customers.saveSegment(tx, { code, name: NAME, definition, activity, by: BY }));

async function size(code: string): Promise<number | null> {
  world.clock.advance(3_600_000);
  await world.customers.segmentation.keep();
  await world.customers.segmentation.refresh();
  return (await world.customers.segmentation.membersCount(code)).count;
}

beforeEach(async () => {
  await plan('shop', { product_viewed: ['behaviour'] });
  await plan('till', {});
});

describe('the fields that a condition on events asks for', () => {
  const of = (...names: string[]) => world.act((tx) => fieldsOfEvents(tx, names));

  it('are those that the tracking plans bind its name to, of all sources', async () => {
    await plan('shop', { seen: [], paid: ['order_record'], moved: ['city'], mixed: ['order_record', 'behaviour'] });
    await plan('till', { paid: [] });
    expect(await of('seen')).toEqual(['behaviour']);
    expect(await of('moved')).toEqual(['behaviour', 'city']);
    expect(await of('mixed')).toEqual(['behaviour', 'order_record']);
    expect(await of('paid')).toEqual(['behaviour', 'order_record']);
    await plan('till', {});
    expect(await of('paid')).toEqual(['order_record']);
  });

  it('are orders for a purchase of a file, behaviour for what trackers name themselves, and both where nothing tells', async () => {
    expect(await of('purchase')).toEqual(['order_record']);
    expect(await of('@page')).toEqual(['behaviour']);
    expect(await of('once_planned')).toEqual(['behaviour', 'order_record']);
    expect(await of()).toEqual([]);
  });

  it('are asked for wherever the name stands: steps, fifths and the rules of computed traits', async () => {
    const read = (definition: Parameters<typeof fieldsRead>[1]) => world.act((tx) => fieldsRead(tx, definition));
    const spec = { kind: 'favourite', event: 'product_viewed', of: 'weekday' };
    await world.act((tx) => world.customers.computed.save(tx, { code: 'day', name: NAME, spec, by: BY }));
    expect(await read({ not: [{ sequence: { steps: ['purchase', '@page'], withinDays: 3 } }] })).toEqual([
      'behaviour',
      'order_record',
    ]);
    expect(await read({ rfm: { name: 'product_viewed', withinDays: 3, recency: [5] } })).toEqual(['behaviour']);
    expect(await read({ computed: { code: 'day', in: ['monday'] } })).toEqual(['behaviour']);
    expect(await read({ all: [VIEWED, { trait: { name: 'province', in: ['浙江'] } }] })).toContain('order_record');
  });
});

describe.each([
  ['live', VIEWED],
  ['refreshed', REFRESHED],
])('a segment on behaviour that is %s', (code, definition) => {
  it('is refused under an activity that declares orders alone, with the field and the condition', async () => {
    const failure: unknown = await save(code, definition, 'orders').catch((error: unknown) => error);
    const named = [expect.stringContaining('Browsing and interaction'), expect.stringContaining('product_viewed')];
    expect(failure).toMatchObject({
      code: NOT_COVERED,
      title: { en: named[0] },
      options: { article: 'PIPL 6', detail: { en: named[1] } },
    });
    const inside = await save(`inside-${code}`, definition, 'club').then(() =>
      save(`outer-${code}`, { segment: `inside-${code}` }, 'orders').catch((error: unknown) => error),
    );
    expect(inside).toMatchObject({ code: NOT_COVERED });
  });

  it('is counted under one that declares it, decided anew when its event is bound to something else, and back', async () => {
    await save(code, definition, 'club');
    await save('bought', { event: { name: 'purchase', atLeast: 1 } }, 'club');
    expect(await size(code)).toBe(1);
    await plan('till', { product_viewed: ['city'] });
    expect(await size(code)).toBe(0);
    expect(await size('bought')).toBe(1);
    await plan('till', {});
    expect(await size(code)).toBe(1);
  });
});

describe('charts, fifths and computed traits', () => {
  const funnel = { steps: ['product_viewed', 'purchase'], withinDays: 30, startedWithinDays: 30 };

  it('look at nobody under an activity that does not declare what their events are', async () => {
    const { charts, computed } = world.customers;
    const retention = { start: 'product_viewed', back: 'product_viewed', unit: 'week', periods: 2 } as const;
    const asker = { activity: 'club', by: BY };
    const looked = () =>
      world.act(async (tx) => [
        (await charts.funnel(tx, funnel, asker)).unanalysed,
        (await charts.retention(tx, retention, asker)).unanalysed,
        (await computed.rfmGrid(tx, { event: 'product_viewed', withinDays: 30, ...asker })).unanalysed,
      ]);
    expect(await looked()).toEqual([0, 0, 0]);
    await plan('till', { product_viewed: ['city'] });
    expect(await looked()).toEqual([1, 1, 1]);
  });

  it('are refused as traits, and have no values once their event is bound to something else', async () => {
    const { computed } = world.customers;
    const spec = { kind: 'count', event: 'product_viewed' };
    const made = (activity: string) =>
      world.act((tx) => computed.save(tx, { code: 'views', name: NAME, spec, activity, by: BY }));
    await expect(made('orders')).rejects.toMatchObject({ code: 'customers.computed-activity' });
    await made('club');
    const people = async () => {
      await computed.computeAll(BY);
      return (await world.act((tx) => computed.list(tx))).find(({ code }) => code === 'views')?.people;
    };
    expect(await people()).toBe(1);
    await plan('till', { product_viewed: ['city'] });
    expect(await people()).toBe(0);
  });
});
