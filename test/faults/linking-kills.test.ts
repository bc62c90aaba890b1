import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Linker, type LinkStep } from '../../src/contexts/customers/identity/linker.ts';
import { type CustomersWorld, openCustomersWorld } from '../support/customers-world.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { openLinkingActivity } from '../support/linking-activity.ts';
import { seededRandom } from '../support/seeded-random.ts';

const STEPS: readonly LinkStep[] = ['taken', 'decided', 'stored', 'applied', 'recorded'];
const KILLED = new Error('killed');
const PEOPLE = 24;
/** After so many milliseconds without a word another server takes over. */
const SILENCE = 10_000;

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
  await world.act(async (tx) => {
    await openLinkingActivity(world.register, tx);
    await world.customers.linking.permit(tx, { activity: 'one-customer', by: 'staff:dpo' });
  });
});
afterAll(() => world.close());

async function record(round: number, place: number, dice: () => number): Promise<string> {
  return world.act(async (tx) => {
    const { id } = await world.customers.createPerson(tx, {
      activity: 'order-delivery',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', value: `${round}-${place % 9}`, issuer: `system-${place}` }],
      attributes: {},
      standing: { source: 'test', grade: 'A', noticeShownAt: world.clock.now(), how: 'told in the shop' },
    });
    const some = [1, 2].map(() => Math.floor(dice() * 10));
    const identifiers = [
      { type: 'unionid', value: `u${round}-${some[0]}`, issuer: 'wechat' },
      { type: 'openid', value: `o${round}-${some[1]}`, issuer: 'wechat', scope: 'app' },
    ].slice(0, 1 + Math.floor(dice() * 2));
    await world.customers.linking.identify(tx, { person: id, identifiers, source: 'test' });
    if (dice() < 0.2) await world.gate.object(tx, { person: id, kind: 'restrict', by: 'test' });
    return id;
  });
}

/** Who is one human with whom, and whom the gate allows. */
async function state(people: readonly string[]): Promise<unknown> {
  const found: unknown[] = [];
  for (const person of people) {
    const { records } = await world.act((tx) => world.customers.linking.cluster(tx, person));
    const { outcome } = await world.act((tx) =>
      world.gate.decide(tx, { person, activity: 'order-delivery', operation: 'use' }),
    );
    found.push([records.map((each) => people.indexOf(each.person)).sort((a, b) => a - b), outcome]);
  }
  return found;
}

describe('linking that is killed', () => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    `comes to the same clusters in the end, and allows nobody in between who would not be allowed (seed ${SEED}, round %i)`,
    async (round) => {
      const dice = seededRandom(SEED + round);
      const people: string[] = [];
      for (let place = 0; place < PEOPLE; place += 1) people.push(await record(round, place, dice));
      const before = new Map(
        ((await state(people)) as [number[], string][]).map(([, outcome], index) => [people[index] ?? '', outcome]),
      );
      let kills = 0;
      for (const step of [...STEPS, ...STEPS]) {
        let left = Math.floor(dice() * 3);
        // The server before this one is gone.
        world.clock.advance(SILENCE);
        const linker = new Linker(linkingDeps(), {
          batch: 7,
          onStep: (at) => {
            if (at !== step) return;
            left -= 1;
            if (left < 0) throw KILLED;
          },
        });
        await linker.link().catch((error: unknown) => {
          if (error !== KILLED) throw error;
          kills += 1;
        });
        for (const [index, [, outcome]] of ((await state(people)) as [number[], string][]).entries())
          if (outcome !== 'deny') expect(before.get(people[index] ?? '')).not.toBe('deny');
      }
      expect(kills).toBeGreaterThan(0);
      world.clock.advance(SILENCE);
      await world.customers.linking.link();
      const ended = await state(people);
      // The same from nothing: every claim once more, in one go.
      await world.act(async (tx) => {
        await tx.execute(`with taken as (delete from customers.claim returning *)
          insert into customers.waiting_claim (ordinal, digest, type, issuer, scope, valid_from, valid_to, verified_at, seen_at, source)
          select * from taken order by digest`);
        await tx.execute('update customers.linking set generation = generation + 1');
      });
      await world.customers.linking.link();
      expect(await state(people)).toEqual(ended);
      const doubled = await world.rows<{ n: number }>(
        'select count(*)::int as n from (select 1 from customers.claim group by ordinal, digest having count(*) > 1) twice',
      );
      expect(doubled).toEqual([{ n: 0 }]);
    },
    FAULT_LIMIT,
  );
});

function linkingDeps(): ConstructorParameters<typeof Linker>[0] {
  const { database, clock, gate, register, vault, evidence } = world;
  return { database, clock, gate, register, vault, evidence } as unknown as ConstructorParameters<typeof Linker>[0];
}
