import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, record, show, yes } from '../../../test/support/answering.ts';
import { activityInput, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { sessionSubject } from './domain/session-subject.ts';

const HOUR = 3_600_000;
const QUESTION = { activity: 'marketing', operation: 'request_consent' } as const;
let world: GateWorld;

beforeAll(async () => {
  world = await openGateWorld();
  const operations = ['collect', 'store', 'use', 'request_consent'] as const;
  await world.act((tx) => world.register.saveActivity(tx, activityInput({ operations: [...operations] })));
  await world.act((tx) => world.register.publishNotice(tx, 'privacy'));
});
afterAll(() => world.close());

async function mayAsk(person: string): Promise<string> {
  const decision = await world.act((tx) => world.gate.decide(tx, { ...QUESTION, person }));
  return decision.outcome === 'deny' ? (decision.reasons[0]?.code ?? '') : decision.outcome;
}

it('asks for the first time, again only after a while, and only once (NDSR 22(5))', async () => {
  const person = await newPerson(world);
  expect(await mayAsk(person)).toMatch(/^allow/);
  await record(world, yes(person, await show(world, { person }), { answer: 'refused' }));
  expect(await mayAsk(person)).toBe('ask.too-often');
  world.clock.advance(49 * HOUR);
  expect(await mayAsk(person)).toMatch(/^allow/);
  // Asked again, and not answered; that nobody answered is no reason to ask once more.
  await show(world, { person });
  world.clock.advance(49 * HOUR);
  expect(await mayAsk(person)).toBe('ask.too-often');
  // What is shown for another activity asks nothing of this one.
  const other = await newPerson(world);
  await record(world, yes(other, await show(world, { person: other }), { answer: 'refused' }));
  world.clock.advance(49 * HOUR);
  await show(world, { person: other }, ['order-delivery']);
  expect(await mayAsk(other)).toMatch(/^allow/);
});

it('counts in the population as for each person, whose noes are of different ages', async () => {
  const early = await newPerson(world);
  await record(world, yes(early, await show(world, { person: early }), { answer: 'refused' }));
  world.clock.advance(47 * HOUR);
  const late = await newPerson(world);
  await record(world, yes(late, await show(world, { person: late }), { answer: 'refused' }));
  world.clock.advance(2 * HOUR);
  const people = [early, late];
  const ordinals = Uint32Array.from((await world.act((tx) => world.gate.ordinalsOf(tx, people))) as number[]);
  const reach = await world.act((tx) => world.gate.decidePopulation(tx, { ...QUESTION, ordinals }));
  expect([...reach.allowed]).toEqual([ordinals[0]]);
  expect(reach.excluded.map(({ code, count }) => [code, count])).toEqual([['ask.too-often', 1]]);
  expect(await mayAsk(early)).toMatch(/^allow/);
  expect(await mayAsk(late)).toBe('ask.too-often');
});

describe('a session that turned out to be somebody’s', () => {
  const throttled = async (session: string) => {
    const question = { persons: [sessionSubject(session)], activities: ['marketing', 'order-delivery'] };
    return (await world.act((tx) => world.gate.askThrottle(tx, question))).map(({ activity, again }) => [
      activity,
      again === null ? 'never' : 'later',
    ]);
  };
  const adopt = (session: string, person: string) =>
    world.act((tx) => world.gate.adoptSession(tx, { session, person }));

  it('is not asked what the person refused elsewhere, on whatever site it is, and then only once', async () => {
    const person = await newPerson(world);
    await record(world, yes(person, await show(world, { person }), { answer: 'refused' }));
    expect(await throttled('first-site')).toEqual([]);
    for (const session of ['first-site', 'second-site']) {
      expect(await adopt(session, person)).toBe(0);
      expect(await throttled(session)).toEqual([['marketing', 'later']]);
    }
    world.clock.advance(49 * HOUR);
    expect(await throttled('second-site')).toEqual([]);
    await show(world, { session: 'first-site' });
    expect(await throttled('second-site')).toEqual([['marketing', 'never']]);
  });

  it('is not asked for advertising when the person wants none at all, and may be asked about a service', async () => {
    const person = await newPerson(world);
    await adopt('third-site', person);
    await world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', by: 'privacy-centre' }));
    expect(await throttled('third-site')).toEqual([['marketing', 'later']]);
    world.clock.advance(1000);
    await record(world, yes(person, await show(world, { person })));
    expect(await throttled('third-site')).toEqual([]);
  });

  it('is forgotten with the person', async () => {
    const person = await newPerson(world);
    await adopt('fourth-site', person);
    const kept = () =>
      world.act(
        async (tx) =>
          (await tx.query('select from consent.adopted_session where session = $1', [sessionSubject('fourth-site')]))
            .length,
      );
    expect(await kept()).toBe(1);
    const until = { messagesUntil: new Date('2027-05-11T12:00:00Z'), consentUntil: new Date('2029-11-11T12:00:00Z') };
    await world.act((tx) => world.gate.erasePerson(tx, person, { by: 'staff:dpo', reason: 'asked', ...until }));
    expect(await kept()).toBe(0);
  });
});
