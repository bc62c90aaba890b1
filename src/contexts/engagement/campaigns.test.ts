import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerForm, openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';
import { until } from '../../../test/support/until.ts';
import { startLocalSmsGateway } from '../../cli/demo/local-sms-gateway.ts';
import type { CampaignInput } from './domain/campaign.ts';
import type { Send } from './store/send-store.ts';

let world: SendingWorld;
beforeEach(async () => {
  world = await openSendingWorld();
});
afterEach(() => world.close());

const SMS: CampaignInput = {
  name: '秋季新品',
  brand: 'qiye',
  activity: 'marketing',
  segment: 'all',
  channel: 'sms',
  message: { sms: { template: 'SMS_PROMO', parameters: { offer: '第二杯半价' } } },
};
const EMAIL: CampaignInput = {
  ...SMS,
  channel: 'email',
  message: { email: { subject: '秋季新品', text: '您好\n\n新品上市 <b>' } },
};

async function started(campaign: CampaignInput): Promise<string> {
  const { id } = await world.act((tx) => world.engagement.createCampaign(tx, { campaign, by: 'test' }));
  await world.act((tx) => world.engagement.startCampaign(tx, { id, by: 'test' }));
  return id;
}

const progress = (id: string) => world.act((tx) => world.engagement.progress(tx, id));

async function sendsOf(id: string): Promise<Send[]> {
  return world.act((tx) => tx.query<Send>('select * from engagement.send where campaign = $1 order by id', [id]));
}

describe('a campaign', () => {
  it('reaches exactly those who agreed and confirmed, once, and says of each other why not', async () => {
    for (let n = 1; n <= 20; n += 1) await answerForm(world, n);
    for (let n = 21; n <= 23; n += 1) await answerForm(world, n, { marketing: false });
    await answerForm(world, 24, { confirm: false });
    const id = await started(SMS);
    expect(await world.engagement.runCampaign(id)).toBe('done');
    expect(await world.engagement.runCampaign(id)).toBe('halted');
    const numbers = world.gateway.messages.map(({ mobile }) => mobile).sort();
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => `138${String(n + 1).padStart(8, '0')}`));
    expect(world.gateway.messages[0]?.text).toMatch(/^【栖野茶饮】.*第二杯半价.*拒收请回复R$/);
    const report = await progress(id);
    expect(report.sends.accepted).toBe(20);
    expect(report.parts).toBe(20);
    expect(report.excluded.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(report.undecided).toBe(0);
  });

  it('has one receipt for the whole batch, which each message names, and a use that each person can see', async () => {
    const person = await answerForm(world, 1);
    await answerForm(world, 2);
    const id = await started(SMS);
    await world.engagement.runCampaign(id);
    const receipts = new Set((await sendsOf(id)).map(({ receipt }) => receipt));
    expect(receipts.size).toBe(1);
    const [receipt] = receipts;
    const uses = await world.act((tx) => world.gate.usesOf(tx, person, { limit: 10 }));
    expect(uses.items[0]).toMatchObject({ activity: 'marketing', channel: 'sms', subject: `campaign:${id}`, receipt });
  });

  it('sends mail that names its sender and unsubscribes with one POST, in force for the next campaign', async () => {
    const person = await answerForm(world, 1);
    await world.engagement.runCampaign(await started(EMAIL));
    const mail = world.inbox.mails.at(-1);
    expect(mail).toMatchObject({ fromName: '栖野茶饮', to: 'person1@example.cn' });
    expect(mail?.subject).toMatch(/^\uff08广告\uff09秋季新品$/);
    expect(mail?.text).toContain('青禾生活科技有限公司');
    const url = new URL(mail?.unsubscribe ?? '').pathname;
    expect((await world.app.inject({ url })).statusCode).toBe(200);
    const message = { senderIdentity: true, optOutIncluded: true };
    const before = await world.act((tx) =>
      world.gate.decide(tx, { person, activity: 'marketing', operation: 'use', channel: 'email', message }),
    );
    expect(before.outcome).not.toBe('deny');
    const answer = await world.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example.com' },
      payload: 'List-Unsubscribe=One-Click',
    });
    expect(answer.statusCode).toBe(200);
    const second = await started(EMAIL);
    await world.engagement.runCampaign(second);
    expect(world.inbox.mails).toHaveLength(1);
    expect((await progress(second)).excluded[0]?.count).toBe(1);
  });

  it('obeys a no that came between the reservation and the hand-off', async () => {
    const [first] = [await answerForm(world, 1), await answerForm(world, 2)];
    const id = await started(SMS);
    world.gateway.inject('throttle', 'throttle');
    expect(await world.engagement.runCampaign(id)).toBe('waiting');
    expect((await progress(id)).sends.reserved).toBe(2);
    await world.act((tx) =>
      world.gate.object(tx, { person: first, kind: 'unsubscribe', channel: 'sms', by: 'privacy-centre' }),
    );
    expect(await world.engagement.runCampaign(id)).toBe('done');
    expect(world.gateway.messages.map(({ mobile }) => mobile)).toEqual(['13800000002']);
    expect((await progress(id)).sends).toMatchObject({ accepted: 1, refused_at_handoff: 1 });
  });

  it('serves a number once, however many records share it', async () => {
    await answerForm(world, 1);
    await answerForm(world, 2, { mobile: '+86 138-0000-0001' });
    const id = await started(SMS);
    await world.engagement.runCampaign(id);
    expect(world.gateway.messages).toHaveLength(1);
    const states = (await sendsOf(id)).map(({ state, code }) => `${state} ${code ?? ''}`).sort();
    expect(states).toEqual(['accepted ', 'refused_at_handoff engagement.same-address']);
  });

  it('waits for the morning instead of sending at night', async () => {
    await answerForm(world, 1);
    world.clock.set('2026-11-11T21:30:00+08:00');
    const id = await started(SMS);
    expect(await world.engagement.runCampaign(id)).toBe('waiting');
    expect((await progress(id)).campaign).toMatchObject({
      waitingFor: 'hours',
      waitingUntil: new Date('2026-11-12T08:00:00+08:00'),
    });
    expect(world.gateway.messages).toHaveLength(0);
    world.clock.set('2026-11-12T08:00:00+08:00');
    expect(await world.engagement.runCampaign(id)).toBe('done');
    expect(world.gateway.messages).toHaveLength(1);
  });

  it('loses nothing while the provider is away', async () => {
    for (let n = 1; n <= 3; n += 1) await answerForm(world, n);
    const id = await started(SMS);
    const gone = await startLocalSmsGateway({
      clock: world.clock,
      accessKeyId: '',
      accessKeySecret: '',
      templates: {},
      signatures: [],
    });
    await gone.stop();
    const away = world.anotherEngagement({ sms: gone.url });
    expect(await away.runCampaign(id)).toBe('waiting');
    expect(await progress(id)).toMatchObject({
      sends: { reserved: 3 },
      campaign: { waitingFor: 'provider', backoff: 1 },
    });
    expect(await world.engagement.runCampaign(id)).toBe('done');
    expect(world.gateway.messages).toHaveLength(3);
    expect((await progress(id)).campaign.backoff).toBe(0);
  });

  it('counts what happened a moment ago: what waits to be moved is moved before the audience is fixed', async () => {
    const person = await answerForm(world, 1);
    const ordinals = await world.act((tx) => world.gate.ordinalsOf(tx, [person]));
    let moved: readonly (number | null | undefined)[] = [];
    const engagement = world.anotherEngagement({
      segment: async () => Uint32Array.from(moved, (ordinal) => ordinal ?? 0),
      move: async () => {
        moved = ordinals;
        return 1;
      },
    });
    const id = await started(SMS);
    expect(await engagement.runCampaign(id)).toBe('done');
    expect(await progress(id)).toMatchObject({ sends: { accepted: 1 } });
  });

  it('keeps what is in doubt as unknown and never sends it again, until a report settles it', async () => {
    await answerForm(world, 1);
    const id = await started(SMS);
    world.gateway.inject('hang-up');
    expect(await world.engagement.runCampaign(id)).toBe('done');
    expect((await progress(id)).sends.unknown).toBe(1);
    expect(world.gateway.messages).toHaveLength(1);
    await world.app.listen({ port: 0, host: '127.0.0.1' });
    const address = world.app.server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const base = `http://127.0.0.1:${port}/hooks/aliyun/${world.engagement.webhookSecret()}`;
    world.gateway.setWebhooks({ uplinkUrl: `${base}/up`, reportUrl: `${base}/report` });
    const message = world.gateway.messages[0];
    if (message === undefined) throw new Error('no message');
    expect(await world.gateway.report(message, true)).toBe(200);
    expect((await progress(id)).sends).toMatchObject({ unknown: 0, delivered: 1 });
  });

  it('stops: what is reserved never leaves, and nothing starts again', async () => {
    for (let n = 1; n <= 4; n += 1) await answerForm(world, n);
    const id = await started(SMS);
    world.gateway.inject('throttle', 'throttle', 'throttle', 'throttle');
    await world.engagement.runCampaign(id);
    expect(await world.act((tx) => world.engagement.stopCampaign(tx, { id, by: 'test' }))).toEqual({ stopped: 4 });
    expect(await world.engagement.runCampaign(id)).toBe('halted');
    expect(world.gateway.messages).toHaveLength(0);
    await expect(world.act((tx) => world.engagement.startCampaign(tx, { id, by: 'test' }))).rejects.toMatchObject({
      code: 'engagement.campaign-state',
      title: { zh: '活动已急停，不能这样做' },
    });
  });

  it('stops in the middle of a run: after the answer nothing leaves that was not already in flight', async () => {
    for (let n = 1; n <= 60; n += 1) await answerForm(world, n);
    const id = await started(SMS);
    const run = world.engagement.runCampaign(id);
    await until(() => world.gateway.messages.length > 0);
    await world.act((tx) => world.engagement.stopCampaign(tx, { id, by: 'test' }));
    const inFlight = (await progress(id)).sends.handing_off;
    const left = world.gateway.messages.length;
    expect(await run).toBe('halted');
    expect(world.gateway.messages.length).toBeLessThanOrEqual(left + inFlight);
    const { sends } = await progress(id);
    expect(sends.accepted).toBe(world.gateway.messages.length);
    expect(sends.accepted + sends.stopped).toBe(60);
    expect(sends.stopped).toBeGreaterThan(0);
  });

  it('refuses a message without the way to say no, an unfiled template and an activity that is not for marketing', async () => {
    const draft = (campaign: CampaignInput) =>
      world.act((tx) => world.engagement.createCampaign(tx, { campaign, by: 'test' }));
    const refused = { code: 'engagement.message-refused' };
    await expect(draft({ ...SMS, activity: 'order-delivery' })).rejects.toMatchObject(refused);
    await expect(draft({ ...SMS, message: { sms: { template: 'SMS_X', parameters: {} } } })).rejects.toMatchObject(
      refused,
    );
    await expect(
      draft({ ...SMS, message: { sms: { template: 'SMS_CODE', parameters: { code: '1' } } } }),
    ).rejects.toMatchObject(refused);
    await expect(draft({ ...SMS, message: { sms: { template: 'SMS_PROMO', parameters: {} } } })).rejects.toMatchObject(
      refused,
    );
    await expect(draft({ ...SMS, channel: 'email' })).rejects.toMatchObject(refused);
  });
});

describe('a run that dies', () => {
  it('between marking and the provider: in doubt, and the next run sends the others only', async () => {
    for (let n = 1; n <= 2; n += 1) await answerForm(world, n);
    const id = await started(SMS);
    world.gateway.inject('throttle', 'throttle');
    await world.engagement.runCampaign(id);
    // What a SIGKILL after the marking transaction leaves behind: a runner with a lease and one message in the middle of its hand-off.
    await world.act(async (tx) => {
      await tx.execute(
        `update engagement.send set state = 'handing_off', runner = gen_random_uuid() where campaign = $1 and id = (select min(id::text)::uuid from engagement.send where campaign = $1)`,
        [id],
      );
      await tx.execute(`update engagement.campaign set runner = gen_random_uuid(), lease_until = $2 where id = $1`, [
        id,
        new Date(world.clock.now().getTime() + 30_000),
      ]);
    });
    expect(await world.engagement.runCampaign(id)).toBe('busy');
    expect(world.gateway.messages).toHaveLength(0);
    world.clock.advance(30_001);
    expect(await world.engagement.runCampaign(id)).toBe('done');
    expect(world.gateway.messages).toHaveLength(1);
    expect((await progress(id)).sends).toMatchObject({ unknown: 1, accepted: 1 });
  });

  it('after the batch was reserved: everything of it is sent once', async () => {
    for (let n = 1; n <= 3; n += 1) await answerForm(world, n);
    const id = await started(SMS);
    world.gateway.inject('throttle', 'throttle', 'throttle');
    await world.engagement.runCampaign(id);
    await world.act((tx) =>
      tx.execute(`update engagement.campaign set runner = gen_random_uuid(), lease_until = $2 where id = $1`, [
        id,
        new Date(world.clock.now().getTime() - 1),
      ]),
    );
    expect(await world.engagement.runCampaign(id)).toBe('done');
    expect(world.gateway.messages).toHaveLength(3);
  });

  it('two runs at once: one works, no message goes out twice', async () => {
    for (let n = 1; n <= 40; n += 1) await answerForm(world, n);
    const id = await started(SMS);
    const results = await Promise.all([
      world.engagement.runCampaign(id),
      world.anotherEngagement({}).runCampaign(id),
      world.anotherEngagement({}).runCampaign(id),
    ]);
    expect(results.filter((result) => result === 'done')).toHaveLength(1);
    expect(new Set(world.gateway.messages.map(({ mobile }) => mobile)).size).toBe(40);
    expect(world.gateway.messages).toHaveLength(40);
  });

  it('a run that lost its lease settles nothing', async () => {
    await answerForm(world, 1);
    const id = await started(SMS);
    world.gateway.inject('throttle');
    await world.engagement.runCampaign(id);
    const [send] = await sendsOf(id);
    const lost = '00000000-0000-4000-8000-000000000001';
    const { settleSend, markHandingOff } = await import('./store/send-store.ts');
    await world.act((tx) => markHandingOff(tx, [send?.id ?? ''], lost, world.clock.now()));
    expect(await world.engagement.runCampaign(id)).toBe('done');
    const settled = await world.act((tx) =>
      settleSend(tx, {
        id: send?.id ?? '',
        runner: lost,
        state: 'reserved',
        providerId: null,
        code: null,
        at: world.clock.now(),
      }),
    );
    expect(settled).toBe(false);
    expect((await progress(id)).sends.unknown).toBe(1);
    expect(world.gateway.messages).toHaveLength(0);
  });
});
