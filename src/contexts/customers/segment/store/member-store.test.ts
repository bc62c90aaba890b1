import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../../test/support/customers-world.ts';
import { DAY_MS } from '../../domain/china-time.ts';
import { appendMemberChanges, readMemberChanges, readMembers, writeMembers } from './member-store.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

describe('changes of members', () => {
  it('go after a month when the stored set has them, and never before', async () => {
    const now = world.clock.now();
    const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
    const change = (ordinal: number) => ({ segment: 'regulars', ordinal, entered: true });
    await world.act(async (tx) => {
      await writeMembers(tx, { segment: 'regulars', revision: 1, ordinals: Uint32Array.of(), at: daysAgo(60) });
      await appendMemberChanges(tx, [change(1), change(2)], daysAgo(50));
      await appendMemberChanges(tx, [change(3)], daysAgo(2));
      await writeMembers(tx, { segment: 'regulars', revision: 1, ordinals: Uint32Array.of(1, 2, 3), at: daysAgo(1) });
      // As old as the first ones, but not in the set yet.
      await appendMemberChanges(tx, [change(4)], daysAgo(50));
    });
    expect(await world.act((tx) => world.customers.segmentation.forget(tx))).toBe(2);
    const left = await world.act((tx) => readMemberChanges(tx, 'regulars', 0, 10));
    expect(left.map(({ ordinal }) => ordinal)).toEqual([3, 4]);
    expect((await world.act((tx) => readMembers(tx, 'regulars'))).sort()).toEqual([1, 2, 3, 4]);
  });
});
