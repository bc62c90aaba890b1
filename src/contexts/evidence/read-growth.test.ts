import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse } from '../../../test/support/evidence-house.ts';

let house: EvidenceHouse;
beforeAll(async () => {
  house = await openEvidenceHouse();
});
afterAll(() => house.close());

it('tells the size of the log at the end of each day in China', async () => {
  const { database, evidence, clock } = house;
  const grow = async (count: number) => {
    for (let each = 0; each < count; each += 1)
      await database.transaction((tx) => evidence.recordAct(tx, { kind: 'staff-access', payload: { each } }));
    await evidence.mergePending();
  };
  await grow(2);
  clock.advance(2 * 86_400_000);
  await grow(3);
  const growth = await database.transaction((tx) => evidence.growth(tx, 4));
  expect(growth.map(({ size }) => size)).toEqual([0, 2, 2, 5]);
  expect(growth.at(-1)?.day).toBe(new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10));
});
