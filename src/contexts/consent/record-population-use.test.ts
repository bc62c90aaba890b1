import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import type { PopulationUseRequest, UseRecord } from './index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const ANALYSIS = {
  activity: 'customer-administration',
  operation: 'use',
  fields: ['order_record'],
  by: 'test',
} as const;

async function register(count: number): Promise<{ persons: string[]; ordinals: number[] }> {
  const persons = Array.from({ length: count }, () => randomUUID());
  const ordinals = await world.act((tx) =>
    world.gate.registerSubjects(
      tx,
      persons.map((person) => ({ person, role: 'customer' as const })),
    ),
  );
  return { persons, ordinals };
}

const analyse = (ordinals: readonly number[], changes: Partial<PopulationUseRequest> = {}) =>
  world.act((tx) =>
    world.gate.recordPopulationUse(tx, { ...ANALYSIS, allowed: Uint32Array.from(ordinals), ...changes }),
  );

const view = (persons: readonly string[]) =>
  world.act((tx) => world.gate.usePersons(tx, { ...ANALYSIS, fields: ['name'], persons }));

/** Every use of a person, page by page. */
async function all(person: string, limit: number): Promise<UseRecord[]> {
  const items: UseRecord[] = [];
  let cursor: string | undefined;
  do {
    const at = cursor;
    const page = await world.act((tx) =>
      world.gate.usesOf(tx, person, at === undefined ? { limit } : { limit, cursor: at }),
    );
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
}

describe('a use of a population', () => {
  it('leaves one receipt over the use and the set, and stands among the uses of everybody in it and nobody else', async () => {
    const { persons, ordinals } = await register(3);
    const entries = await world.count('evidence.entry');
    const members = await world.count('consent.use_member');
    const [first = 0, , third = 0] = ordinals;
    const { use, receipt } = await analyse([third, first, third], {
      purposeNote: 'why',
      subject: 'segment:bought',
      detail: { revision: 2 },
    });
    expect(await world.count('evidence.entry')).toBe(entries + 1);
    expect(await world.count('consent.use_member')).toBe(members);
    expect(receipt.opening.payload).toEqual({
      v: 2,
      members: { root: expect.stringMatching(/^[\w-]{43}$/), size: 2 },
      use: {
        use,
        activity: 'customer-administration',
        revision: 1,
        operation: 'use',
        fields: ['order_record'],
        purposeNote: 'why',
        subject: 'segment:bought',
        by: 'test',
        at: world.clock.now().toISOString(),
        detail: { revision: 2 },
      },
    });
    const seen = await Promise.all(persons.map((person) => all(person, 10)));
    const line = { use, population: true, fields: ['order_record'], purposeNote: 'why', receipt: receipt.id };
    expect(seen).toMatchObject([[line], [], [line]]);
    expect(await all(randomUUID(), 10)).toEqual([]);
  });

  it('is never told to somebody who came later, and refuses an ordinal that nobody has', async () => {
    const { ordinals } = await register(1);
    await analyse(ordinals);
    const later = await register(9);
    for (const person of later.persons) expect(await all(person, 10)).toEqual([]);
    const uses = await world.count('consent.use');
    for (const ordinal of [0, Math.max(...later.ordinals) + 1])
      await expect(analyse([ordinal])).rejects.toThrow('an ordinal that nobody has');
    await expect(analyse(ordinals, { activity: 'nothing' })).rejects.toThrow('nobody registered');
    expect(await world.count('consent.use')).toBe(uses);
  });

  it('is recorded also when nobody was allowed, opens no vault and cannot be changed', async () => {
    expect((await analyse([])).receipt.opening.payload).toMatchObject({ members: { size: 0 } });
    const { persons, ordinals } = await register(1);
    const { use } = await analyse(ordinals);
    expect((await world.act((tx) => world.gate.redecide(tx, { use, persons }))).permit).toBeNull();
    await expect(world.act((tx) => tx.execute('update consent.use set size = 0 where id = $1', [use]))).rejects.toThrow(
      'append-only',
    );
    await expect(world.act((tx) => tx.execute('delete from consent.use_chunk'))).rejects.toThrow('append-only');
  });

  it('stands in order among uses of named people, page by page, as in a plain list', async () => {
    const step = fc.record({
      population: fc.boolean(),
      who: fc.subarray([...Array(12).keys()], { minLength: 1 }),
      wait: fc.constantFrom(0, 1, 5),
    });
    const steps = fc.array(step, { minLength: 1, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (taken, limit) => {
        const { persons, ordinals } = await register(12);
        const model: { use: string; who: number[]; population: boolean }[] = [];
        for (const { population, who, wait } of taken) {
          world.clock.advance(wait);
          const done = population
            ? await analyse(who.map((each) => ordinals[each] ?? 0))
            : await view(who.map((each) => persons[each] ?? ''));
          model.push({ use: done.use, who, population });
        }
        model.sort((left, right) => (left.use < right.use ? 1 : -1));
        for (const [index, person] of persons.entries())
          expect((await all(person, limit)).map(({ use, population }) => ({ use, population }))).toEqual(
            model.filter(({ who }) => who.includes(index)).map(({ use, population }) => ({ use, population })),
          );
      }),
      { numRuns: 12 },
    );
  });

  it('holds 50,000 people whom the gate allowed', async () => {
    for (let count = 0; count < 10; count += 1) await register(5_000);
    const before = await world.count('consent.use');
    const { allowed, use } = await world.act(async (tx) => {
      const decided = await world.gate.decidePopulation(tx, { ...ANALYSIS, ordinals: 'all' });
      const recorded = await world.gate.recordPopulationUse(tx, { ...ANALYSIS, allowed: decided.allowed });
      return { allowed: decided.allowed, use: recorded.use };
    });
    expect(allowed.length).toBeGreaterThanOrEqual(50_000);
    expect(await world.count('consent.use')).toBe(before + 1);
    const [last = ''] = await world.act((tx) => world.gate.personsOf(tx, allowed.subarray(-1)));
    expect(await all(last, 1)).toMatchObject([{ use, population: true }]);
  });
});
