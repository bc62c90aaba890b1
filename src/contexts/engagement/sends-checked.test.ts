import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerForm, openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';
import { silentLogger } from '../../platform/logging.ts';
import { consentActTables, membersOfUse } from '../consent/index.ts';
import { createEvidence, type Evidence, type Finding } from '../evidence/index.ts';
import { engagementActTables } from './index.ts';

let world: SendingWorld;
let evidence: Evidence;
let campaign: string;

beforeAll(async () => {
  world = await openSendingWorld();
  const { clock, database, keyring, engagement } = world;
  evidence = createEvidence({
    clock,
    database,
    service: keyring.service,
    log: silentLogger(),
    origin: 'example.com/evidence',
    checkedAgainst: () => ({ tables: [...consentActTables, ...engagementActTables], members: membersOfUse }),
  });
  for (let n = 1; n <= 4; n += 1) await answerForm(world, n);
  for (let at = 0; at < 2; at += 1) {
    campaign = await started();
    await engagement.runCampaign(campaign);
  }
  const person = await answerForm(world, 5, { confirm: false });
  await world.engagement.sendCode('confirmation:1', async () => ({ person, channel: 'sms', code: '123456' }));
  await evidence.mergePending();
});
afterAll(() => world.close());

async function started(): Promise<string> {
  const { act, engagement } = world;
  const message = { sms: { template: 'SMS_PROMO', parameters: { offer: '第二杯半价' } } };
  const input = {
    name: '秋季新品',
    brand: 'qiye',
    activity: 'marketing',
    segment: 'all',
    channel: 'sms',
    message,
  } as const;
  const { id } = await act((tx) => engagement.createCampaign(tx, { campaign: input, by: 'test' }));
  await act((tx) => engagement.startCampaign(tx, { id, by: 'test' }));
  return id;
}

async function findings(): Promise<readonly Finding[]> {
  await world.act((tx) => evidence.selfCheck.begin(tx, 'test'));
  await evidence.selfCheck.run();
  const [report] = await world.act((tx) => evidence.selfCheck.reports(tx, 1));
  if (report === undefined) throw new Error('no report');
  return report.findings;
}

const ONE = 'id = (select id from engagement.send where campaign is not null order by id desc limit 1)';
const CODE = 'campaign is null';

/** What SQL may do to messages, and what the self-check says of it. */
const ATTACKS: readonly (readonly [name: string, sql: string, what: string])[] = [
  ['another receiver', `update engagement.send set person = gen_random_uuid() where ${ONE}`, 'act-inconsistent'],
  [
    'a receiver who was never erased taken out as if they had been',
    `update engagement.send set person = gen_random_uuid(), erased_at = now() where ${ONE}`,
    'act-inconsistent',
  ],
  ['a message deleted', `delete from engagement.send where ${ONE}`, 'act-inconsistent'],
  ['all messages of a campaign deleted', 'delete from engagement.send where campaign is not null', 'act-missing'],
  [
    'a message put in',
    `insert into engagement.send (id, campaign, activity, person, channel, state, use, receipt, reserved_at, settled_at)
      select gen_random_uuid(), campaign, activity, gen_random_uuid(), channel, 'stopped', use, receipt, reserved_at, reserved_at
        from engagement.send where ${ONE}`,
    'act-inconsistent',
  ],
  [
    'a message put in without a receipt',
    `insert into engagement.send (id, campaign, activity, person, channel, state, use, reserved_at)
      select gen_random_uuid(), campaign, activity, gen_random_uuid(), channel, 'reserved', use, reserved_at from engagement.send where ${ONE}`,
    'entry-of-act-missing',
  ],
  ['another receipt', `update engagement.send set receipt = gen_random_uuid() where ${ONE}`, 'entry-of-act-missing'],
  [
    'the receipt of another campaign',
    `update engagement.send set receipt = (select receipt from engagement.send o where o.campaign <> engagement.send.campaign limit 1) where ${ONE}`,
    'act-changed',
  ],
  ['another use', `update engagement.send set use = gen_random_uuid() where ${ONE}`, 'act-changed'],
  [
    'another campaign',
    `update engagement.send set campaign = (select id from engagement.campaign c where c.id <> campaign limit 1), person = gen_random_uuid() where ${ONE}`,
    'act-changed',
  ],
  ['another activity', `update engagement.send set activity = 'order-delivery' where ${ONE}`, 'act-changed'],
  ['another channel', `update engagement.send set channel = 'email' where ${ONE}`, 'act-changed'],
  [
    'another time',
    `update engagement.send set reserved_at = reserved_at - interval '1 day' where ${ONE}`,
    'act-inconsistent',
  ],
  ['another state', `update engagement.send set state = 'reserved' where ${ONE}`, 'act-inconsistent'],
  ['a time of handing over forgotten', `update engagement.send set handed_at = null where ${ONE}`, 'act-inconsistent'],
  [
    'a code to somebody else',
    `update engagement.send set person = gen_random_uuid() where ${CODE}`,
    'act-inconsistent',
  ],
  [
    'a code put in a second time',
    `insert into engagement.send (id, ref, activity, person, channel, state, use, receipt, reserved_at, handed_at, settled_at)
      select gen_random_uuid(), 'confirmation:3', activity, person, channel, state, use, receipt, reserved_at, handed_at, settled_at
        from engagement.send where ${CODE}`,
    'act-inconsistent',
  ],
  ['a code for something else', `update engagement.send set ref = 'confirmation:2' where ${CODE}`, 'act-changed'],
];

describe('the self-check and messages', () => {
  it('finds nothing while every message is as it was sent', async () => {
    expect(await findings()).toEqual([]);
  });

  it.each(ATTACKS)('finds %s', async (_, sql, what) => {
    await world.act(async (tx) => {
      await tx.execute("set local session_replication_role = 'replica'");
      await tx.execute('create table public.kept as table engagement.send');
      expect(await tx.execute(sql)).toBeGreaterThan(0);
    });
    try {
      const found = await findings();
      expect(found.map((finding) => finding.what)).toContain(what);
      expect(found.every(({ at, expected }) => at.startsWith('engagement.') || expected.includes('engagement.'))).toBe(
        true,
      );
    } finally {
      await world.act(async (tx) => {
        await tx.execute("set local session_replication_role = 'replica'");
        await tx.execute('delete from engagement.send');
        await tx.execute('insert into engagement.send table public.kept');
        await tx.execute('drop table public.kept');
      });
    }
  });

  it('raises no alarm over reports, erased receivers, messages in doubt, nor a campaign that reaches nobody', async () => {
    const { act, clock, gate, engagement } = world;
    const sent = await act((tx) =>
      tx.query<{ id: string; person: string }>('select id, person from engagement.send where campaign = $1', [
        campaign,
      ]),
    );
    const [first, second] = sent;
    await act((tx) =>
      engagement.receiveReports(tx, [
        { id: first?.id ?? '', delivered: true, code: '' },
        { id: second?.id ?? '', delivered: false, code: 'blocked' },
      ]),
    );
    const at = clock.now();
    const terms = { consentUntil: at, messagesUntil: at, by: 'staff:dpo', reason: 'asked' };
    for (const { person } of [...sent.slice(0, 2), { person: await answerForm(world, 6) }])
      await act(async (tx) => {
        await gate.erasePerson(tx, person, terms);
        await engagement.erasePerson(tx, person, { at, since: new Date(0) });
      });
    // Its provider gives no answer that can be understood: in doubt.
    await world.anotherEngagement({ sms: 'http://127.0.0.1:1' }).runCampaign(await started());
    const none = world.anotherEngagement({ segment: async () => new Uint32Array() });
    await none.runCampaign(await started());
    await evidence.mergePending();
    const states = await act((tx) =>
      tx.query<{ state: string }>('select distinct state from engagement.send order by 1'),
    );
    expect(states.map(({ state }) => state)).toEqual(['accepted', 'delivered', 'undelivered', 'unknown']);
    expect(await findings()).toEqual([]);
  });
});
