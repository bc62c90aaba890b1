import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { appendEvents } from '../events/event-log.ts';
import { applyPlan } from '../ingest/wire/domain/tracking-plan.ts';
import { readSpec } from './domain/computed-spec.ts';

const BY = 'staff:test';
const VIEWER = { by: BY, tier: 1, role: 'administrator' } as const;
const DAY_MS = 86_400_000;
let world: CustomersWorld;
const people: { id: string; ordinal: number; daysAgo: number[] }[] = [];
let employee: { id: string; ordinal: number };

async function someone(role: 'customer' | 'employee', daysAgo: number[]): Promise<{ id: string; ordinal: number }> {
  const identifiers = [{ type: 'member_id', issuer: 'shop', value: randomUUID() }];
  const input = { activity: 'customer-administration', source: 'from_individual', identifiers, attributes: {}, role };
  const { id } = await world.act((tx) => world.customers.createPerson(tx, input));
  const ordinal = (await world.act((tx) => world.gate.ordinalOf(tx, id))) ?? -1;
  const now = world.clock.now().getTime();
  const events = daysAgo.map((days, index) => ({
    ordinal,
    name: 'purchase',
    at: new Date(now - days * DAY_MS),
    quantity: 1,
    amountFen: 100 * (index + 1),
    properties: null,
    rowKey: null,
  }));
  await world.act((tx) => appendEvents(tx, events));
  return { id, ordinal };
}

beforeAll(async () => {
  world = await openCustomersWorld();
  for (let index = 0; index < 75; index += 1) {
    const daysAgo = Array.from({ length: 1 + (index % 5) }, (_, each) => index + each * 40);
    people.push({ ...(await someone('customer', daysAgo)), daysAgo });
  }
  employee = await someone('employee', [1, 2, 3]);
  await world.customers.moveEvents();
});
afterAll(() => world.close());

const save = (code: string, spec: unknown) =>
  world.act((tx) => world.customers.computed.save(tx, { code, name: { zh: code, en: code }, spec, by: BY }));
const of = async (id: string) => {
  const { computed } = await world.act((tx) => world.customers.profile(tx, id, VIEWER));
  return Object.fromEntries(computed.map(({ code, number, word }) => [code, number ?? word]));
};

describe('computed traits', () => {
  it('are counts, sums, first and last, stage and fifths of each person, in one use with one receipt', async () => {
    await save('orders', { kind: 'count', event: 'purchase' });
    await save('orders-90', { kind: 'count', event: 'purchase', withinDays: 90 });
    await save('spent', { kind: 'sum', event: 'purchase' });
    await save('since-first', { kind: 'first', event: 'purchase' });
    await save('since-last', { kind: 'last', event: 'purchase' });
    await save('weekday', { kind: 'favourite', event: 'purchase', of: 'weekday' });
    await save('recency', { kind: 'rfm', event: 'purchase', withinDays: 3660, measure: 'recency' });
    await save('stage', { kind: 'life-stage', event: 'purchase', newDays: 30, activeDays: 45, sleepingDays: 60 });
    const before = await world.act((tx) => world.gate.usesOf(tx, people[0]?.id ?? '', { limit: 100 }));
    expect(await world.customers.computed.computeAll(BY)).toBe(8);
    const after = await world.act((tx) => world.gate.usesOf(tx, people[0]?.id ?? '', { limit: 100 }));
    expect(after.items.length).toBe(before.items.length + 1);
    for (const { id, daysAgo } of people) {
      const first = Math.max(...daysAgo);
      const last = Math.min(...daysAgo);
      const stage = first < 30 ? 'new' : last < 45 ? 'active' : last < 60 ? 'sleeping' : 'lost';
      const own = await of(id);
      expect(own).toMatchObject({
        orders: daysAgo.length,
        spent: daysAgo.reduce((sum, _, index) => sum + 100 * (index + 1), 0),
        'since-first': first,
        'since-last': last,
        stage,
      });
      expect(own['orders-90'] ?? 0).toBe(daysAgo.filter((days) => days < 90).length);
    }
    const fifths = await Promise.all(people.map(async ({ id }) => (await of(id))['recency']));
    expect(fifths.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 5));
    expect(fifths.slice(-15)).toEqual(Array.from({ length: 15 }, () => 1));
    const listed = await world.act((tx) => world.customers.computed.list(tx));
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.every(({ people: count, receipt }) => (count ?? 0) > 0 && receipt !== null)).toBe(true);
  });

  it('are the favourite of what a tracking plan declares, and of nothing else', async () => {
    const line = { kind: 'text', field: 'behaviour', words: ['护肤', '彩妆'] } as const;
    const properties = { line: { ...line, words: [...line.words] } };
    const planned = (value: string) => applyPlan({ name: 'Viewed', properties }, { line: value }, false);
    expect([planned('护肤').word, planned('13800138000').word, planned('其他').word]).toEqual(['护肤', null, null]);
    const { id, ordinal } = people[7] ?? { id: '', ordinal: -1 };
    const at = world.clock.now();
    const viewed = ['护肤', '彩妆', '彩妆', null].map((word, index) => ({
      ordinal,
      name: 'Viewed',
      at: new Date(at.getTime() - index * 1000),
      quantity: null,
      amountFen: null,
      word,
      properties: null,
      rowKey: null,
    }));
    await world.act((tx) => appendEvents(tx, viewed));
    await world.customers.moveEvents();
    await save('likes', { kind: 'favourite', event: 'Viewed', of: 'class' });
    await world.customers.computed.computeAll(BY);
    expect((await of(id))['likes']).toBe('彩妆');
    expect((await of(people[8]?.id ?? ''))['likes']).toBeUndefined();
  });

  it('know no employee, nobody whom the gate denies, and are gone with a person', async () => {
    expect(await of(employee.id)).toEqual({});
    const [{ id, ordinal } = { id: '', ordinal: -1 }] = people;
    await world.act((tx) => world.customers.erasePerson(tx, id));
    await world.customers.moveEvents();
    const segment = { code: 'bought', name: { zh: '买过', en: 'Bought' }, by: BY };
    const definition = { computed: { code: 'orders', atLeast: 1 } };
    await world.act((tx) => world.customers.saveSegment(tx, { ...segment, definition }));
    const found = await world.act((tx) => world.customers.computeSegment(tx, { code: 'bought', by: BY }));
    expect(found.ordinals).not.toContain(ordinal);
    expect(found.ordinals).not.toContain(employee.ordinal);
    expect(found.ordinals).toHaveLength(people.length - 1);
  });

  it('are conditions of segments, by bounds and by words', async () => {
    const compute = async (definition: unknown) => {
      await world.act((tx) =>
        world.customers.saveSegment(tx, {
          code: 'by-trait',
          name: { zh: '按属性', en: 'By trait' },
          definition,
          by: BY,
        }),
      );
      return (await world.act((tx) => world.customers.computeSegment(tx, { code: 'by-trait', by: BY }))).ordinals;
    };
    const rest = people.slice(1);
    expect(Array.from(await compute({ computed: { code: 'orders', atLeast: 3, atMost: 4 } }))).toEqual(
      rest.filter(({ daysAgo }) => daysAgo.length === 3 || daysAgo.length === 4).map(({ ordinal }) => ordinal),
    );
    const lost = rest.filter(({ daysAgo }) => Math.max(...daysAgo) >= 30 && Math.min(...daysAgo) >= 60);
    expect(Array.from(await compute({ computed: { code: 'stage', in: ['lost'] } }))).toEqual(
      lost.map(({ ordinal }) => ordinal),
    );
  });

  it('refuse what they can not be computed from, naming each fault', async () => {
    const faults: [unknown, string][] = [
      [null, 'spec'],
      [{ kind: 'median', event: 'purchase' }, 'spec.kind'],
      [{ kind: 'count' }, 'spec.event'],
      [{ kind: 'count', event: '$erased' }, 'spec.event'],
      [{ kind: 'count', event: 'purchase', withinDays: 0 }, 'spec.withinDays'],
      [{ kind: 'first', event: 'purchase', withinDays: 3 }, 'spec.withinDays'],
      [{ kind: 'rfm', event: 'purchase', withinDays: 30, measure: 'love' }, 'spec.measure'],
      [{ kind: 'life-stage', event: 'purchase', newDays: 1, activeDays: 9, sleepingDays: 9 }, 'spec.sleepingDays'],
    ];
    for (const [spec, path] of faults)
      await expect(save('bad', spec)).rejects.toMatchObject({ options: { errors: [{ path }] } });
    fc.assert(fc.property(fc.anything(), (value) => readSpec(value).ok === false || typeof value === 'object'));
  });
});

describe('the RFM grid', () => {
  it('holds everybody once, hides small cells, and is one use with a receipt', async () => {
    const request = { event: 'purchase', withinDays: 3660, by: BY };
    const grid = await world.act((tx) => world.customers.computed.rfmGrid(tx, request));
    expect(grid.total).toBe(people.length - 1);
    expect(grid.cells).toHaveLength(25);
    const shown = grid.cells.filter(({ people: count }) => count !== null);
    expect(shown.every(({ people: count }) => count === 0 || (count ?? 0) >= grid.smallerThan)).toBe(true);
    expect(grid.cells.some(({ people: count, amountFen }) => count === null && amountFen === null)).toBe(true);
    const uses = await world.act((tx) => world.gate.usesOf(tx, people[3]?.id ?? '', { limit: 100 }));
    expect(uses.items.map(({ receipt }) => receipt)).toContain(grid.receipt);
    const unknown = world.act((tx) => world.customers.computed.rfmGrid(tx, { ...request, activity: 'no-such' }));
    await expect(unknown).rejects.toMatchObject({ kind: 'not-found' });
  });
});
