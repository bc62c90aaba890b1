import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { Analytics } from '../events/analytics.ts';
import { appendEvents, appendTraits } from '../events/event-log.ts';
import { moveEvents } from '../events/move-events.ts';
import { matching } from './compute-segment.ts';
import type { Definition } from './domain/definition.ts';

const NOW = new Date('2026-11-11T12:00:00Z');
const DAY_MS = 86_400_000;
const PEOPLE = Uint32Array.from({ length: 12 }, (_, index) => index + 1);

interface Happened {
  readonly ordinal: number;
  readonly name: string;
  readonly daysAgo: number;
  readonly amountFen: number;
}

const PROVINCES = ['广东', '北京', '上海'] as const;
const provinceOf = (ordinal: number) => PROVINCES[ordinal % 3] ?? '';

// The plain meaning of the language, person by person.
function means(definition: Definition, ordinal: number, events: readonly Happened[]): boolean {
  if ('all' in definition) return definition.all.every((each) => means(each, ordinal, events));
  if ('any' in definition) return definition.any.some((each) => means(each, ordinal, events));
  if ('not' in definition) return !definition.not.some((each) => means(each, ordinal, events));
  if ('trait' in definition) return definition.trait.in.includes(provinceOf(ordinal));
  const { name, atLeast, withinDays = Number.POSITIVE_INFINITY, minAmount = 0 } = definition.event;
  const counted = events.filter(
    (event) =>
      event.ordinal === ordinal && event.name === name && event.daysAgo < withinDays && event.amountFen >= minAmount,
  );
  return counted.length >= atLeast;
}

const leaf: fc.Arbitrary<Definition> = fc.oneof(
  fc
    .record(
      {
        name: fc.constantFrom('purchase', 'visit'),
        atLeast: fc.integer({ min: 1, max: 3 }),
        withinDays: fc.constantFrom(1, 7, 90),
        minAmount: fc.constantFrom(1, 500),
      },
      { requiredKeys: ['name', 'atLeast'] },
    )
    .map((event) => ({ event })),
  fc.subarray([...PROVINCES], { minLength: 1 }).map((values) => ({ trait: { name: 'province' as const, in: values } })),
);
const definitions: fc.Arbitrary<Definition> = fc.oneof(
  leaf,
  fc.array(leaf, { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
  fc.array(leaf, { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
  fc.array(leaf, { minLength: 1, maxLength: 2 }).map((not) => ({ not })),
  fc.tuple(leaf, leaf).map(([first, second]) => ({ all: [first, { not: [{ any: [second, first] }] }] })),
);
const happened: fc.Arbitrary<Happened> = fc.record({
  ordinal: fc.constantFrom(...PEOPLE),
  name: fc.constantFrom('purchase', 'visit'),
  daysAgo: fc.constantFrom(0, 1, 6, 7, 89, 90),
  amountFen: fc.constantFrom(100, 500),
});

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

describe('computing a segment in DuckDB', () => {
  it('gives what the language means, person by person, and nobody whose analysis is not permitted', async () => {
    const analytics = new Analytics(`${world.folder}/property.duckdb`);
    const some = fc.array(happened, { maxLength: 40 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(some, definitions, fc.boolean(), async (events, definition, all) => {
        // Every run has people of its own, so that one file serves all of them.
        run += 1;
        const own = (ordinal: number) => run * 100 + ordinal;
        await world.act((tx) => log(tx, events, own));
        await moveEvents({ database: world.database, analytics });
        const permitted = PEOPLE.filter((ordinal) => all || ordinal % 4 !== 0);
        const found = await matching(analytics, definition, permitted.map(own), !all, NOW);
        expect([...found]).toEqual([...permitted].filter((each) => means(definition, each, events)).map(own));
      }),
      { numRuns: 40 },
    );
    await analytics.close();
  });
});

async function log(tx: Tx, events: readonly Happened[], own: (ordinal: number) => number): Promise<void> {
  await appendEvents(
    tx,
    events.map(({ ordinal, daysAgo, ...event }) => ({
      ...event,
      ordinal: own(ordinal),
      at: new Date(NOW.getTime() - daysAgo * DAY_MS),
      quantity: 1,
      properties: null,
      rowKey: null,
    })),
  );
  const traits = [...PEOPLE].map((ordinal) => ({
    ordinal: own(ordinal),
    name: 'province',
    value: provinceOf(ordinal),
  }));
  await appendTraits(tx, traits, NOW);
}

describe('erasing a person', () => {
  it('leaves nothing of them here, doing it twice changes nothing', async () => {
    const report = await world.import(
      Buffer.from('customer_id,date,dollar_value\nE1,20261101,10\nE1,20261102,10\nE2,20261103,10\n'),
    );
    expect(report).toMatchObject({ accepted: 3, newPeople: 2 });
    const who = (value: string) =>
      world.act((tx) => world.customers.personOf(tx, { type: 'member_id', issuer: 'cdnow', value }));
    const person = (await who('E1')) ?? '';
    const ordinal = await world.act((tx) => world.gate.ordinalOf(tx, person));
    const held = async () => [
      await world.rows(`select 1 from customers.event where ordinal = ${ordinal} and name not like '$%'`),
      await world.rows(`select 1 from customers.identifier where person = '${person}'`),
      await world.rows(`select 1 from customers.person where id = '${person}'`),
    ];
    await world.act((tx) => world.customers.erasePerson(tx, person));
    await world.act((tx) => world.customers.erasePerson(tx, person));
    expect(await held()).toEqual([[], [], []]);
    expect(await who('E1')).toBeUndefined();
    await world.act((tx) =>
      world.customers.saveSegment(tx, {
        code: 'bought',
        name: { zh: '买过', en: 'Bought' },
        definition: { event: { name: 'purchase', atLeast: 1 } },
        by: 'staff:test',
      }),
    );
    await world.customers.moveEvents();
    const computed = await world.act((tx) => world.customers.computeSegment(tx, { code: 'bought', by: 'staff:test' }));
    expect([...computed.ordinals]).not.toContain(ordinal);
    // Rows of ordinals that the gate does not know are still in the log from the property above.
    const [other] = await world.rows<{ ordinal: number }>('select ordinal from customers.person');
    expect([...computed.ordinals]).toEqual([other?.ordinal]);
  });
});
