import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { verify } from '../../../verifier/src/verify.ts';
import { accountStart, verifyInclusion } from '../evidence/index.ts';
import { PeopleSet } from './domain/people-set.ts';
import { MOST_PLACES } from './store-population.ts';

const PEOPLE = 140_000;
const ANALYSIS = {
  activity: 'customer-administration',
  operation: 'use',
  fields: ['order_record'],
  by: 'test',
} as const;

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
  // Three chunks of people, with numbers missing in between as after an import that was rolled back.
  await world.act(async (tx) => {
    await tx.execute(
      `insert into consent.subject (person, role, registered_at)
         select gen_random_uuid(), 'customer', now() from generate_series(1, $1::int)`,
      [PEOPLE],
    );
    await tx.execute('delete from consent.subject where ordinal % 1000 = 777 and ordinal < 60000');
  });
});
afterAll(() => world.close());

const exists = (ordinal: number) => ordinal > 0 && !(ordinal % 1000 === 777 && ordinal < 60_000);
const living = (ordinals: Iterable<number>) => [...new Set(ordinals)].filter(exists);
const idOf = async (ordinal: number) => (await world.act((tx) => world.gate.personsOf(tx, [ordinal])))[0] ?? '';

async function analyse(ordinals: readonly number[], subject: string) {
  world.clock.advance(1);
  return world.act((tx) =>
    world.gate.recordPopulationUse(tx, { ...ANALYSIS, subject, allowed: Uint32Array.from(ordinals) }),
  );
}

async function usesOf(ordinal: number, limit: number): Promise<string[]> {
  const person = await idOf(ordinal);
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const { items, next } = await world.act((tx) => world.gate.usesOf(tx, person, page));
    found.push(...items.map(({ use }) => use));
    if (next === undefined) return found;
    cursor = next;
  }
}

const chainOf = (use: string) =>
  world.act((tx) =>
    tx.one<{ chain: number; place: number; stored: number }>(
      'select chain, place, stored from consent.use where id = $1',
      [use],
    ),
  );

/** Each proof of a person, by receipt: the place, and whether it holds against the entry, computed as an outsider would. */
async function proofs(ordinal: number): Promise<Map<string, { position: number; holds: boolean }>> {
  const person = await idOf(ordinal);
  return world.act(async (tx) => {
    const found = new Map<string, { position: number; holds: boolean }>();
    for await (const place of world.gate.memberPlaces(tx, person)) {
      const member = await world.evidence.proveMember(tx, person, place);
      const { opening } = await world.evidence.receipt(tx, place.receipt);
      const { members } = opening.payload as { members: { root: string; size: number } };
      if (member === undefined) throw new Error('no proof');
      const id = Buffer.from(person.replaceAll('-', ''), 'hex');
      const leaf = createHash('sha256')
        .update(Buffer.concat([Buffer.of(0), Buffer.from(member.salt, 'base64url'), id]))
        .digest();
      const holds = verifyInclusion({
        leaf,
        index: BigInt(member.position),
        size: BigInt(members.size),
        root: Buffer.from(members.root, 'base64url'),
        proof: member.inclusion.map((hashed) => Buffer.from(hashed, 'base64url')),
      });
      found.set(place.receipt, { position: member.position, holds });
    }
    return found;
  });
}

describe('the uses of a population', () => {
  it('are those of a naive list, whatever changed from one to the next, with a proof for every member and for nobody else', async () => {
    const band = fc.tuple(fc.nat(PEOPLE - 1), fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 1, max: 9 }));
    const step = fc.record({
      subject: fc.constantFrom('segment:a', 'segment:b'),
      fresh: fc.boolean(),
      bands: fc.array(band, { maxLength: 3 }),
      toggled: fc.array(fc.integer({ min: 1, max: PEOPLE }), { maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, limit) => {
          const earlier = new Set(await usesOf(1, 100));
          const current = new Map<string, Set<number>>();
          const model: { use: string; receipt: string; people: Set<number> }[] = [];
          for (const { subject, fresh, bands, toggled } of steps) {
            const people = new Set(fresh ? [] : current.get(subject));
            for (const [first, length, gap] of bands)
              for (let at = first + 1; at <= Math.min(PEOPLE, first + length * gap); at += gap) people.add(at);
            for (const each of toggled) if (!people.delete(each)) people.add(each);
            const allowed = living(people);
            current.set(subject, new Set(allowed));
            const { use, receipt } = await analyse(allowed, subject);
            model.unshift({ use, receipt: receipt.id, people: new Set(allowed) });
          }
          const asked = new Set([
            1,
            PEOPLE,
            ...steps.flatMap(({ toggled, bands }) => [...toggled.slice(0, 2), ...bands.map(([first]) => first + 1)]),
          ]);
          const known = new Set(model.map(({ use }) => use));
          for (const ordinal of living(asked)) {
            const expected = model.filter(({ people }) => people.has(ordinal));
            const listed = (await usesOf(ordinal, limit)).filter((use) => known.has(use));
            expect(listed).toEqual(expected.map(({ use }) => use));
            const proven = await proofs(ordinal);
            for (const { receipt, people } of model)
              expect(proven.get(receipt)).toEqual(
                people.has(ordinal)
                  ? { position: [...people].filter((each) => each < ordinal).length, holds: true }
                  : undefined,
              );
          }
          expect(earlier.size).toBe(
            new Set(await usesOf(1, 100)).size - model.filter(({ people }) => people.has(1)).length,
          );
        },
      ),
      { numRuns: 4 },
    );
  });

  it('of one subject share a chain while they resemble each other, and cost what changed', async () => {
    const people = new Set(living(Array.from({ length: 40_000 }, (_, at) => 1 + ((at * 7_919) % PEOPLE))));
    const first = await chainOf((await analyse([...people], 'segment:chained')).use);
    expect(first.place).toBe(0);
    expect(first.stored).toBeGreaterThan(10_000);
    const chunks = async () => world.count('consent.use_chunk');
    const before = await chunks();
    expect(await chainOf((await analyse([...people], 'segment:chained')).use)).toEqual({
      chain: first.chain,
      place: 1,
      stored: 0,
    });
    expect(await chunks()).toBe(before);
    people.delete([...people][0] ?? 0);
    const third = await chainOf((await analyse([...people], 'segment:chained')).use);
    expect(third).toMatchObject({ chain: first.chain, place: 2, stored: 3 });
    expect((await chainOf((await analyse([...people], 'segment:another')).use)).place).toBe(0);
    const others = living(Array.from({ length: 40_000 }, (_, at) => 1 + ((at * 104_729) % PEOPLE)));
    expect(await chainOf((await analyse(others, 'segment:chained')).use)).toMatchObject({ place: 0 });
    expect((await chainOf((await analyse([], 'segment:chained')).use)).stored).toBe(0);
  });

  it('begin a new chain when the old one is long, and nothing shows of it', async () => {
    const uses: string[] = [];
    const people = living(Array.from({ length: 300 }, (_, at) => 70_000 + at * 3));
    for (let each = 0; each <= MOST_PLACES; each += 1)
      uses.unshift((await analyse(each % 2 === 0 ? people : people.slice(1), 'segment:long')).use);
    const places = await Promise.all(uses.map(async (use) => (await chainOf(use)).place));
    expect(Math.max(...places)).toBe(MOST_PLACES - 1);
    expect(places[0]).toBe(0);
    const known = new Set(uses);
    const listed = (await usesOf(people[0] ?? 0, 37)).filter((use) => known.has(use));
    expect(listed).toEqual(uses.filter((_, at) => at % 2 === 0));
    expect((await usesOf(people[1] ?? 0, 37)).filter((use) => known.has(use))).toEqual(uses);
  });

  it('recorded at once for one subject neither wait nor collide', async () => {
    const people = living(Array.from({ length: 500 }, (_, at) => 90_000 + at));
    await analyse(people, 'segment:busy');
    const done = await Promise.all(Array.from({ length: 6 }, (_, at) => analyse(people.slice(at), 'segment:busy')));
    const places = await Promise.all(done.map(async ({ use }) => chainOf(use)));
    expect(new Set(places.map(({ chain, place }) => `${chain}/${place}`)).size).toBe(6);
    const known = new Set(done.map(({ use }) => use));
    expect((await usesOf(people[0] ?? 0, 50)).filter((use) => known.has(use))).toEqual([done[0]?.use]);
    expect((await usesOf(people[499] ?? 0, 50)).filter((use) => known.has(use))).toHaveLength(6);
    // A transaction that may not see the others' commits begins a chain of its own.
    const use = await world.database.transaction(
      async (tx) =>
        (
          await world.gate.recordPopulationUse(tx, {
            ...ANALYSIS,
            subject: 'segment:busy',
            allowed: PeopleSet.of(Uint32Array.from(people)),
          })
        ).use,
      { isolation: 'repeatable read' },
    );
    expect((await chainOf(use)).place).toBe(0);
  });

  it('leave nothing when the transaction fails after them', async () => {
    const counts = async () =>
      Promise.all(
        ['consent.use', 'consent.use_chunk', 'evidence.entry', 'evidence.member_tree'].map((table) =>
          world.count(table),
        ),
      );
    const before = await counts();
    await expect(
      world.act(async (tx) => {
        await world.gate.recordPopulationUse(tx, {
          ...ANALYSIS,
          subject: 'segment:failed',
          allowed: Uint32Array.of(1, 2),
        });
        throw new Error('after it');
      }),
    ).rejects.toThrow('after it');
    // A number that nobody has any more would shift everybody's place in the tree.
    await expect(analyse([776, 777, 778], 'segment:failed')).rejects.toThrow('an ordinal that nobody has');
    expect(await counts()).toEqual(before);
  });

  it('prove everybody else’s place after somebody is erased', async () => {
    const people = living(Array.from({ length: 50 }, (_, at) => 120_000 + at));
    const { receipt } = await analyse(people, 'segment:erased');
    const [erased = 0, neighbour = 0] = people.slice(20);
    const person = await idOf(erased);
    const term = new Date(world.clock.now().getTime() + 86_400_000);
    await world.act((tx) =>
      world.evidence.erasePerson(tx, person, {
        by: 'staff:dpo',
        reason: 'asked for',
        consentUntil: term,
        messagesUntil: term,
      }),
    );
    expect((await proofs(neighbour)).get(receipt.id)).toEqual({ position: 21, holds: true });
    // What the erased person may have kept still holds as well: the same place can be computed again.
    expect((await proofs(erased)).get(receipt.id)).toEqual({ position: 20, holds: true });
  });

  it('stand in the person’s bundle with the proof of their place, and nobody else in it', async () => {
    const people = living(Array.from({ length: 9_000 }, (_, at) => 100_000 + at * 4));
    const ordinal = people[5_000] ?? 0;
    const person = await idOf(ordinal);
    const other = await idOf(people[5_001] ?? 0);
    const { receipt } = await analyse(people, 'segment:bundled');
    await world.evidence.mergePending();
    const text = await world.act(async (tx) => {
      const issued = await world.evidence.endKey(tx, person);
      const parts = await world.evidence.personBundle(tx, issued, { places: world.gate.memberPlaces(tx, person) });
      const account = { zh: accountStart('zh'), en: accountStart('en') };
      return world.evidence.sealBundle({ parts, notices: [], account });
    });
    expect(verify(text)).toMatchObject({ ok: true });
    expect(text).toContain(receipt.id);
    expect(text).not.toContain(other);
  });
});
