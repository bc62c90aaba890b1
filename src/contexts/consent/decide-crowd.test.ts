import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const START = Date.parse('2026-11-11T12:00:00Z');
const HOUR = 3_600_000;

it('reads a crowd slice by slice and comes to the same as alone, at another instant, strangers among them', async () => {
  world.clock.set(new Date(START));
  const kinds = [
    { standing: 'A', birthDate: '1990-01-01' },
    { standing: 'C', birthDate: '1990-01-01' },
    { standing: 'A', birthDate: '2015-01-01' },
    { standing: null },
  ] as const;
  const crowd = Array.from({ length: 2_301 }, () => randomUUID());
  await world.act((tx) =>
    world.gate.registerSubjects(
      tx,
      crowd.map((person, at) => {
        const { standing: grade = null, ...known } = kinds[(at * 7) % 4] ?? { standing: null };
        const told = grade === 'A' ? { noticeShownAt: new Date(START - HOUR), how: 'signed' } : {};
        const standing =
          grade === null ? {} : { standing: { activity: 'order-delivery', source: 'import', grade, ...told } };
        return { person, role: 'customer' as const, ...known, ...standing };
      }),
    ),
  );
  const at = new Date(START - HOUR / 2);
  const question = { activity: 'order-delivery', operation: 'use', channel: 'none', at } as const;
  await world.act(async (tx) => {
    const ordinals = (await world.gate.ordinalsOf(tx, crowd)).map((each) => each ?? 0);
    const highest = Math.max(...ordinals);
    const strangers = [highest + 40, highest + 41];
    const named = await world.gate.decidePopulation(tx, {
      ...question,
      ordinals: Uint32Array.from([...ordinals, ...strangers].reverse()),
    });
    const all = await world.gate.decidePopulation(tx, { ...question, ordinals: 'all' });
    const under = new Map<number, string>();
    for (const ordinal of named.allowed) under.set(ordinal, 'allowed');
    for (const each of named.excluded) for (const ordinal of each.ordinals) under.set(ordinal, each.code);
    expect(under.size).toBe(crowd.length + strangers.length);
    for (const stranger of strangers) expect(under.get(stranger)).toBe('consent.subject-unknown');
    expect(new Set(under.values()).size).toBeGreaterThan(3);
    for (const each of all.excluded)
      for (const ordinal of each.ordinals) expect(under.get(ordinal) ?? each.code).toBe(each.code);
    for (const ordinal of named.allowed) expect(all.allowedPeople.has(ordinal)).toBe(true);
    for (const place of [0, 1, 2, 3, 998, 999, 1000, 1001, 1002, 1003, 1999, 2000, 2001, 2300]) {
      const alone = await world.gate.decide(tx, { ...question, person: crowd[place] ?? '' });
      expect(under.get(ordinals[place] ?? 0)).toBe(alone.outcome === 'deny' ? alone.reasons[0]?.code : 'allowed');
    }
  });
});
