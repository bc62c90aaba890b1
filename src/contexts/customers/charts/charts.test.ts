import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { createServer } from '../../../http/index.ts';
import type { HttpApp, StaffCaller } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { appendEvents } from '../events/event-log.ts';
import { registerCustomersRoutes } from '../http/customers-routes.ts';
import { cell } from './domain/chart-question.ts';

const DAY_MS = 86_400_000;
const PEOPLE = 40;
const NOW = new Date('2026-11-11T12:00:00.000Z');
const STAFF: StaffCaller = {
  kind: 'staff',
  id: '01930000-0000-7000-8000-0000000000aa',
  permissions: new Set(['customers.read-reach']),
  tier: 1,
};

interface Happened {
  readonly who: number;
  readonly name: string;
  readonly hoursAgo: number;
}

let world: CustomersWorld;
let app: HttpApp;
let ordinals: number[];
beforeAll(async () => {
  world = await openCustomersWorld();
  app = await createServer({ log: silentLogger(), resolvers: { staff: async () => STAFF } });
  registerCustomersRoutes(app, world.customers, world.database);
  await app.ready();
  const rows = Array.from({ length: PEOPLE }, (_, each) => `P${each},20200101,10`);
  await world.import(Buffer.from(`customer_id,date,dollar_value\n${rows.join('\n')}\n`));
  const found = await world.rows<{ ordinal: number }>('select ordinal from customers.person order by ordinal');
  ordinals = found.map((row) => row.ordinal);
});
afterAll(async () => {
  await app.close();
  await world.close();
});

let round = 0;
async function happen(events: readonly Happened[]): Promise<string> {
  round += 1;
  const own = (name: string) => `${name}${round}`;
  await world.act((tx) =>
    appendEvents(
      tx,
      events.map(({ who, name, hoursAgo }) => ({
        ordinal: ordinals[who] ?? 0,
        name: own(name),
        at: new Date(NOW.getTime() - hoursAgo * 3_600_000),
        quantity: null,
        amountFen: null,
        properties: null,
        rowKey: null,
      })),
    ),
  );
  await world.customers.moveEvents();
  return String(round);
}

const happened: fc.Arbitrary<Happened> = fc.record({
  who: fc.integer({ min: 0, max: PEOPLE - 1 }),
  name: fc.constantFrom('view', 'cart', 'pay'),
  hoursAgo: fc.integer({ min: 0, max: 24 * 60 }),
});
const many = fc.array(happened, { minLength: 50, maxLength: 300 });

// Whether somebody has a chain over these steps, every choice tried.
function reaches(steps: readonly string[], own: readonly Happened[], days: number, since: number): boolean {
  const from = (step: number, begun: number, before: number): boolean =>
    step === steps.length ||
    own.some(
      (each) =>
        each.name === steps[step] &&
        each.hoursAgo < before &&
        begun - each.hoursAgo <= days * 24 &&
        from(step + 1, begun, each.hoursAgo),
    );
  return own.some((each) => each.name === steps[0] && each.hoursAgo <= since && from(1, each.hoursAgo, each.hoursAgo));
}

describe('a funnel', () => {
  it('counts, for each step, the people who have some chain that gets there in time', async () => {
    const steps = ['view', 'cart', 'pay'];
    await fc.assert(
      fc.asyncProperty(many, fc.constantFrom(1, 7, 30), async (events, withinDays) => {
        const suffix = await happen(events);
        const question = { steps: steps.map((step) => step + suffix), withinDays, startedWithinDays: 30 };
        const { steps: found } = await world.act((tx) => world.customers.charts.funnel(tx, question, { by: 'test' }));
        // Thirty days: today, that began 20 hours ago in Shanghai, and the 29 before it.
        const since = 29 * 24 + 20;
        const expected = steps.map((_, place) => {
          const wanted = steps.slice(0, place + 1);
          const people = Array.from({ length: PEOPLE }, (_each, who) => events.filter((event) => event.who === who));
          return cell(people.filter((own) => reaches(wanted, own, withinDays, since)).length).count;
        });
        expect(found.map((step) => step.count)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('leaves out of the later steps whoever skipped one', async () => {
    // So many that DuckDB no longer pairs them one by one.
    const hours = (from: number) => Array.from({ length: 30 }, (_, place) => from + place);
    const events = Array.from({ length: PEOPLE }, (_, who) => [
      ...hours(100).map((hoursAgo) => ({ who, name: 'view', hoursAgo })),
      ...(who % 2 === 0 ? [{ who, name: 'cart', hoursAgo: 50 }] : []),
      ...hours(10).map((hoursAgo) => ({ who, name: 'pay', hoursAgo })),
    ]).flat();
    const suffix = await happen(events);
    const steps = ['view', 'cart', 'pay'].map((step) => step + suffix);
    const question = { steps, withinDays: 30, startedWithinDays: 30 };
    const { steps: found } = await world.act((tx) => world.customers.charts.funnel(tx, question, { by: 'test' }));
    expect(found.map((step) => step.count)).toEqual([PEOPLE, PEOPLE / 2, PEOPLE / 2]);
  });
});

describe('retention', () => {
  it('counts, for each week of a first time, who came back in which week after', async () => {
    const week = (hoursAgo: number) =>
      Math.floor(((NOW.getTime() + 8 * 3_600_000 - hoursAgo * 3_600_000) / DAY_MS + 3) / 7);
    await fc.assert(
      fc.asyncProperty(many, async (events) => {
        const suffix = await happen(events);
        const question = { start: `view${suffix}`, back: `pay${suffix}`, unit: 'week' as const, periods: 6 };
        const { cohorts } = await world.act((tx) => world.customers.charts.retention(tx, question, { by: 'test' }));
        const cohortOf = new Map<number, number>();
        for (const { who, name, hoursAgo } of events)
          if (name === 'view')
            cohortOf.set(who, Math.min(cohortOf.get(who) ?? Number.POSITIVE_INFINITY, week(hoursAgo)));
        const now = week(0);
        const weeks = [...new Set(cohortOf.values())]
          .filter((each) => each > now - 6)
          .sort((one, other) => one - other);
        const expected = weeks.map((cohort) => {
          const people = [...cohortOf].filter(([, of]) => of === cohort).map(([who]) => who);
          const cameIn = (place: number) =>
            people.filter((who) =>
              events.some((each) => each.who === who && each.name === 'pay' && week(each.hoursAgo) === cohort + place),
            ).length;
          return {
            from: new Date((cohort * 7 - 3) * DAY_MS).toISOString().slice(0, 10),
            size: cell(people.length).count,
            back: Array.from({ length: now - cohort + 1 }, (_, place) => cell(cameIn(place)).count),
          };
        });
        expect(cohorts).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });
});

describe('charts over HTTP', () => {
  const post = (path: string, payload: object) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/charts/${path}`,
      payload,
      headers: { 'sec-fetch-site': 'same-origin' },
    });
  const everybody = Array.from({ length: PEOPLE }, (_, who) => ({ who, name: 'view', hoursAgo: 30 }));

  it('come as numbers and as files, without small cells', async () => {
    const suffix = await happen([...everybody, { who: 1, name: 'pay', hoursAgo: 5 }]);
    const question = { steps: [`view${suffix}`, `pay${suffix}`], withinDays: 7, startedWithinDays: 30 };
    const funnel = await post('funnel', question);
    expect(funnel.json()).toMatchObject({ steps: [{ count: PEOPLE }, { count: null }], unanalysed: 0 });
    const csv = await post('funnel/file', { ...question, format: 'csv' });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.body).toContain(`2,pay${suffix},<10,`);
    const table = { start: `view${suffix}`, back: `view${suffix}`, unit: 'month', periods: 3 };
    const xlsx = await post('retention/file', { ...table, format: 'xlsx' });
    expect(xlsx.rawPayload.subarray(0, 2).toString('latin1')).toBe('PK');
    expect((await post('retention', table)).json()).toMatchObject({
      cohorts: [{ from: '2026-11-01', size: PEOPLE, back: [PEOPLE] }],
    });
  });

  it('name bad fields, and an activity that nobody registered', async () => {
    const question = { steps: ['view', '$erased'], withinDays: 7, startedWithinDays: 30 };
    expect((await post('funnel', question)).json()).toMatchObject({ status: 400, errors: [{ path: 'steps[1]' }] });
    expect((await post('funnel', { ...question, steps: ['view'] })).statusCode).toBe(400);
    expect((await post('funnel', { ...question, steps: ['a', 'b'], activity: 'no-such' })).statusCode).toBe(404);
    const retention = { start: ' ', back: 'pay', unit: 'day', periods: 3 };
    expect((await post('retention', retention)).statusCode).toBe(400);
    expect((await post('retention', { ...retention, unit: 'week' })).json()).toMatchObject({
      errors: [{ path: 'start' }],
    });
  });
});
