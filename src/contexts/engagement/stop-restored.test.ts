import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerForm, openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';
import { stopRestoredSends } from './index.ts';

let world: SendingWorld;
beforeAll(async () => {
  world = await openSendingWorld();
});
afterAll(() => world.close());

it('ends what was on its way when the backup was made: nothing of it is ever sent again', async () => {
  for (let n = 1; n <= 3; n += 1) await answerForm(world, n);
  const campaign = {
    name: '秋季新品',
    brand: 'qiye',
    activity: 'marketing',
    segment: 'all',
    channel: 'sms',
    message: { sms: { template: 'SMS_PROMO', parameters: { offer: '第二杯半价' } } },
  } as const;
  const { id } = await world.act((tx) => world.engagement.createCampaign(tx, { campaign, by: 'test' }));
  await world.act((tx) => world.engagement.startCampaign(tx, { id, by: 'test' }));
  world.gateway.inject('throttle', 'throttle', 'throttle');
  // The provider is away, so the batch stays reserved; one message is marked as a crash would leave it.
  expect(await world.engagement.runCampaign(id)).toBe('waiting');
  await world.act((tx) =>
    tx.execute(
      `update engagement.send set state = 'handing_off', handed_at = now()
        where id = (select id from engagement.send where campaign = $1 order by id limit 1)`,
      [id],
    ),
  );
  const before = world.gateway.messages.length;
  await world.act((tx) => stopRestoredSends(tx, world.clock.now()));
  await world.act((tx) => stopRestoredSends(tx, world.clock.now()));
  world.clock.advance(3_600_000);
  await world.act((tx) => world.engagement.resume(tx));
  expect(await world.engagement.runCampaign(id)).toBe('halted');
  const report = await world.act((tx) => world.engagement.progress(tx, id));
  expect(report).toMatchObject({ campaign: { state: 'stopped' }, sends: { unknown: 1, stopped: 2 } });
  expect(world.gateway.messages).toHaveLength(before);
});
