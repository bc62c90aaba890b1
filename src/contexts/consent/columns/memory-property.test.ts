import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKidsClub } from '../../../../test/support/kids-club.ts';
import { type Cast, carryOut, castOf, ROLLED_BACK, type Story, story } from '../../../../test/support/memory-story.ts';
import { type MemoryWorld, openMemoryWorld } from '../../../../test/support/memory-world.ts';
import { markRestored } from '../../../platform/backup/index.ts';
import { type Gate, WELL_FORMED_MESSAGE } from '../index.ts';

let world: MemoryWorld;
let broken: MemoryWorld;
beforeAll(async () => {
  // So few classes that both boundaries are met.
  world = await openMemoryWorld({ narrow: 6, wide: 40 });
  broken = await openMemoryWorld();
  for (const each of [world, broken]) await each.act((tx) => openKidsClub(each.register, tx));
  // Deliberately broken: a write of this process takes nobody's class away.
  broken.columns.pin = () => ({ hold: () => undefined, bind: () => undefined, drop: () => undefined });
});
afterAll(async () => {
  await world.close();
  await broken.close();
});

const QUESTIONS = [
  { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE },
  { activity: 'marketing', operation: 'use', channel: 'email', message: WELL_FORMED_MESSAGE },
  { activity: 'marketing', operation: 'store', channel: 'none' },
  { activity: 'order-delivery', operation: 'use', channel: 'none' },
  { activity: 'kids-club', operation: 'use', channel: 'none' },
] as const;

/** How often memory answered, and what. */
const told = { answers: 0, silences: 0, outcomes: new Set<string>() };

/** Whatever memory answers is what PostgreSQL answers, person by person and for everybody. */
async function compare(on: MemoryWorld, persons: readonly string[]): Promise<void> {
  for (const question of QUESTIONS) {
    for (const person of persons) {
      const remembered = on.gate.decideAtOnce({ ...question, person });
      if (remembered === undefined) told.silences += 1;
      else {
        told.answers += 1;
        told.outcomes.add(remembered.reasons[0]?.code ?? remembered.outcome);
        expect(remembered).toEqual(await on.plain.decideIn({ ...question, person }));
      }
    }
    expect(await groups(on, on.gate, question)).toEqual(await groups(on, on.plain.gate, question));
  }
}

function groups(on: MemoryWorld, gate: Gate, question: (typeof QUESTIONS)[number]) {
  return on.act(async (tx) => {
    const { allowed, allowedPeople, excluded } = await gate.decidePopulation(tx, { ...question, ordinals: 'all' });
    expect(allowedPeople.size).toBe(allowed.length);
    return [
      ['allowed', [...allowed]],
      ...excluded.map((each) => [each.code, each.count, each.nextStep?.en, [...each.ordinals].sort((a, b) => a - b)]),
    ];
  });
}

const holdsEqual = (on: MemoryWorld) =>
  fc.asyncProperty(story, async (told) => {
    const cast = await castOf(on, told);
    let end: (commits: boolean) => void = () => undefined;
    const ending = new Promise<boolean>((resolve) => {
      end = resolve;
    });
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const [bystander] = (await castOf(on, told)).persons;
    const long = on.act(async (tx) => {
      await on.plain.gate.withdraw(tx, { person: bystander ?? '', activity: 'marketing', by: 'test' });
      begin();
      if (!(await ending)) throw ROLLED_BACK;
    });
    await begun;
    try {
      for (const { act, here, rolledBack, to, by } of told.happenings) {
        await settled(on, cast);
        const done = on.act(async (tx) => {
          await carryOut(on, cast, act, here, tx);
          if (here) await compareWithin(on, cast, tx);
          if (rolledBack) throw ROLLED_BACK;
        });
        await done.catch((error: unknown) => expect(error).toBe(ROLLED_BACK));
        // What was done here counts at once; what another server did, once it has been caught up with.
        if (!here) await on.columns.catchUp();
        await compare(on, cast.persons);
        await moveClock(on, cast, to, by);
        await compare(on, cast.persons);
      }
    } finally {
      end(told.longCommits);
      await long.catch((error: unknown) => expect(error).toBe(ROLLED_BACK));
    }
    await settled(on, { ...cast, persons: [bystander ?? ''] });
    await compare(on, [bystander ?? '']);
  });

// Twice: the first question about a class has it judged.
async function settled(on: MemoryWorld, cast: Cast): Promise<void> {
  on.clock.advance(1000);
  for (let time = 0; time < 2; time += 1) {
    await on.columns.settle();
    for (const question of QUESTIONS) for (const person of cast.persons) on.gate.decideAtOnce({ ...question, person });
  }
}

// A transaction sees its own writes.
async function compareWithin(on: MemoryWorld, cast: Cast, tx: Parameters<Gate['present']>[0]): Promise<void> {
  for (const question of QUESTIONS)
    for (const person of cast.persons)
      expect(await on.gate.decide(tx, { ...question, person })).toEqual(
        await on.plain.gate.decide(tx, { ...question, person }),
      );
}

async function moveClock(
  on: MemoryWorld,
  { instants }: Cast,
  to: Story['happenings'][number]['to'],
  by: number,
): Promise<void> {
  const instant = to === null ? undefined : instants[to.instant % Math.max(instants.length, 1)];
  const at = instant === undefined ? 0 : instant + (to?.off ?? 0);
  if (at > on.clock.now().getTime()) on.clock.set(new Date(at));
  else on.clock.advance(by);
}

describe('what the gate remembers', () => {
  it('is what PostgreSQL says, whatever happens before, beside and between', async () => {
    await fc.assert(holdsEqual(world), { numRuns: 6 });
    expect(told.answers).toBeGreaterThan(told.silences / 4);
    expect(told.outcomes.size).toBeGreaterThan(5);
  }, 300_000);

  it('is the same after a start from nothing', async () => {
    await world.columns.settle();
    const anew = world.another();
    await anew.settle();
    for (const question of QUESTIONS) {
      const asked = { ...question, brand: null, recipient: null, message: WELL_FORMED_MESSAGE, fields: undefined };
      const [grown, fresh] = [await world.columns.sort(asked, 'all'), await anew.sort(asked, 'all')];
      const of = (sorted: typeof grown) => {
        const result = sorted?.sorting.result();
        return [...(result?.allowed ?? []), ...(result?.excluded ?? []).map((each) => [each.code, ...each.ordinals])];
      };
      expect(fresh).toBeDefined();
      expect(grown).toBeDefined();
      // With this few classes, which of them are too many depends on the order in which they came.
      const left = new Set([...(grown?.left ?? []), ...(fresh?.left ?? [])]);
      const flat = (sorted: typeof grown) =>
        of(sorted)
          .flat()
          .filter((each) => typeof each === 'number' && !left.has(each));
      expect(flat(fresh)).toEqual(flat(grown));
    }
  }, 60_000);

  it('would be caught if a write took nobody’s class away', async () => {
    const result = await fc.check(holdsEqual(broken), { numRuns: 20, endOnFailure: true });
    expect(result.failed).toBe(true);
  }, 300_000);

  it('holds nobody to consent in a restored database, and to it again when that is released', async () => {
    const at = world.clock.now();
    const persons = (
      await castOf(world, {
        ages: ['adult', 'adult', 'adult'],
        grades: ['A', 'A', 'A'],
        days: [],
        happenings: [],
        longCommits: true,
      })
    ).persons;
    await settled(world, { persons, instants: [] });
    await world.act((tx) => markRestored(tx, randomUUID(), { restoredAt: at, backupMadeAt: at }));
    await world.columns.catchUp();
    await compare(world, persons);
    await settled(world, { persons, instants: [] });
    const [person = ''] = persons;
    expect(world.gate.decideAtOnce({ ...QUESTIONS[0], person })?.reasons[0]?.code).toBe('consent.restored');
    await world.act((tx) => world.gate.releaseRestored(tx, { by: 'staff:dpo', reason: 'looked through' }));
    await compare(world, persons);
    await settled(world, { persons, instants: [] });
    await compare(world, persons);
  }, 60_000);
});
