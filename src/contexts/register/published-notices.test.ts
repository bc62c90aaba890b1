import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { PublishedNotices } from './published-notices.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

it('keeps a committed version, and never one that was rolled back', async () => {
  const notices = new PublishedNotices();
  const first = await world.act((tx) => notices.find(tx, 'privacy'));
  expect(first?.version).toBe(1);
  expect(await world.act((tx) => notices.find(tx, 'privacy', 1))).toBe(first);

  const publish = async (title: string, after: (version: number) => void) =>
    world.act(async (tx) => {
      const { activities } = (await world.register.notices(tx))[0] ?? { activities: [] };
      await world.register.saveNotice(tx, { code: 'privacy', title: { zh: title, en: title }, activities });
      await world.register.publishNotice(tx, 'privacy');
      const read = await notices.find(tx, 'privacy');
      expect(read?.title.en).toBe(title);
      after(read?.version ?? 0);
    });
  await expect(
    publish('rolled back', () => {
      throw new Error('on purpose');
    }),
  ).rejects.toThrow('on purpose');
  await publish('committed', (version) => expect(version).toBe(2));
  expect((await world.act((tx) => notices.find(tx, 'privacy')))?.title.en).toBe('committed');
  expect(await world.act((tx) => notices.find(tx, 'privacy', 3))).toBeUndefined();
  expect(await world.act((tx) => notices.find(tx, 'unknown'))).toBeUndefined();
});
