import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeingPerson } from '../../../test/support/gate-world.ts';
import { type MemoryWorld, openMemoryWorld } from '../../../test/support/memory-world.ts';
import { WELL_FORMED_MESSAGE } from './index.ts';

const DAY = 86_400_000;
const SMS = { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE } as const;
let world: MemoryWorld;
beforeAll(async () => {
  world = await openMemoryWorld();
  await world.columns.settle();
});
afterAll(() => world.close());

/** What each is told by PostgreSQL, and whether memory and the population say the same. */
async function reached(people: readonly string[]): Promise<(string | undefined)[]> {
  await world.columns.catchUp();
  const told: (string | undefined)[] = [];
  for (const person of people) {
    const plain = await world.plain.decideIn({ ...SMS, person });
    const remembered = await world.act((tx) => world.gate.decide(tx, { ...SMS, person }));
    expect([remembered.outcome, remembered.reasons[0]?.code]).toEqual([plain.outcome, plain.reasons[0]?.code]);
    told.push(plain.outcome === 'deny' ? plain.reasons[0]?.code : 'allow');
  }
  const found = (await world.act((tx) => world.gate.ordinalsOf(tx, people))).map((each) => each ?? -1);
  const sorted = await world.act((tx) =>
    world.gate.decidePopulation(tx, { ...SMS, ordinals: Uint32Array.from(found).sort() }),
  );
  expect([...sorted.allowed]).toEqual(found.filter((_, at) => told[at] === 'allow').sort((a, b) => a - b));
  return told;
}

async function agreeAt(number: string): Promise<string> {
  const person = await agreeingPerson(world, ['sms']);
  await take(person, number);
  return person;
}

function take(person: string, number: string): Promise<void> {
  return world.act((tx) => world.gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from(number) }));
}

async function confirm(person: string): Promise<void> {
  await world.act((tx) => world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' }));
  world.clock.advance(1000);
}

describe('a mobile number that somebody else confirms', () => {
  it('carries nothing that its former holder agreed to, once it is 90 days that they showed it to be theirs', async () => {
    const [former, holder] = [await agreeAt('one'), await agreeAt('one')];
    await confirm(former);
    world.clock.advance(91 * DAY);
    expect(await reached([former, holder])).toEqual(['allow', 'consent.address-unconfirmed']);
    const before = world.clock.now();
    world.clock.advance(1000);
    await confirm(holder);
    expect(await reached([former, holder])).toEqual(['consent.address-unconfirmed', 'allow']);
    // What was decided before stands as it was, and the consent is still the record's.
    expect((await world.plain.decideIn({ ...SMS, person: former, at: before })).outcome).toBe('allow');
    await confirm(former);
    expect(await reached([former, holder])).toEqual(['allow', 'allow']);
  });

  it('stays with both while neither confirmation is old, however long ago the first was', async () => {
    const [former, holder] = [await agreeAt('two'), await agreeAt('two')];
    await confirm(former);
    world.clock.advance(80 * DAY);
    await confirm(former);
    world.clock.advance(89 * DAY);
    await confirm(holder);
    expect(await reached([former, holder])).toEqual(['allow', 'allow']);
  });

  it('keeps binding by a no of its former holder', async () => {
    const [former, holder] = [await agreeAt('three'), await agreeAt('three')];
    await confirm(former);
    world.clock.advance(100 * DAY);
    await confirm(holder);
    await world.act((tx) => world.gate.object(tx, { person: former, kind: 'unsubscribe', channel: 'sms', by: 'test' }));
    world.clock.advance(1000);
    const [, told] = await reached([former, holder]);
    expect(told).not.toBe('allow');
  });
});
