import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { eventLeaf, SPOKEN_OF, sequenceLeaf, traitLeaf, treesOf } from '../../../../test/support/segment-trees.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { Analytics } from '../events/analytics.ts';
import { appendEvents, appendTraits } from '../events/event-log.ts';
import { moveEvents } from '../events/move-events.ts';
import { matching } from './compute-segment.ts';
import type { Definition, EventCondition, SequenceCondition } from './domain/definition.ts';

const NOW = new Date('2026-11-11T12:00:00Z');
const DAY_MS = 86_400_000;
const PEOPLE = Uint32Array.from({ length: 12 }, (_, index) => index + 1);

interface Happened {
  readonly ordinal: number;
  readonly name: string;
  readonly daysAgo: number;
  readonly amountFen: number;
}

const provinceOf = (ordinal: number) => SPOKEN_OF.provinces[ordinal % 3] ?? '';

// The plain meaning of the language, person by person.
function means(definition: Definition, ordinal: number, events: readonly Happened[]): boolean {
  if ('all' in definition) return definition.all.every((each) => means(each, ordinal, events));
  if ('any' in definition) return definition.any.some((each) => means(each, ordinal, events));
  if ('not' in definition) return !definition.not.some((each) => means(each, ordinal, events));
  if ('trait' in definition) return definition.trait.in.includes(provinceOf(ordinal));
  const own = events.filter((event) => event.ordinal === ordinal);
  if ('sequence' in definition) return follows(definition.sequence, own);
  if (!('event' in definition)) throw new Error('not of this property');
  return counts(definition.event, own);
}

function counts(event: EventCondition['event'], own: readonly Happened[]): boolean {
  const { name, atLeast, withinDays = Number.POSITIVE_INFINITY, minAmount = 0 } = event;
  const counted = own.filter((each) => each.name === name && each.daysAgo < withinDays && each.amountFen >= minAmount);
  const sum = counted.reduce((total, each) => total + each.amountFen, 0);
  const days = counted.map((each) => each.daysAgo);
  return (
    counted.length >= atLeast &&
    counted.length <= (event.atMost ?? Number.POSITIVE_INFINITY) &&
    sum >= (event.sumAtLeast ?? 0) &&
    sum <= (event.sumAtMost ?? Number.POSITIVE_INFINITY) &&
    Math.max(...days) < (event.firstWithinDays ?? Number.POSITIVE_INFINITY) &&
    Math.min(...days) >= (event.notSinceDays ?? 0)
  );
}

// Every choice of one event a step is tried.
function follows(
  { steps, withinDays, startedWithinDays = Number.POSITIVE_INFINITY }: SequenceCondition['sequence'],
  own: readonly Happened[],
): boolean {
  const from = (step: number, begun: number, before: number): boolean =>
    step === steps.length ||
    own.some(
      (each) =>
        each.name === steps[step] &&
        each.daysAgo < before &&
        begun - each.daysAgo <= withinDays &&
        from(step + 1, begun, each.daysAgo),
    );
  return own.some(
    (each) => each.name === steps[0] && each.daysAgo < startedWithinDays && from(1, each.daysAgo, each.daysAgo),
  );
}

const definitions = treesOf(eventLeaf, sequenceLeaf, traitLeaf);
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
        const found = await matching(analytics, definition, permitted.map(own), NOW);
        expect([...found]).toEqual([...permitted].filter((each) => means(definition, each, events)).map(own));
      }),
      { numRuns: 60 },
    );
    await analytics.close();
  });
});

describe('fifths of people', () => {
  it('are of equal size among those who may be analysed, the latest, most frequent and largest in the fifth', async () => {
    const analytics = new Analytics(`${world.folder}/fifths.duckdb`);
    const people = Uint32Array.from({ length: 12 }, (_, index) => 900_001 + index);
    const events = [...people].flatMap((ordinal, index) =>
      Array.from({ length: index + 1 }, (_, time) => ({
        ordinal,
        name: 'rfm',
        daysAgo: 20 - index + time,
        amountFen: 100,
      })),
    );
    await world.act((tx) => log(tx, events, (ordinal) => ordinal));
    await moveEvents({ database: world.database, analytics });
    const find = async (measures: object, permitted = people) => {
      const found = await matching(analytics, { rfm: { name: 'rfm', withinDays: 365, ...measures } }, permitted, NOW);
      return [...found].map((ordinal) => ordinal - 900_000);
    };
    expect(await find({ recency: [5] })).toEqual([11, 12]);
    expect(await find({ frequency: [1] })).toEqual([1, 2, 3]);
    expect(await find({ amount: [4, 5] })).toEqual([9, 10, 11, 12]);
    expect(await find({ recency: [5], amount: [1] })).toEqual([]);
    expect(await find({ frequency: [5] }, people.slice(0, 5))).toEqual([5]);
    await analytics.close();
  });
});

describe('a segment inside another', () => {
  it('counts as it is defined at the moment, and may not lead back to itself', async () => {
    const save = (code: string, definition: unknown) =>
      world.act((tx) =>
        world.customers.saveSegment(tx, { code, name: { zh: code, en: code }, definition, by: 'staff:test' }),
      );
    await world.import(Buffer.from('customer_id,date,dollar_value\nN1,20261101,10\nN2,20261102,30\n'), {
      issuer: 'nested',
    });
    await save('inner', { event: { name: 'purchase', withinDays: 30, minAmount: 2_000 } });
    await save('outer', { all: [{ segment: 'inner' }, { not: [{ event: { name: 'purchase', atLeast: 9 } }] }] });
    await world.customers.moveEvents();
    const people = async () =>
      (await world.act((tx) => world.customers.computeSegment(tx, { code: 'outer', by: 'staff:test' }))).ordinals
        .length;
    const before = await people();
    expect(before).toBeGreaterThan(0);
    await save('inner', { event: { name: 'purchase', withinDays: 30, minAmount: 1 } });
    expect(await people()).toBeGreaterThan(before);
    await expect(save('inner', { any: [{ segment: 'outer' }] })).rejects.toMatchObject({
      code: 'customers.segment-definition',
    });
    await expect(save('other', { segment: 'nowhere' })).rejects.toMatchObject({ code: 'customers.segment-definition' });
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
    const others = await world.rows<{ ordinal: number }>('select ordinal from customers.person order by ordinal');
    expect([...computed.ordinals]).toEqual(others.map((other) => other.ordinal));
  });
});
