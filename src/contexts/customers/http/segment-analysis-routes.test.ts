import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { createServer } from '../../../http/index.ts';
import type { HttpApp, StaffCaller } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerCustomersRoutes } from './customers-routes.ts';

const STAFF: StaffCaller = {
  kind: 'staff',
  id: '01930000-0000-7000-8000-0000000000aa',
  permissions: new Set(['read-segment', 'write-segment', 'read-reach'].map((name) => `customers.${name}`)),
  tier: 1,
};
// In order of their ordinals: how often each bought, on the days before 2026-11-11.
const BUYERS = [
  ['A', ['20261110', '20261101', '20261001']],
  ['B', ['20261110', '20261001']],
  ['C', ['20261110']],
  ['D', ['20251001', '20251002']],
] as const;

let world: CustomersWorld;
let app: HttpApp;
let people: string[];

beforeAll(async () => {
  world = await openCustomersWorld();
  app = await createServer({ log: silentLogger(), resolvers: { staff: async () => STAFF } });
  registerCustomersRoutes(app, world.customers, world.database);
  await app.ready();
  const rows = BUYERS.flatMap(([name, days]) => days.map((day) => `${name},${day},10`));
  await world.import(Buffer.from(`customer_id,date,dollar_value\n${rows.join('\n')}\n`));
  await world.customers.moveEvents();
  const found = await world.rows<{ id: string }>('select id from customers.person order by ordinal');
  people = found.map((row) => row.id);
  await save('twice', { event: { name: 'purchase', withinDays: 90, atLeast: 2 } });
  await save('recent', { event: { name: 'purchase', withinDays: 7 } });
  await save('ordered', { sequence: { steps: ['purchase', 'purchase'], withinDays: 30 } });
});
afterAll(async () => {
  await app.close();
  await world.close();
});

async function json<T>(method: 'GET' | 'POST', path: string, payload?: object) {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    ...(payload === undefined ? {} : { payload }),
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  return { status: answer.statusCode, body: JSON.parse(answer.body) as T };
}

async function save(code: string, definition: object, more: object = {}): Promise<void> {
  const made = await json('POST', '/segments', { code, name: { zh: code, en: code }, definition, ...more });
  expect(made.status).toBe(201);
}

describe('a field that the activity may not use', () => {
  it('is told while the rule is edited, with the words of saving', async () => {
    const definition = { field: { name: 'birth_date', months: [11] } };
    const body = { definition, activity: 'order-delivery' };
    const refused = { status: 422, body: { code: 'customers.segment-field-not-covered' } };
    expect(await json('POST', '/segments/estimates', body)).toMatchObject(refused);
    const name = { zh: '生日', en: 'Birthday' };
    expect(await json('POST', '/segments', { code: 'birthday', name, ...body })).toMatchObject(refused);
  });
});

describe('how a segment is kept', () => {
  it('is decided by what its conditions need, and shown', async () => {
    expect((await json('GET', '/segments/twice')).body).toMatchObject({ mode: { kind: 'live' } });
    expect((await json('GET', '/segments/ordered')).body).toMatchObject({
      mode: { kind: 'refreshed', everyMinutes: 60 },
    });
    await save('outer', { all: [{ segment: 'ordered' }, { segment: 'twice' }] }, { refreshMinutes: 5 });
    expect((await json('GET', '/segments/outer')).body).toMatchObject({ mode: { everyMinutes: 5 } });
    const bad = { code: 'bad', name: { zh: '坏', en: 'Bad' }, definition: { segment: 'twice' }, refreshMinutes: 4 };
    expect((await json('POST', '/segments', bad)).status).toBe(400);
  });

  it('counts its people once they were computed, live and refreshed ones, and remembers the size of each hour', async () => {
    await save('later', { event: { name: 'purchase', withinDays: 90, atLeast: 3 } });
    expect((await json('GET', '/segments/later/members-count')).body).toMatchObject({ count: null, asOf: null });
    await world.customers.segmentation.keep();
    expect(await world.customers.segmentation.refresh()).toBeGreaterThan(0);
    expect(await world.customers.segmentation.refresh()).toBe(0);
    expect((await json('GET', '/segments/later/members-count')).body).toMatchObject({ count: 1, revision: 1 });
    expect((await json('GET', '/segments/ordered/members-count')).body).toMatchObject({ count: 2 });
    const sizes = await json<{ items: object[] }>('GET', '/segments/later/sizes?days=2');
    expect(sizes.body.items).toEqual([{ at: '2026-11-11T12:00:00.000Z', size: 1 }]);
    expect((await json('GET', '/segments/nowhere/sizes')).status).toBe(404);
    expect((await json('GET', '/segments/later/sizes?days=0')).status).toBe(400);
  });

  it('keeps no other waiting when it can’t be computed, and is not tried at every turn', async () => {
    const steps = { sequence: { steps: ['purchase', 'purchase'], withinDays: 60 } };
    await save('broken-first', { all: [steps, { permission: { activity: 'marketing' } }] });
    await save('ordered-too', steps);
    // As a segment on an encrypted field of more people than are opened at once: it is saved, and can't be computed.
    await world.act((tx) =>
      tx.execute(
        `update customers.segment set definition = replace(definition::text, '"marketing"', '"not-there"')::jsonb where code = 'broken-first'`,
      ),
    );
    await world.customers.segmentation.keep();
    expect(await world.customers.segmentation.refresh()).toBeGreaterThan(0);
    expect((await json('GET', '/segments/ordered-too/members-count')).body).toMatchObject({ revision: 1 });
    expect((await json('GET', '/segments/broken-first/members-count')).body).toMatchObject({ count: null });
    expect(await world.customers.segmentation.refresh()).toBe(0);
    await world.act((tx) => world.customers.deleteSegment(tx, 'broken-first'));
  });

  it('keeps every revision, the newest first', async () => {
    await save('twice', { event: { name: 'purchase', withinDays: 90, atLeast: 2 } });
    const { body } = await json<{ items: { revision: number; sentence: { zh: string } }[] }>(
      'GET',
      '/segments/twice/revisions',
    );
    expect(body.items.map((item) => item.revision)).toEqual([2, 1]);
    expect(body.items[1]?.sentence.zh).toContain('最近90天内');
  });
});

describe('estimates', () => {
  it('are exact for few people, tell what may be reached, and leave one receipt an hour', async () => {
    const definition = { event: { name: 'purchase', withinDays: 90, atLeast: 2 } };
    const first = await json<{ receipt: string }>('POST', '/segments/estimates', { definition });
    expect(first.body).toMatchObject({ population: 4, count: 2, margin: 0, exact: true, looked: 4, mode: 'live' });
    const reach = { activity: 'marketing', operation: 'use', channel: 'sms' };
    const second = await json<{ receipt: string }>('POST', '/segments/estimates', {
      definition: { segment: 'recent' },
      reach,
    });
    expect(second.body).toMatchObject({ count: 3, allowed: 0, receipt: first.body.receipt });
  });

  it('name each fault by its path', async () => {
    const faulty = await json('POST', '/segments/estimates', { definition: { any: [{ segment: 'no-such' }] } });
    expect(faulty).toMatchObject({ status: 400, body: { errors: [{ path: 'definition' }] } });
    expect((await json('POST', '/segments/estimates', { definition: {}, more: 1 })).status).toBe(400);
  });
});

describe('the overlap of segments', () => {
  it('has everybody in exactly one region', async () => {
    const { body } = await json('POST', '/segments/overlaps', { segments: ['twice', 'recent', 'ordered'] });
    expect(body).toEqual({
      segments: [
        { code: 'twice', count: 2 },
        { code: 'recent', count: 3 },
        { code: 'ordered', count: 2 },
      ],
      regions: [
        { segments: ['twice'], count: 0 },
        { segments: ['recent'], count: 1 },
        { segments: ['twice', 'recent'], count: 1 },
        { segments: ['ordered'], count: 1 },
        { segments: ['twice', 'ordered'], count: 0 },
        { segments: ['recent', 'ordered'], count: 0 },
        { segments: ['twice', 'recent', 'ordered'], count: 1 },
      ],
    });
    expect((await json('POST', '/segments/overlaps', { segments: ['twice', 'twice'] })).status).toBe(400);
    expect((await json('POST', '/segments/overlaps', { segments: ['twice', 'nowhere'] })).status).toBe(404);
  });
});

describe('the explanation for one person', () => {
  it('says of each condition whether it holds, with the numbers', async () => {
    await save('both', { all: [{ segment: 'recent' }, { not: [{ event: { name: 'purchase', atLeast: 3 } }] }] });
    const { body } = await json('GET', `/segments/both/explanation?person=${people[0]}`);
    expect(body).toMatchObject({
      holds: false,
      records: 1,
      conditions: [
        { kind: 'all', depth: 0, holds: false },
        { kind: 'segment', depth: 1, holds: true },
        { kind: 'event', depth: 2, holds: true, numbers: { count: 1, sum: 1000 } },
        { kind: 'not', depth: 1, holds: false },
        { kind: 'event', depth: 2, holds: true, numbers: { count: 3, sum: 3000 } },
      ],
    });
    const other = await json('GET', `/segments/both/explanation?person=${people[1]}`);
    expect(other.body).toMatchObject({ holds: true });
  });

  it('is refused with the gate’s reason where the person may not be analysed', async () => {
    const person = people[2] ?? '';
    await world.act((tx) => world.gate.object(tx, { person, kind: 'restrict', by: 'agent' }));
    const refused = await json<{ detail: string }>('GET', `/segments/both/explanation?person=${person}`);
    expect(refused).toMatchObject({ status: 422, body: { code: 'customers.analysis-denied' } });
    expect(refused.body.detail).toMatch(/PIPL/);
    await world.customers.segmentation.keep();
    expect((await json('GET', '/segments/recent/members-count')).body).toMatchObject({ count: 2 });
    const gone = '01930000-0000-7000-8000-000000000000';
    expect((await json('GET', `/segments/both/explanation?person=${gone}`)).status).toBe(404);
    expect((await json('GET', '/segments/both/explanation?person=x')).status).toBe(400);
  });
});
