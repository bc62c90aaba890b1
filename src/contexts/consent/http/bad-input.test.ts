import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newPerson } from '../../../../test/support/answering.ts';
import { everythingStored } from '../../../../test/support/everything-stored.ts';
import { activityInput, type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { createServer } from '../../../http/index.ts';
import type { ApiKeyCaller, HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerRegisterRoutes } from '../../register/index.ts';
import { registerConsentRoutes } from '../index.ts';

let world: GateWorld;
let app: HttpApp;
beforeAll(async () => {
  world = await openGateWorld();
  const names = [
    'consent.present',
    'consent.record',
    'consent.withdraw',
    'consent.object',
    'consent.decide',
    'consent.read',
  ];
  const caller: ApiKeyCaller = {
    kind: 'api-key',
    id: 'k',
    permissions: new Set([...names, 'register.write', 'register.enter-states']),
    tier: 0,
  };
  app = await createServer({ log: silentLogger(), resolvers: { apiKey: async () => caller } });
  registerConsentRoutes(app, world.gate, world.database);
  registerRegisterRoutes(app, world.register, world.database);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await world.close();
});

async function post(url: string, payload: object | string) {
  const headers = { authorization: 'Bearer test', 'content-type': 'application/json' };
  const answer = await app.inject({ method: 'POST', url, payload, headers });
  return { status: answer.statusCode, body: answer.json() };
}

/** A person who was shown the notice, and the yes that would be accepted. */
async function acceptable() {
  const person = await newPerson(world);
  const what = {
    notice: 'privacy',
    activities: ['marketing', 'order-delivery'],
    surface: 'app',
    locale: 'zh-CN',
    person,
  };
  const { body } = await post('/api/v1/presentations', what);
  return {
    person,
    activity: 'marketing',
    presentation: body.id as string,
    nonce: body.nonce as string,
    answer: 'granted',
    kind: 'general',
    how: 'explicit_action',
    channel: 'sms',
  };
}

type Yes = Awaited<ReturnType<typeof acceptable>>;

/** What is changed about the right answer, and what the refusal must name: the status, the code, and an article or the path of a field. */
const CHANGED: readonly [object, number, string, string][] = [
  [{ activity: 'lottery' }, 422, 'consent.activity-not-shown', 'PIPL 17'],
  [{ activity: 'order-delivery' }, 422, 'consent.not-by-consent', 'PIPL 13'],
  [{ channel: 'wecom' }, 422, 'consent.channel-undeclared', 'PIPL 17'],
  [{ recipient: 'Somebody' }, 422, 'consent.recipient-undeclared', 'PIPL 23'],
  [{ colour: 'red' }, 400, 'http.invalid-input', 'colour'],
  [{ channel: 'telepathy' }, 400, 'http.invalid-input', 'channel'],
  [{ answer: 'maybe' }, 400, 'http.invalid-input', 'answer'],
  [{ kind: 'tacit' }, 400, 'http.invalid-input', 'kind'],
  [{ how: 'silence' }, 422, 'consent.not-explicit', 'PIPL 14'],
  [{ how: 'nod' }, 422, 'consent.not-explicit', 'PIPL 14'],
  [{ validUntil: '2027-02-30T00:00:00+08:00' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '2027-02-29T00:00:00Z' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '2027-13-01T00:00:00Z' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '2027-01-01T25:00:00Z' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '2027-01-01T00:00:00' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '2027-01-01' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '2027-01-01T00:00:00Z[Asia/Shanghai]' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '2026-12-31T23:59:60Z' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '2027-01-01T07:59:60+08:00' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '12026-01-01T00:00:00Z' }, 400, 'http.invalid-input', 'validUntil'],
  [{ validUntil: '0000-01-01T00:00:00Z' }, 422, 'consent.validity-over', 'PIPL 14'],
  [{ validUntil: '2020-01-01T00:00:00Z' }, 422, 'consent.validity-over', 'PIPL 14'],
  [{ validUntil: '9999-12-31T23:59:59Z' }, 422, 'consent.validity-too-long', 'PIPL 19'],
  [{ person: undefined }, 400, 'consent.subject-missing', 'person'],
  [{ person: '13800000000' }, 400, 'http.invalid-input', 'person'],
  [{ person: randomUUID() }, 422, 'consent.presentation-foreign', 'PIPL 14'],
  [{ person: undefined, session: 'a-session-of-mine' }, 422, 'consent.presentation-foreign', 'PIPL 14'],
  [{ nonce: 'A'.repeat(43) }, 422, 'consent.presentation-foreign', 'PIPL 14'],
  [{ presentation: randomUUID() }, 404, 'consent.presentation-unknown', 'PIPL 14'],
  [{ guardian: randomUUID() }, 422, 'consent.guardian-unproven', 'guardian'],
];

/** What is sent instead of the right answer. */
const SENT: readonly [string, (yes: Yes) => object | string | Promise<object | string>, number, string, string][] = [
  ['a key twice', (yes) => twice(yes, 'answer'), 400, 'http.malformed-body', 'answer'],
  ['a key twice, once escaped', (yes) => twice(yes, '\\u0061nswer'), 400, 'http.malformed-body', 'answer'],
  ['a person’s own key twice', (yes) => twice(yes, 'person'), 400, 'http.malformed-body', 'person'],
  ['half a body', (yes) => JSON.stringify(yes).slice(0, 40), 400, 'http.malformed-body', ''],
  ['a list', (yes) => [yes], 400, 'http.invalid-input', ''],
  [
    'another person for the presentation',
    async (yes) => ({ ...yes, person: await newPerson(world) }),
    422,
    'consent.presentation-foreign',
    'PIPL 14',
  ],
  [
    'the nonce of another presentation',
    async (yes) => ({ ...yes, nonce: (await acceptable()).nonce }),
    422,
    'consent.presentation-foreign',
    'PIPL 14',
  ],
];

const twice = (yes: Yes, key: string) => `${JSON.stringify(yes).slice(0, -1)},"${key}":"refused"}`;

async function refuses(payload: object | string, yes: Yes, [status, code, named]: [number, string, string]) {
  const before = await everythingStored(world);
  const { status: answered, body } = await post('/api/v1/consents', payload);
  expect([answered, body.code]).toEqual([status, code]);
  expect(JSON.stringify([body.article, body.detail, body.errors])).toContain(named);
  expect(JSON.stringify(body)).not.toContain(yes.person);
  expect(await everythingStored(world)).toBe(before);
  // The presentation waits as before: the right answer is still taken.
  expect((await post('/api/v1/consents', yes)).status).toBe(201);
}

it.each(CHANGED)('refuses an answer changed by %j, says why, and stores nothing', async (changes, ...expected) => {
  const yes = await acceptable();
  await refuses({ ...yes, ...changes }, yes, expected);
});

it.each(SENT)('refuses %s, says why, and stores nothing', async (_name, send, ...expected) => {
  const yes = await acceptable();
  await refuses(await send(yes), yes, expected);
});

it('refuses a presentation that has been answered, also as the other answer, and a receipt sent back as an answer', async () => {
  const yes = await acceptable();
  const { body: receipt } = await post('/api/v1/consents', yes);
  const before = await everythingStored(world);
  for (const replay of [yes, { ...yes, answer: 'refused' }, { ...yes, activity: 'order-delivery' }]) {
    const { status, body } = await post('/api/v1/consents', replay);
    expect([status, body.code, body.article]).toEqual([409, 'consent.presentation-used', 'PIPL 14']);
  }
  const other = await acceptable();
  const presented = await everythingStored(world);
  const { signature, id } = receipt;
  for (const forged of [
    { ...other, nonce: signature },
    { ...other, presentation: id },
    { ...other, receipt },
  ])
    expect((await post('/api/v1/consents', forged)).status).toBeGreaterThanOrEqual(400);
  expect(await everythingStored(world)).toBe(presented);
  expect(presented).not.toBe(before);
});

it('refuses what a notice does not tell, twice-told activities included, before anything is shown', async () => {
  const person = await newPerson(world);
  const what = { notice: 'privacy', activities: ['marketing'], surface: 'app', locale: 'zh-CN', person };
  const before = await everythingStored(world);
  const cases: [object, number, string][] = [
    [{ ...what, activities: ['lottery'] }, 422, 'consent.activity-not-shown'],
    [{ ...what, activities: [] }, 400, 'http.invalid-input'],
    [{ ...what, activities: ['marketing', 'marketing'] }, 400, 'http.invalid-input'],
    [{ ...what, notice: 'nothing' }, 404, 'register.notice-unknown'],
    [{ ...what, locale: 'fr' }, 400, 'http.invalid-input'],
    [{ ...what, person: randomUUID() }, 404, 'consent.person-unknown'],
    [{ ...what, session: 'a-session-as-well' }, 400, 'consent.subject-missing'],
    [{ ...what, person: undefined }, 400, 'consent.subject-missing'],
    [{ ...what, surface: '手机 13800000000' }, 400, 'http.invalid-input'],
  ];
  for (const [payload, status, code] of cases) {
    const answer = await post('/api/v1/presentations', payload);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  }
  expect(await everythingStored(world)).toBe(before);
});

it('refuses withdrawals, objections and questions about what is not there, and stores nothing', async () => {
  const { person } = await acceptable();
  const before = await everythingStored(world);
  const cases: [string, object, number, string][] = [
    ['consents/withdrawals', { person, activity: 'lottery', by: 'app' }, 404, 'consent.activity-unknown'],
    ['consents/withdrawals', { person, activity: 'order-delivery', by: 'app' }, 422, 'consent.not-by-consent'],
    [
      'consents/withdrawals',
      { person, activity: 'marketing', channel: 'wecom', by: 'app' },
      422,
      'consent.channel-undeclared',
    ],
    ['consents/withdrawals', { person: randomUUID(), activity: 'marketing', by: 'app' }, 404, 'consent.person-unknown'],
    ['objections', { person, kind: 'everything', by: 'app' }, 400, 'http.invalid-input'],
    ['objections', { person: randomUUID(), kind: 'restrict', by: 'app' }, 404, 'consent.person-unknown'],
    ['decisions', { person, activity: 'marketing', operation: 'sell' }, 400, 'http.invalid-input'],
    [
      'decisions',
      { person, activity: 'marketing', operation: 'use', fields: ['shoe_size'] },
      400,
      'http.invalid-input',
    ],
    [
      'decisions',
      { person, activity: 'marketing', operation: 'use', at: '2026-02-30T00:00:00Z' },
      400,
      'http.invalid-input',
    ],
  ];
  const message = { senderIdentity: true, optOutIncluded: true };
  for (const instant of ['2026-12-31T23:59:60Z', '2026-12-31T23:59:00+08:00[Asia/Shanghai]']) {
    const question = { person, activity: 'marketing', operation: 'use' };
    cases.push(['decisions', { ...question, at: instant }, 400, 'http.invalid-input']);
    cases.push(['decisions', { ...question, message: { ...message, queuedAt: instant } }, 400, 'http.invalid-input']);
  }
  for (const [path, payload, status, code] of cases) {
    const { status: answered, body } = await post(`/api/v1/${path}`, payload);
    expect([path, answered, body.code]).toEqual([path, status, code]);
  }
  for (const at of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
    const { status, body } = await post('/api/v1/decisions', { person, activity: 'marketing', operation: 'use', at });
    expect([at, status, body.outcome]).toEqual([at, 200, 'deny']);
  }
  // A question is never wrong to ask: what is not declared is denied, with its article.
  for (const [more, article] of [
    [{ activity: 'lottery' }, 'PIPL 6'],
    [{ operation: 'publish' }, 'PIPL 6'],
    [{ fields: ['allergy'] }, 'PIPL 6'],
    [{ channel: 'wecom' }, 'PIPL 17'],
    [{ recipient: 'Somebody' }, 'PIPL 23'],
    [{ person: randomUUID() }, 'PIPL 13'],
  ] as const) {
    const { body } = await post('/api/v1/decisions', { person, activity: 'marketing', operation: 'use', ...more });
    expect([body.outcome, body.articles]).toEqual(['deny', [article]]);
  }
  expect(await everythingStored(world)).toBe(before);
});

it('refuses a consent to an activity that has ended, and activities with undeclared fields or unknown words', async () => {
  const raffle = activityInput({ code: 'raffle', purpose: 'raffle' });
  await world.act(async (tx) => {
    await world.register.saveActivity(tx, raffle);
    await world.register.saveNotice(tx, {
      code: 'raffle',
      title: { zh: '抽奖', en: 'Raffle' },
      activities: ['raffle'],
    });
    await world.register.publishNotice(tx, 'raffle');
  });
  const person = await newPerson(world);
  const what = { notice: 'raffle', activities: ['raffle'], surface: 'app', locale: 'zh-CN', person };
  const { body: shown } = await post('/api/v1/presentations', what);
  expect((await post('/api/v1/activities/raffle/end', { reason: '活动结束' })).status).toBe(200);
  const before = await everythingStored(world);
  const answer = { person, activity: 'raffle', presentation: shown.id, nonce: shown.nonce };
  const yes = { ...answer, answer: 'granted', kind: 'general', how: 'explicit_action' };
  for (const [path, payload] of [['consents', yes] as const, ['presentations', what] as const]) {
    const { status, body } = await post(`/api/v1/${path}`, payload);
    expect([status, body.code, body.article]).toEqual([409, 'consent.activity-ended', 'PIPL 47']);
  }
  for (const [bad, status] of [
    [{ fields: [{ field: 'shoe_size', necessary: true }] }, 400],
    [{ basis: 'because_we_can' }, 400],
    [{ operations: ['sell'] }, 400],
    [{ channels: ['telepathy'] }, 400],
    [{ fields: [] }, 422],
  ] as const)
    expect((await post('/api/v1/activities', { ...raffle, code: 'another', ...bad })).status).toBe(status);
  expect(await everythingStored(world)).toBe(before);
});
