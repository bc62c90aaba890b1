import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { show, yes } from '../../../test/support/answering.ts';
import { memberOfClub, newChild } from '../../../test/support/club-members.ts';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { openKidsClub } from '../../../test/support/kids-club.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
  await world.act((tx) => openKidsClub(world.register, tx));
});
afterAll(() => world.close());

const NOON = new Date('2026-11-22T04:00:00Z');
beforeEach(() => world.clock.set(NOON));

const CLUB = { activity: 'kids-club', operation: 'use', fields: ['name'] } as const;
const verdictOf = (person: string, at?: Date) =>
  world.act((tx) => world.gate.decide(tx, { ...CLUB, person, ...(at === undefined ? {} : { at }) }));

describe('coming of age', () => {
  it('ends the guardian’s consent when the 14th birthday is over in Shanghai, and asks the child', async () => {
    const { child } = await memberOfClub(world, '2012-11-22');
    const midnight = new Date('2026-11-22T16:00:00Z');
    expect((await verdictOf(child, new Date(midnight.getTime() - 1))).outcome).toBe('allow');
    const after = await verdictOf(child, midnight);
    expect([after.outcome, after.articles[0]]).toEqual(['deny', 'PIPL 31']);
    const asked = async () =>
      (await world.act((tx) => world.gate.comingOfAge(tx, 1))).filter(({ person }) => person === child);
    expect(await asked()).toEqual([
      {
        person: child,
        activity: 'kids-club',
        channel: null,
        turns: 14,
        from: midnight,
        due: false,
        surface: 'form:kids',
      },
    ]);
    world.clock.set(midnight);
    expect((await asked())[0]?.due).toBe(true);
    const shown = await show(world, { person: child }, ['kids-club'], 'kids');
    await world.act((tx) => world.gate.recordConsents(tx, [yes(child, shown, { activity: 'kids-club' })]));
    expect(await asked()).toEqual([]);
    expect((await verdictOf(child)).outcome).toBe('allow');
  });

  it('asks anew about automated marketing at 18, and about nothing else', async () => {
    const teen = await newChild(world, '2008-11-22');
    const shown = await show(world, { person: teen });
    await world.act((tx) => world.gate.recordConsents(tx, [yes(teen, shown, { channel: 'sms' })]));
    world.clock.advance(1000);
    const questions = await world.act((tx) => world.gate.comingOfAge(tx, 1));
    expect(questions.filter(({ person }) => person === teen)).toMatchObject([
      { activity: 'marketing', channel: 'sms', turns: 18, due: false },
    ]);
    expect((await world.act((tx) => world.gate.comingOfAge(tx, 0))).some(({ person }) => person === teen)).toBe(false);
  });
});
