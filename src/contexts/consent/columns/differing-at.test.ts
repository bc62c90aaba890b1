import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { agreeingPerson } from '../../../../test/support/gate-world.ts';
import { type MemoryWorld, openMemoryWorld } from '../../../../test/support/memory-world.ts';
import { Database } from '../../../platform/database/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { judge } from '../../law/index.ts';
import { createColumns, WELL_FORMED_MESSAGE } from '../index.ts';
import { readChangedAfter } from './changed-after.ts';
import { sortAt } from './sort-at.ts';
import { Spans } from './spans.ts';
import { Timetable } from './timetable.ts';
import type { TableQuestion } from './verdict-tables.ts';

const DAY = 86_400_000;
const SMS = { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE } as const;

/** In each pair the two are in one class now; at the instant only the first is in another position than now. */
interface Pair {
  readonly first: string;
  readonly second: string;
}

let world: MemoryWorld;
let began: number;
const pairs: Record<string, Pair> = {};
const later: Record<string, Pair> = {};
const alike = { stayed: '', left: '' };

beforeAll(async () => {
  world = await openMemoryWorld();
  began = world.clock.now().getTime();
  const agreed = () => agreeingPerson(world, ['sms']);
  // A class is judged on the lowest of its ordinals that can stand for it.
  const pair = async () => {
    const second = await agreed();
    return { first: await agreed(), second };
  };
  for (const name of ['withdrawn', 'moved', 'parted', 'joined', 'address']) pairs[name] = await pair();
  const [late, soon] = [await pair(), await pair()];
  Object.assign(later, { soon, late });
  // The others of the same humans, the noes that they said and those that wait at an address.
  const others = new Map<string, string>();
  for (const { first, second } of [pairs['parted'], pairs['joined'], pairs['address']] as Pair[])
    for (const person of [first, second]) others.set(person, await agreed());
  for (const { first, second } of [pairs['address']] as Pair[])
    for (const person of [first, second]) await joined(person, others);
  until(10);
  for (const { first, second } of [pairs['parted'], pairs['joined']] as Pair[])
    for (const person of [first, second]) await withdraw(others.get(person) ?? '');
  for (const of of ['first', 'second'])
    await world.act((tx) => world.gate.objectByAddress(tx, { channel: 'sms', digest: digest(of), by: 'test' }));
  const change = async (person: keyof Pair) => {
    const of = (name: string) => pairs[name]?.[person] ?? '';
    await withdraw(of('withdrawn'));
    await world.act((tx) => world.gate.endAddress(tx, { person: of('moved'), channel: 'sms' }));
    await joined(of('joined'), others);
    const other = others.get(of('address')) ?? '';
    await world.act((tx) => world.gate.setAddress(tx, { person: other, channel: 'sms', digest: digest(person) }));
  };
  until(15);
  for (const person of ['first', 'second'] as const) await joined(pairs['parted']?.[person] ?? '', others);
  until(20);
  await change('second');
  // Two whose rows of now have the same order around the thirtieth day, on which something of theirs is; one of them moved after it.
  const [stayed, left] = [await agreed(), await agreed()];
  Object.assign(alike, { stayed, left });
  const gone = (person: string) => world.act((tx) => world.gate.endAddress(tx, { person, channel: 'sms' }));
  world.clock.advance(1000);
  await gone(stayed);
  until(29.75);
  for (const person of [stayed, left])
    await world.act((tx) => world.gate.setAddress(tx, { person, channel: 'email', digest: Buffer.from(person) }));
  await parted(pairs['parted']?.second ?? '', others);
  until(35);
  await gone(left);
  await change('first');
  await parted(pairs['parted']?.first ?? '', others);
  until(40);
  for (const person of [soon, late].flatMap(both)) await withdraw(person);
  world.clock.advance(1000);
  await agreeUntil(soon.first, 45);
  await agreeUntil(soon.second, 70);
  await agreeUntil(late.first, 100);
  await agreeUntil(late.second, 240);
  world.clock.advance(1000);
  await world.columns.settle();
});
afterAll(() => world.close());

const digest = (name: string) => Buffer.from(`an address that said no: ${name}`);
const dayOf = (days: number) => new Date(began + days * DAY);

function until(days: number): void {
  world.clock.set(dayOf(days));
}

function withdraw(person: string) {
  return world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
}

function regroup(person: string, others: ReadonlyMap<string, string>, how: 'joinRecords' | 'partRecords') {
  return world.act(async (tx) => {
    const both = await world.gate.ordinalsOf(tx, [person, others.get(person) ?? '']);
    const ordinals = both.map((each) => each ?? 0);
    if (how === 'joinRecords') await world.gate.joinRecords(tx, [ordinals]);
    else
      await world.gate.partRecords(
        tx,
        ordinals.map((each) => [each]),
      );
  });
}
const joined = (person: string, others: ReadonlyMap<string, string>) => regroup(person, others, 'joinRecords');
const parted = (person: string, others: ReadonlyMap<string, string>) => regroup(person, others, 'partRecords');

function agreeUntil(person: string, days: number) {
  return world.act(async (tx) => {
    const about = { notice: 'privacy', activities: ['marketing'], surface: 'test', locale: 'en' as const, person };
    const { id: presentation, nonce } = await world.gate.present(tx, about);
    const given = { answer: 'granted', kind: 'general', how: 'explicit_action', channel: 'sms' } as const;
    const validUntil = dayOf(days);
    await world.gate.recordConsents(tx, [{ person, activity: 'marketing', presentation, nonce, ...given, validUntil }]);
  });
}

/** What memory alone sorts, and whom it leaves; while it does, something happens. Every class is allowed. */
function sortedByMemory(question: TableQuestion, at: Date, during: () => Promise<unknown>) {
  const { memory } = world.columns;
  return sortAt(
    memory,
    { question, ordinals: 'all', at },
    {
      now: () => (memory.moveTo(world.clock.now().getTime()) ? world.clock.now().getTime() : undefined),
      changedAfter: () => world.act((tx) => readChangedAfter(tx, at)),
      judge: async (column) => {
        await during();
        return Array.from({ length: column.classCount }, () => ({ outcome: 'allow' as const, reasons: [] }));
      },
    },
  );
}

/** Under what the population form puts each of these, and whom it asked PostgreSQL about. */
async function sorted(people: readonly string[], at: Date) {
  const question = { ...SMS, brand: null, recipient: null, fields: undefined };
  const left = new Set((await sortedByMemory(question, at, async () => undefined))?.left);
  return world.act(async (tx) => {
    const { allowed } = await world.gate.decidePopulation(tx, { ...SMS, ordinals: 'all', at });
    const ordinals = (await world.gate.ordinalsOf(tx, people)).map((each) => each ?? 0);
    return ordinals.map((each) => ({ allowed: allowed.includes(each), read: left.has(each) }));
  });
}

async function oneByOne(people: readonly string[], at: Date) {
  const decisions = await Promise.all(people.map((person) => world.plain.decideIn({ ...SMS, person, at })));
  return decisions.map(({ outcome }) => outcome !== 'deny');
}

const both = ({ first, second }: Pair) => [first, second];

describe('whoever is in another position at another instant', () => {
  it.each([
    ['withdrawn', [true, false]],
    ['moved', [true, false]],
    ['parted', [false, true]],
    ['joined', [true, false]],
    ['address', [true, false]],
  ])('is read where it was otherwise then: %s', async (name, expected) => {
    const people = both(pairs[name] as Pair);
    expect(await oneByOne(people, world.clock.now())).toEqual([expected[1], expected[1]]);
    expect(await oneByOne(people, dayOf(30))).toEqual(expected);
    expect(await sorted(people, dayOf(30))).toEqual([
      { allowed: expected[0], read: true },
      { allowed: expected[1], read: false },
    ]);
  });

  it.each([
    ['soon', 60],
    ['late', 200],
  ])('is read where it will be otherwise then: %s', async (name, days) => {
    const people = both(later[name] as Pair);
    expect(await oneByOne(people, dayOf(days))).toEqual([false, true]);
    expect(await sorted(people, dayOf(days))).toEqual([
      { allowed: false, read: true },
      { allowed: true, read: false },
    ]);
  });

  it('is judged by the rows that counted then, not by those of now', async () => {
    const people = [alike.stayed, alike.left];
    expect(await oneByOne(people, dayOf(30))).toEqual([false, true]);
    expect(await sorted(people, dayOf(30))).toEqual([
      { allowed: false, read: true },
      { allowed: true, read: true },
    ]);
  });

  it('would be taken for what they are now if they were not found', async () => {
    const wrong = async (pair: Pair | undefined, days: number) =>
      (await sorted(both(pair as Pair), dayOf(days))).map(({ allowed }) => allowed);
    const since = vi.spyOn(Spans.prototype, 'happenedSince').mockReturnValue(false);
    expect(await wrong(pairs['withdrawn'], 30)).toEqual([false, false]);
    since.mockRestore();
    const soon = vi.spyOn(Timetable.prototype, 'visit').mockImplementation(function* () {});
    expect(await wrong(later['soon'], 60)).toEqual([true, true]);
    soon.mockRestore();
    const late = vi.spyOn(Spans.prototype, 'happensBy').mockReturnValue(false);
    expect(await wrong(later['late'], 200)).toEqual([true, true]);
    late.mockRestore();
  });

  it('asks memory nothing about a few who are named, and about many only what it knows of them', async () => {
    const asked = vi.spyOn(world.columns, 'sort');
    const { first, second } = pairs['withdrawn'] as Pair;
    await world.act(async (tx) => {
      const [one = 0, two = 0] = (await world.gate.ordinalsOf(tx, [first, second])).map((each) => each ?? 0);
      const few = await world.gate.decidePopulation(tx, { ...SMS, ordinals: Uint32Array.of(one, two), at: dayOf(30) });
      expect(asked).not.toHaveBeenCalled();
      const strangers = Array.from({ length: 600 }, (_, each) => 1_000_000 + each);
      const ordinals = Uint32Array.from([two, one, ...strangers]);
      const many = await world.gate.decidePopulation(tx, { ...SMS, ordinals, at: dayOf(30) });
      expect(asked).toHaveBeenCalledOnce();
      expect([[...few.allowed], [...many.allowed]]).toEqual([[one], [one]]);
      expect(many.excluded.map(({ code, count }) => [code, count])).toEqual([
        ['consent.subject-unknown', 600],
        ['consent.withdrawn', 1],
      ]);
    });
    asked.mockRestore();
  });

  it('is read too when they change while memory is looked through', async () => {
    const changing = await agreeingPerson(world, ['sms']);
    await world.columns.settle();
    world.clock.advance(1000);
    await world.columns.settle();
    const question = { ...SMS, brand: null, recipient: null, fields: undefined };
    const ordinal = (await world.act((tx) => world.gate.ordinalsOf(tx, [changing])))[0] ?? 0;
    const sort = (during: () => Promise<unknown>) => sortedByMemory(question, dayOf(41), during);
    const before = await sort(async () => undefined);
    expect(before?.left).not.toContain(ordinal);
    expect(before?.sorting.allowed.has(ordinal)).toBe(true);
    const after = await sort(async () => {
      await world.act((tx) => world.plain.gate.withdraw(tx, { person: changing, activity: 'marketing', by: 'test' }));
      await world.columns.catchUp();
    });
    expect(after?.left).toContain(ordinal);
    expect(after?.sorting.allowed.has(ordinal)).toBe(false);
    expect(after?.sorting.result().allowedPeople.size).toBe(after?.sorting.result().allowed.length);
  });

  it('is read on three connections, however many ask and whatever is read anew meanwhile', async () => {
    const database = new Database({ connection: world.url, log: silentLogger(), maxConnections: 3 });
    try {
      const { clock, service } = world;
      const settings = { database, clock, log: silentLogger(), judge, service, register: world.plain.register };
      const columns = createColumns(settings);
      await columns.settle();
      const question = { ...SMS, brand: null, recipient: null, fields: undefined };
      const asked = Array.from({ length: 6 }, () => columns.sort(question, 'all', dayOf(30)));
      // Past a week before the end of the timetable everything is read anew.
      world.clock.advance(34 * DAY);
      const [first, ...others] = await Promise.all([
        ...asked,
        columns.settle().then(() => undefined),
        columns.catchUp(),
      ]);
      expect(first).toBeDefined();
      expect(others).toHaveLength(7);
    } finally {
      await database.close();
    }
  }, 60_000);
});
