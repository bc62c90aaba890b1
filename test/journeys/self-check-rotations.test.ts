import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ActHouse, openActHouse } from '../support/act-house.ts';

let house: ActHouse;
beforeAll(async () => {
  house = await openActHouse();
});
afterAll(() => house.close());

const BY = 'staff:01930000-0000-7000-8000-0000000000aa';

it('raises no alarm over keys that were rotated, nor over people who were erased', async () => {
  const { world, evidence } = house;
  const { act, clock, vault, gate, customers } = world;
  const clean = async () => {
    await evidence.mergePending();
    expect((await house.check()).findings).toEqual([]);
  };
  for (const kind of ['indexes', 'persons', 'generations'] as const) {
    await act((tx) => vault.keys.begin(tx, kind, BY));
    for (let more = true; more; ) {
      clock.advance(100);
      more = await act((tx) => vault.keys.step(tx));
    }
    await clean();
  }
  for (let rotation = 0; rotation < 2; rotation += 1) {
    await evidence.keys.rotate(async () => undefined);
    clock.advance(8 * 86_400_000);
    await clean();
  }
  const people = await world.rows<{ person: string }>('select person from consent.subject where closed_at is null');
  expect(people.length).toBeGreaterThan(20);
  const until = clock.now();
  const terms = { consentUntil: until, messagesUntil: until, by: BY, reason: 'asked' };
  for (const { person } of people) {
    await act((tx) => gate.erasePerson(tx, person, terms));
    await act((tx) => customers.erasePerson(tx, person));
  }
  await clean();
});
