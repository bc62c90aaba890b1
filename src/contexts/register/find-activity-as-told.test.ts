import { afterAll, beforeAll, expect, it } from 'vitest';
import { activityInput, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { createRegister } from './create-register.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const told = (register = world.register) => world.act((tx) => register.findActivityAsTold(tx, 'marketing'));

it('answers the same as the activity and its publication read apart', async () => {
  const apart = await world.act(async (tx) => ({
    activity: await world.register.findActivity(tx, 'marketing'),
    publication: await world.register.publicationOf(tx, 'marketing'),
  }));
  expect(apart.publication?.firstPublishedAt).toBeInstanceOf(Date);
  for (let time = 0; time < 2; time += 1) expect(await told()).toStrictEqual(apart);
  expect(await world.act((tx) => world.register.findActivityAsTold(tx, 'unknown'))).toBeUndefined();
  await world.act((tx) => world.register.saveActivity(tx, activityInput({ code: 'untold' })));
  expect(await world.act((tx) => world.register.findActivityAsTold(tx, 'untold'))).toMatchObject({ publication: null });
});

it('sees at once what another server enters: a state, a revision', async () => {
  await told();
  const other = createRegister(world);
  await world.act((tx) =>
    other.setAssessmentState(tx, {
      activity: 'marketing',
      state: 'expired',
      documentName: null,
      documentHash: null,
      by: 'staff:dpo',
    }),
  );
  expect((await told())?.activity.assessment.state).toBe('expired');
  await world.act((tx) => other.saveActivity(tx, activityInput({ channels: ['email'] })));
  expect((await told())?.activity).toMatchObject({ revision: 2, channels: ['email'] });
});

it('keeps no revision that was rolled back', async () => {
  const { revision = 0 } = (await told())?.activity ?? {};
  const save = (channels: readonly ('sms' | 'email')[], end: () => void) =>
    world.act(async (tx) => {
      await world.register.saveActivity(tx, activityInput({ channels }));
      expect((await world.register.activityRevision(tx, 'marketing', revision + 1)).channels).toEqual(channels);
      end();
    });
  await expect(
    save(['sms'], () => {
      throw new Error('on purpose');
    }),
  ).rejects.toThrow('on purpose');
  await save(['sms', 'email'], () => undefined);
  expect((await told())?.activity).toMatchObject({ revision: revision + 1, channels: ['sms', 'email'] });
});
