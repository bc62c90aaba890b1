import { afterAll, beforeAll, expect, it } from 'vitest';
import { memberOfClub } from '../../../test/support/club-members.ts';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { openKidsClub } from '../../../test/support/kids-club.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
  world.clock.set(new Date('2026-11-22T04:00:00Z'));
  await world.act((tx) => openKidsClub(world.register, tx));
});
afterAll(() => world.close());

const verdict = (person: string) =>
  world.act((tx) => world.gate.decide(tx, { activity: 'kids-club', operation: 'use', fields: ['name'], person }));
const corrected = (person: string, birthDate: string) =>
  world.act((tx) => world.gate.correctBirthDate(tx, { person, birthDate, proven: true }));

it.each([
  ['14 already', '2012-11-01', true],
  ['an adult', '1991-05-01', false],
])('takes no yes of a guardian for somebody who turns out to have been %s', async (_who, birthDate, listed) => {
  const { child } = await memberOfClub(world);
  expect((await verdict(child)).outcome).toBe('allow');
  await corrected(child, birthDate);
  expect((await verdict(child)).outcome).toBe('deny');
  const ordinal = (await world.act((tx) => world.gate.ordinalOf(tx, child))) ?? 0;
  const ordinals = Uint32Array.of(ordinal);
  const crowd = await world.act((tx) =>
    world.gate.decidePopulation(tx, { activity: 'kids-club', operation: 'use', fields: ['name'], ordinals }),
  );
  expect([...crowd.allowed]).toEqual([]);
  const due = await world.act((tx) => world.gate.comingOfAge(tx, 30));
  expect(due.some((question) => question.person === child && question.turns === 14 && question.due)).toBe(listed);
});
