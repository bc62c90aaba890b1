import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKidsClub } from '../../../../test/support/kids-club.ts';
import { type Cast, carryOut, castOf, ROLLED_BACK, story } from '../../../../test/support/memory-story.ts';
import { type MemoryWorld, openMemoryWorld } from '../../../../test/support/memory-world.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { type Gate, WELL_FORMED_MESSAGE } from '../index.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const QUESTIONS = [
  { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE },
  { activity: 'marketing', operation: 'use', channel: 'email', message: WELL_FORMED_MESSAGE },
  { activity: 'order-delivery', operation: 'use', channel: 'none' },
  { activity: 'kids-club', operation: 'use', channel: 'none' },
] as const;

let world: MemoryWorld;
beforeAll(async () => {
  world = await openMemoryWorld();
  await world.act((tx) => openKidsClub(world.register, tx));
});
afterAll(() => world.close());

/** How many people memory sorted, how many it left, and what came out of it. */
const told = { past: 0, future: 0, left: 0, codes: new Set<string>() };

/** An instant to ask about: around something that happens to somebody, or so far from now. */
const instant = fc.record({
  of: fc.option(fc.nat()),
  off: fc.constantFrom(-DAY, -1000, -1, 0, 1, 1000, DAY),
  by: fc.constantFrom(-400 * DAY, -60 * DAY, -9 * DAY, -HOUR, -1, 1, HOUR, 9 * DAY, 39 * DAY, 60 * DAY, 900 * DAY),
});
const asked = fc.record({
  story,
  /** How far the clock of another server is ahead when it writes. */
  ahead: fc.array(fc.constantFrom(0, 0, 1500, HOUR, 2 * DAY), { minLength: 9, maxLength: 9 }),
  instants: fc.array(fc.array(instant, { minLength: 2, maxLength: 2 }), { minLength: 9, maxLength: 9 }),
});

function groupsOf(gate: Gate, tx: Tx, question: (typeof QUESTIONS)[number], at: Date) {
  return gate
    .decidePopulation(tx, { ...question, ordinals: 'all', at })
    .then(({ allowed, allowedPeople, excluded }) => {
      expect(allowedPeople.size).toBe(allowed.length);
      return [
        ['allowed', ...allowed],
        ...excluded.map(({ code, count, ordinals }) => {
          expect(ordinals.length).toBe(count);
          return [code, ...ordinals];
        }),
      ];
    });
}

/** The population as of an instant is what each of its people is, one by one, in the same transaction. */
async function compare(on: MemoryWorld, tx: Tx, persons: readonly string[], at: Date): Promise<void> {
  for (const question of QUESTIONS) {
    const groups = await groupsOf(on.gate, tx, question, at);
    expect(groups).toEqual(await groupsOf(on.plain.gate, tx, question, at));
    const under = new Map(groups.flatMap(([code, ...ordinals]) => ordinals.map((ordinal) => [ordinal, code])));
    const ordinals = await on.plain.gate.ordinalsOf(tx, persons);
    for (const [place, person] of persons.entries()) {
      const one = await on.plain.gate.decide(tx, { ...question, person, at });
      expect(under.get(ordinals[place] ?? 0)).toBe(one.outcome === 'deny' ? one.reasons[0]?.code : 'allowed');
    }
  }
}

async function count(on: MemoryWorld, at: Date): Promise<void> {
  const { activity, operation, channel, message } = QUESTIONS[0];
  const question = { activity, operation, channel, message, brand: null, recipient: null, fields: undefined };
  const sorted = await on.columns.sort(question, 'all', at);
  if (sorted === undefined) return;
  const { allowedPeople, excluded } = sorted.sorting.result();
  const known = excluded.reduce((sum, each) => sum + each.count, allowedPeople.size);
  told[at < on.clock.now() ? 'past' : 'future'] += known;
  told.left += sorted.left.length;
  if (allowedPeople.size > 0) told.codes.add('allowed');
  for (const { code } of excluded) told.codes.add(code);
}

const holdsEqual = (on: MemoryWorld) =>
  fc.asyncProperty(asked, async ({ story: told, ahead, instants }) => {
    const cast = await castOf(on, told);
    const marks: number[] = [];
    for (const [place, { act, here, rolledBack, to, by }] of told.happenings.entries()) {
      await on.columns.settle();
      const now = on.clock.now();
      // What another server writes may bear a later reading of the clock than this one's.
      const early = here ? 0 : (ahead[place] ?? 0);
      on.clock.set(new Date(now.getTime() + early));
      marks.push(on.clock.now().getTime());
      const done = on.act(async (tx) => {
        await carryOut(on, cast, act, here, tx);
        if (here) await compare(on, tx, cast.persons, instantOf(cast, marks, instants[place]?.[0], now));
        if (rolledBack) throw ROLLED_BACK;
      });
      await done.catch((error: unknown) => expect(error).toBe(ROLLED_BACK));
      on.clock.set(now);
      if (place % 2 === 0) await on.columns.catchUp();
      if (place % 3 === 0) on.clock.advance(by);
      else if (to !== null) on.clock.advance(1000 + Math.abs(to.off));
      if (!here) await on.columns.catchUp();
      for (const each of instants[place] ?? []) {
        const at = instantOf(cast, marks, each, on.clock.now());
        await on.act((tx) => compare(on, tx, cast.persons, at));
        await count(on, at);
      }
    }
  });

function instantOf(
  { instants }: Cast,
  marks: readonly number[],
  wanted: { of: number | null; off: number; by: number } | undefined,
  now: Date,
): Date {
  const events = [...instants, ...marks];
  if (wanted === undefined) return now;
  if (wanted.of === null) return new Date(now.getTime() + wanted.by);
  return new Date((events[wanted.of % events.length] ?? now.getTime()) + wanted.off);
}

describe('a population at another instant, from memory as far as nothing lies between', () => {
  it('is what its people are one by one, whatever happened before and happens after', async () => {
    await fc.assert(holdsEqual(world), { numRuns: 6 });
    expect(told.past).toBeGreaterThan(0);
    expect(told.future).toBeGreaterThan(0);
    expect(told.codes.size).toBeGreaterThan(2);
  }, 300_000);
});
