import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { createServer } from '../../../http/index.ts';
import type { HttpApp, StaffCaller } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerCustomersRoutes } from './customers-routes.ts';

const CALLER: StaffCaller = {
  kind: 'staff',
  id: '01930000-0000-7000-8000-0000000000aa',
  permissions: new Set(
    ['read-person', 'read-segment', 'write-segment', 'read-reach', 'write-tag', 'tag-person'].map(
      (name) => `customers.${name}`,
    ),
  ),
  tier: 1,
};
const NOBODY = '01890000-0000-7000-8000-0000000000ab';
const NAME = { zh: '常客', en: 'Regular' };
const TAG = { code: 'regular', name: NAME, activity: 'customer-administration', owner: '会员组', days: 30 };
let world: CustomersWorld;
let app: HttpApp;

beforeAll(async () => {
  world = await openCustomersWorld();
  app = await createServer({ log: silentLogger(), resolvers: { staff: async () => CALLER } });
  registerCustomersRoutes(app, world.customers, world.database);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await world.close();
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

async function ask(method: Method, path: string, payload?: object) {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    ...(payload === undefined ? {} : { payload }),
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const body = (answer.body === '' ? {} : JSON.parse(answer.body)) as {
    code?: string;
    errors?: { path: string }[];
  };
  return { status: answer.statusCode, body, text: answer.body };
}

const CASES: readonly (readonly [string, Method, string, object | undefined, number, string])[] = [
  ['a kind that is none', 'GET', `/persons/${NOBODY}/timeline?kind=gossip`, undefined, 400, 'kind'],
  ['a day that is no instant', 'GET', `/persons/${NOBODY}/timeline?from=yesterday`, undefined, 400, 'from'],
  [
    'a period that ends before it begins',
    'GET',
    `/persons/${NOBODY}/timeline?from=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z`,
    undefined,
    400,
    'until',
  ],
  ['a page of a thousand', 'GET', `/persons/${NOBODY}/timeline?limit=1000`, undefined, 400, 'limit'],
  ['a tag without an owner', 'POST', '/tags', { ...TAG, owner: '' }, 400, 'owner'],
  ['a tag for ever', 'POST', '/tags', { ...TAG, days: 1_000_000 }, 400, 'days'],
  ['a tag with a member too many', 'POST', '/tags', { ...TAG, colour: 'red' }, 400, 'colour'],
  ['a tag that sounds of illness', 'POST', '/tags', { ...TAG, name: { zh: '孕妈', en: 'Mother to be' } }, 422, 'name'],
  ['a reason of one word', 'PUT', `/persons/${NOBODY}/tags/regular`, { reason: 'x' }, 400, 'reason'],
  ['a trait computed of nothing', 'POST', '/computed-traits', { code: 'x', name: NAME, spec: 7 }, 400, 'spec'],
  ['a grid of no days', 'POST', '/rfm-grids', { event: 'purchase', withinDays: 0 }, 400, 'withinDays'],
  ['a grid of the log’s own events', 'POST', '/rfm-grids', { event: '$erased', withinDays: 9 }, 400, 'event'],
  ['a search for a letter', 'POST', '/persons/searches', { field: 'any', value: 'a' }, 400, 'value'],
  ['employees under another basis', 'GET', '/persons?activity=marketing', undefined, 422, 'activity'],
];

describe('bad input', () => {
  it.each(CASES)('%s names what is wrong', async (_, method, path, payload, status, field) => {
    const answer = await ask(method, path, payload);
    expect([answer.status, answer.body.errors?.map((error) => error.path.split('.').at(-1))]).toEqual([
      status,
      [field],
    ]);
  });

  it('finds nobody where there is nobody', async () => {
    for (const path of [`/persons/${NOBODY}/profile`, `/persons/${NOBODY}/timeline`])
      expect((await ask('GET', path)).body.code).toBe('customers.person-not-found');
    expect((await ask('DELETE', '/tags/no-such')).body.code).toBe('customers.tag-not-found');
    expect((await ask('DELETE', '/computed-traits/no-such')).body.code).toBe('customers.computed-not-found');
  });
});

describe('the routes of profiles', () => {
  it('answer what the console shows, with emoji and control characters harmless', async () => {
    expect((await ask('POST', '/tags', { ...TAG, name: { zh: '常客😀', en: 'Regular' } })).status).toBe(201);
    expect((await ask('POST', '/tags', { ...TAG, owner: 'a\u0000b' })).status).toBe(400);
    expect((await ask('GET', '/tags')).body).toMatchObject({ items: [{ code: 'regular', people: 0, denied: 0 }] });
    const spec = { kind: 'count', event: 'purchase' };
    expect((await ask('POST', '/computed-traits', { code: 'orders', name: NAME, spec })).status).toBe(201);
    expect((await ask('POST', '/computed-traits/compute', {})).body).toEqual({ computed: 1 });
    const grid = await ask('POST', '/rfm-grids', { event: 'purchase', withinDays: 30 });
    expect(grid.body).toMatchObject({ total: 0, smallerThan: 10 });
  });
});
