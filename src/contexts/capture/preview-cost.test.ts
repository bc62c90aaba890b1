import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, agreeingPerson } from '../../../test/support/gate-world.ts';
import { answerForm, openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';

let world: SendingWorld;
beforeAll(async () => {
  world = await openSendingWorld();
});
afterAll(() => world.close());

/** Makes a site key and lets somebody agree at its banner. */
async function agreesAtSite(code: string): Promise<void> {
  const site = { ...{ code, name: '商城', brand: 'qiye', notice: 'privacy' }, activities: ['marketing'] };
  const origins = ['https://shop.example.com'];
  await world.act((tx) => world.capture.makeSiteKey(tx, { site: { ...site, origins }, by: 'test' }));
  const person = await agreeingPerson(world, ['email']);
  world.clock.advance(1000);
  await world.act(async (tx) => {
    const asked = {
      notice: 'privacy',
      activities: ['marketing'],
      surface: `site:${code}/banner`,
      locale: 'zh-CN' as const,
    };
    const shown = await world.gate.present(tx, { ...asked, person });
    await world.gate.recordConsents(tx, [
      {
        ...{ person, activity: 'marketing', presentation: shown.id, nonce: shown.nonce, answer: 'granted' },
        ...{ kind: 'general', how: 'explicit_action', channel: 'email', adultDeclared: true },
      },
    ]);
  });
}

describe('what a new version costs in people', () => {
  it('is counted through the gate before saving and before publishing, with where they are met, and nothing is stored', async () => {
    for (const n of [1, 2]) await answerForm(world, n);
    await answerForm(world, 3, { marketing: false });
    await agreeingPerson(world);
    await agreesAtSite('shop');
    const marketing = await world.act((tx) => world.register.activityRevision(tx, 'marketing', 1));
    const { revision: _revision, savedAt: _savedAt, ...input } = marketing;
    const proposed = activityInput({ ...input, purposeText: { zh: '向您发送活动邀请', en: 'Inviting you' } });
    const cost = await world.act((tx) => world.capture.activityCost(tx, { activity: 'marketing', proposed }));
    expect(cost).toMatchObject({ allowedNow: 4, staysValid: 0, askAgain: 4, tellOnly: 0, elsewhere: 1 });
    expect(cost.places).toEqual([expect.objectContaining({ form: 'autumn', people: 2 })]);
    expect(cost.sites).toEqual([{ site: 'shop', name: '商城', people: 1 }]);
    expect((await world.act((tx) => world.register.activity(tx, 'marketing'))).revision).toBe(1);
    await world.act((tx) => world.register.saveActivity(tx, proposed));
    const before = await world.act((tx) => world.capture.noticeCost(tx, 'privacy'));
    expect(before).toEqual([cost]);
    await world.act((tx) => world.register.publishNotice(tx, 'privacy'));
    expect(await world.act((tx) => world.capture.noticeCost(tx, 'privacy'))).toEqual([]);
  });
});
