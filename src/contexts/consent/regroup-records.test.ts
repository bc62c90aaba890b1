import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeingPerson } from '../../../test/support/gate-world.ts';
import { openKidsClub } from '../../../test/support/kids-club.ts';
import { type Cast, carryOut, castOf, type Step, type Story, story } from '../../../test/support/memory-story.ts';
import { type MemoryWorld, openMemoryWorld } from '../../../test/support/memory-world.ts';
import { Failure } from '../../platform/failure.ts';
import { WELL_FORMED_MESSAGE } from './index.ts';

/** The same people do the same in both; only here are they ever held to be one. */
let joined: MemoryWorld;
let apart: MemoryWorld;
beforeAll(async () => {
  joined = await openMemoryWorld();
  apart = await openMemoryWorld();
  for (const each of [joined, apart]) await each.act((tx) => openKidsClub(each.register, tx));
});
afterAll(async () => {
  await joined.close();
  await apart.close();
});

const QUESTIONS = [
  { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE },
  { activity: 'marketing', operation: 'use', channel: 'email', message: WELL_FORMED_MESSAGE },
  { activity: 'marketing', operation: 'store', channel: 'none' },
  { activity: 'marketing', operation: 'request_consent', channel: 'none' },
  { activity: 'order-delivery', operation: 'use', channel: 'none' },
  { activity: 'kids-club', operation: 'use', channel: 'none' },
] as const;

/** How often a no of another record decided, so that the property is known to have seen some. */
const met = { denied: 0, allowed: 0 };

/** Who is allowed to each question, by both forms. */
async function verdicts(on: MemoryWorld, persons: readonly string[], at?: Date): Promise<boolean[]> {
  const found: boolean[] = [];
  for (const question of QUESTIONS) {
    const asked = { ...question, ...(at === undefined ? {} : { at }) };
    await on.act(async (tx) => {
      const ordinals = (await on.plain.gate.ordinalsOf(tx, persons)).map((each) => each ?? -1);
      const group = new Set(
        (await on.plain.gate.decidePopulation(tx, { ...asked, ordinals: Uint32Array.from(ordinals) })).allowed,
      );
      for (const [index, person] of persons.entries()) {
        const { outcome } = await on.plain.gate.decide(tx, { ...asked, person });
        expect(group.has(ordinals[index] ?? -1)).toBe(outcome !== 'deny');
        found.push(outcome !== 'deny');
      }
    });
  }
  return found;
}

async function regroup(cast: Cast, kind: 'join' | 'part', who: readonly number[]): Promise<void> {
  await joined.act(async (tx) => {
    const all = (await joined.plain.gate.ordinalsOf(tx, cast.persons)).map((each) => each ?? -1);
    const set = who.map((each) => all[each] ?? -1);
    if (kind === 'join') await joined.plain.gate.joinRecords(tx, [set]);
    else await joined.plain.gate.partRecords(tx, [set]);
  });
}

// What one of them can't do here can't be done there: the asks and noes of the others may stand against it.
async function both(casts: readonly [Cast, Cast], act: Step): Promise<void> {
  try {
    await joined.act((tx) => carryOut(joined, casts[0], act, false, tx));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return;
  }
  await apart.act((tx) => carryOut(apart, casts[1], act, false, tx));
}

// A use may use up a consent in one of the two worlds only, and the register is not what is at issue.
const LEFT_OUT: ReadonlySet<Step['do']> = new Set(['use', 'join', 'part', 'contract', 'assessment', 'revise']);

// Two who agreed to everything, so that a no has something to take away, and one of chance.
async function mixedCast(on: MemoryWorld, told: Story): Promise<Cast> {
  const { persons, instants } = await castOf(on, told);
  return { persons: [persons[0] ?? '', await agreeingPerson(on), await agreeingPerson(on)], instants };
}

function advance(ms: number): void {
  for (const on of [joined, apart]) on.clock.advance(ms);
}

const regrouping = fc.record({
  kind: fc.constantFrom('join' as const, 'join' as const, 'part' as const),
  who: fc.subarray([0, 1, 2], { minLength: 1 }),
});

describe('records that are one human', () => {
  it('bind each other at once and from memory too, until they part', async () => {
    const [a, b] = [await agreeingPerson(joined, ['sms']), await agreeingPerson(joined, ['sms'])];
    const question = { ...QUESTIONS[0], person: b };
    const ordinals = await joined.act((tx) => joined.gate.ordinalsOf(tx, [a, b]));
    const settle = async () => {
      joined.clock.advance(1000);
      await joined.columns.settle();
      joined.gate.decideAtOnce(question);
      await joined.columns.settle();
      return joined.gate.decideAtOnce(question)?.outcome;
    };
    expect(await settle()).not.toBe('deny');
    await joined.act((tx) => joined.gate.joinRecords(tx, [ordinals.map((each) => each ?? -1)]));
    expect(await settle()).not.toBe('deny');
    await joined.act((tx) => joined.gate.withdraw(tx, { person: a, activity: 'marketing', by: 'test' }));
    expect(joined.gate.decideAtOnce(question)?.outcome ?? 'deny').toBe('deny');
    expect(await joined.plain.decideIn(question)).toMatchObject({ outcome: 'deny' });
    expect(await settle()).toBe('deny');
    await joined.act((tx) => joined.gate.partRecords(tx, [[ordinals[1] ?? -1]]));
    expect(await settle()).not.toBe('deny');
  });

  it('are freed by a later yes of their own, not by one of another', async () => {
    const [a, b] = [await agreeingPerson(joined, ['sms']), await agreeingPerson(joined, ['sms'])];
    const set = (await joined.act((tx) => joined.gate.ordinalsOf(tx, [a, b]))).map((each) => each ?? -1);
    await joined.act((tx) => joined.gate.joinRecords(tx, [set]));
    joined.clock.advance(1000);
    await joined.act((tx) => joined.gate.object(tx, { person: a, kind: 'unsubscribe', by: 'test' }));
    joined.clock.advance(1000);
    const outcome = (person: string) => joined.plain.decideIn({ ...QUESTIONS[0], person });
    const agree = async (person: string) => {
      const cast = { persons: [person], instants: [] };
      await joined.act((tx) =>
        carryOut(joined, cast, { do: 'grant', who: 0, channel: 'sms', hours: null, oneTime: false }, false, tx),
      );
      joined.clock.advance(1000);
    };
    expect(await outcome(b)).toMatchObject({ outcome: 'deny' });
    await agree(a);
    expect((await outcome(a)).outcome).not.toBe('deny');
    expect(await outcome(b)).toMatchObject({ outcome: 'deny' });
    await agree(b);
    expect((await outcome(b)).outcome).not.toBe('deny');
  });

  it('are not kept for marketing because another one restricted it, where no consent of theirs lets them be kept', async () => {
    const [a, b] = [await agreeingPerson(joined, ['sms']), await agreeingPerson(joined, ['sms'])];
    const set = (await joined.act((tx) => joined.gate.ordinalsOf(tx, [a, b]))).map((each) => each ?? -1);
    const kept = (person: string) =>
      joined.plain.decideIn({ activity: 'marketing', operation: 'store', channel: 'none', person });
    expect(await kept(b)).toMatchObject({ outcome: 'deny' });
    await joined.act((tx) => joined.gate.joinRecords(tx, [set]));
    joined.clock.advance(1000);
    await joined.act((tx) => joined.gate.object(tx, { person: a, kind: 'restrict', by: 'test' }));
    joined.clock.advance(1000);
    for (const person of [a, b]) expect(await kept(person)).toMatchObject({ outcome: 'deny' });
  });

  it('are never allowed what they would not be allowed apart, and apart again stand exactly as they were', async () => {
    await fc.assert(
      fc.asyncProperty(story, fc.array(regrouping, { minLength: 9, maxLength: 9 }), async (told, groupings) => {
        const now = new Date(Math.max(joined.clock.now().getTime(), apart.clock.now().getTime()));
        for (const on of [joined, apart]) on.clock.set(now);
        const casts = [await mixedCast(joined, told), await mixedCast(apart, told)] as const;
        advance(1000);
        const before = joined.clock.now();
        for (const [index, { act, by }] of told.happenings.entries()) {
          if (LEFT_OUT.has(act.do)) continue;
          const { kind, who } = groupings[index] ?? { kind: 'join', who: [] };
          await regroup(casts[0], kind, who);
          advance(1);
          await both(casts, act);
          advance(by + 1);
          const [together, alone] = [await verdicts(joined, casts[0].persons), await verdicts(apart, casts[1].persons)];
          for (const [place, allowed] of together.entries()) {
            if (allowed && alone[place] !== true)
              expect.fail(`step ${index}: ${JSON.stringify(QUESTIONS[Math.floor(place / 3)])} of ${place % 3}`);
            if (alone[place] === true) met[allowed ? 'allowed' : 'denied'] += 1;
          }
        }
        const past = await verdicts(joined, casts[0].persons, before);
        expect(past).toEqual(await verdicts(apart, casts[1].persons, before));
        for (const each of [0, 1, 2]) await regroup(casts[0], 'part', [each]);
        expect(await verdicts(joined, casts[0].persons)).toEqual(await verdicts(apart, casts[1].persons));
      }),
      { numRuns: 12 },
    );
    expect(met.denied).toBeGreaterThan(0);
    expect(met.allowed).toBeGreaterThan(0);
  }, 300_000);
});
