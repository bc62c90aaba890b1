import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerForm, openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';
import { readByDay, shanghaiDay } from './domain/reading-term.ts';

let world: SendingWorld;
let port: number;
beforeAll(async () => {
  world = await openSendingWorld();
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  const address = world.app.server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const base = `http://127.0.0.1:${port}/hooks/aliyun/${world.engagement.webhookSecret()}`;
  world.gateway.setWebhooks({ uplinkUrl: `${base}/up`, reportUrl: `${base}/report` });
});
afterAll(() => world.close());

const outcome = (person: string, channel: 'sms' | 'email') =>
  world.act(async (tx) => {
    const message = { senderIdentity: true, optOutIncluded: true };
    return (await world.gate.decide(tx, { person, activity: 'marketing', operation: 'use', channel, message })).outcome;
  });

const path = (end: string) => `/hooks/aliyun/${world.engagement.webhookSecret()}/${end}`;

describe('a reply R', () => {
  it('is in force before the vendor is answered, for every record with the number, and for text messages alone', async () => {
    const one = await answerForm(world, 1);
    const two = await answerForm(world, 2, { mobile: '138 0000 0001' });
    const other = await answerForm(world, 3);
    expect(await world.gateway.reply('13800000001', ' \uff32\u3002')).toBe(200);
    expect([await outcome(one, 'sms'), await outcome(two, 'sms'), await outcome(other, 'sms')]).toEqual([
      'deny',
      'deny',
      expect.not.stringMatching('deny'),
    ]);
    expect(await outcome(one, 'email')).not.toBe('deny');
  });

  it('counts once when it is pushed again', async () => {
    await answerForm(world, 4);
    const entries = () =>
      world.act(async (tx) => (await tx.one<{ n: number }>('select count(*) as n from evidence.entry')).n);
    const push = { phone_number: '13800000004', content: 'TD', sequence_id: '77', send_time: '2026-11-11 12:00:00' };
    await world.app.inject({ method: 'POST', url: path('up'), payload: [push] });
    const before = await entries();
    expect((await world.app.inject({ method: 'POST', url: path('up'), payload: [push, push] })).statusCode).toBe(200);
    expect(await entries()).toBe(before);
  });

  it('is kept sealed while the root key is away, and takes effect when it is back', async () => {
    const person = await answerForm(world, 5);
    world.keyring.vault.seal();
    expect(await world.gateway.reply('13800000005', '退订')).toBe(200);
    const stored = await world.act((tx) =>
      tx.one<{ id: string; row: string }>(
        'select id, to_jsonb(i)::text as row from engagement.inbound i where processed_at is null',
      ),
    );
    expect(stored.row).not.toContain('13800000005');
    world.keyring.vault.unseal(world.rootKey);
    await world.act((tx) => world.engagement.processReply(tx, stored.id));
    expect(await outcome(person, 'sms')).toBe('deny');
  });

  it('from a number that nobody holds is kept for whoever will', async () => {
    const kept = () =>
      world.act(
        async (tx) =>
          (await tx.one<{ n: number }>('select count(*) as n from consent.suppression where ordinal is null')).n,
      );
    const before = await kept();
    expect(await world.gateway.reply('13899998888', 'R')).toBe(200);
    expect(await kept()).toBe(before + 1);
  });

  it('is no refusal when it is a sentence', async () => {
    const person = await answerForm(world, 6);
    await world.gateway.reply('13800000006', '请问门店几点开门?');
    expect(await outcome(person, 'sms')).not.toBe('deny');
  });
});

describe('a reply that is no refusal', () => {
  it('is counted by day, campaign and what it seems to be until somebody has read it, and nothing of it is kept', async () => {
    const before = (await world.act((tx) => world.engagement.replies(tx))).items.length;
    expect(before).toBeGreaterThan(0);
    await world.act((tx) => world.engagement.markRepliesRead(tx, { until: world.clock.now(), by: 'test' }));
    await answerForm(world, 7);
    const message = { sms: { template: 'SMS_PROMO', parameters: { offer: '第二杯半价' } } };
    const campaign = {
      ...{ name: '秋季新品', brand: 'qiye', activity: 'marketing', segment: 'all', channel: 'sms' as const, message },
    };
    const { id } = await world.act((tx) => world.engagement.createCampaign(tx, { campaign, by: 'test' }));
    await world.act((tx) => world.engagement.startCampaign(tx, { id, by: 'test' }));
    await world.engagement.runCampaign(id);
    for (const [mobile, content] of [
      ['13800000007', '我要投诉，你们从哪里拿到我的号码'],
      ['13800000007', '请删除我的信息，我叫林小夏'],
      ['13800000007', '请问门店几点开门?'],
      ['13877770000', '好的'],
      ['13800000007', 'TD'],
    ] as const)
      await world.gateway.reply(mobile, content);
    const { items } = await world.act((tx) => world.engagement.replies(tx));
    const answers = { noes: 1, requests: 1, complaints: 1, questions: 1, others: 0, unread: 3 };
    const day = shanghaiDay(world.clock.now());
    const term = { readBy: readByDay(day), overdue: false };
    expect(items).toContainEqual({ day, campaign: id, name: '秋季新品', ...answers, ...term });
    expect(items.find(({ campaign: none }) => none === null)?.unread).toBe(1);
    const kept = await world.act((tx) => tx.query<{ row: string }>('select i::text as row from engagement.inbound i'));
    for (const { row } of kept) expect(row).not.toMatch(/投诉|林小夏|几点|好的|13800000007|13877770000/);
    expect(
      await world.act((tx) => world.engagement.markRepliesRead(tx, { until: world.clock.now(), by: 'test' })),
    ).toBe(4);
    const after = (await world.act((tx) => world.engagement.replies(tx))).items;
    expect(after.every(({ unread, readBy, overdue }) => unread === 0 && readBy === null && !overdue)).toBe(true);
  });

  it('is counted while the root key is away, without its campaign', async () => {
    world.keyring.vault.seal();
    expect(await world.gateway.reply('13800000007', '怎么用券?')).toBe(200);
    world.keyring.vault.unseal(world.rootKey);
    const { items } = await world.act((tx) => world.engagement.replies(tx));
    expect(items.find(({ campaign }) => campaign === null)?.unread).toBe(1);
  });
});

describe('a reply that nobody reads', () => {
  it('is overdue once its day has passed, and stays in sight however old it is', async () => {
    await world.act((tx) => world.engagement.markRepliesRead(tx, { until: world.clock.now(), by: 'test' }));
    await world.gateway.reply('13877770001', '我想知道你们有我什么信息');
    const day = shanghaiDay(world.clock.now());
    const waiting = async () => {
      const { items } = await world.act((tx) => world.engagement.replies(tx));
      return items.filter(({ unread }) => unread > 0).map((row) => [row.day, row.readBy, row.overdue]);
    };
    const last = readByDay(day);
    world.clock.set(`${last}T15:59:00Z`);
    expect(await waiting()).toEqual([[day, last, false]]);
    world.clock.advance(60_000);
    expect(await waiting()).toEqual([[day, last, true]]);
    world.clock.advance(200 * 86_400_000);
    expect(await waiting()).toEqual([[day, last, true]]);
    await world.act((tx) => world.engagement.markRepliesRead(tx, { until: world.clock.now(), by: 'test' }));
    expect(await waiting()).toEqual([]);
  });
});

describe('the webhooks', () => {
  it('do not exist without their secret', async () => {
    const payload = [{ phone_number: '13800000003', content: 'R', sequence_id: '1' }];
    const url = '/hooks/aliyun/guess/up';
    expect((await world.app.inject({ method: 'POST', url, payload })).statusCode).toBe(404);
  });

  it('answer 4xx to what is not the documented form, and store nothing', async () => {
    const rows = () =>
      world.act(async (tx) => (await tx.one<{ n: number }>('select count(*) as n from engagement.inbound')).n);
    const before = await rows();
    for (const payload of [
      '{}',
      '[{"content":"R"}]',
      '[{"phone_number":1,"content":"R","sequence_id":"1"}]',
      '[',
      'null',
    ]) {
      const answer = await world.app.inject({
        method: 'POST',
        url: path('up'),
        headers: { 'content-type': 'application/json' },
        payload,
      });
      expect(answer.statusCode).toBe(400);
    }
    const strange = [{ phone_number: 'not a number', content: 'R', sequence_id: '9' }];
    expect((await world.app.inject({ method: 'POST', url: path('up'), payload: strange })).statusCode).toBe(200);
    expect(await rows()).toBe(before + 1);
  });

  it('ignore reports of messages that are not ours', async () => {
    const payload = [{ out_id: 'x', success: true }, { success: false }];
    expect((await world.app.inject({ method: 'POST', url: path('report'), payload })).statusCode).toBe(200);
  });
});
