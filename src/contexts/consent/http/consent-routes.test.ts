import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { createServer } from '../../../http/index.ts';
import type { HttpApp, StaffCaller } from '../../../platform/http/index.ts';
import { newId } from '../../../platform/ids.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerConsentRoutes } from '../index.ts';

let world: GateWorld;
let app: HttpApp;
let agent: StaffCaller;
beforeAll(async () => {
  world = await openGateWorld();
  const names = ['present', 'record', 'withdraw', 'object', 'decide', 'read', 'read-uses', 'read-statistics'];
  const permissions = new Set(names.map((name) => `consent.${name}`));
  agent = { kind: 'staff' as const, id: '01930000-0000-7000-8000-0000000000aa', permissions, tier: 1 as const };
  app = await createServer({ log: silentLogger(), resolvers: { staff: async () => agent } });
  registerConsentRoutes(app, world.gate, world.database);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await world.close();
});

function post(url: string, payload: object) {
  return app.inject({ method: 'POST', url, payload, headers: { 'sec-fetch-site': 'same-origin' } });
}

const MESSAGE = { senderIdentity: true, optOutIncluded: true };

describe('the gate over HTTP', () => {
  it('tells why, and about other moments, only to those who may read consents', async () => {
    const person = await agreeingPerson(world, ['sms']);
    const question = { person, activity: 'marketing', operation: 'use', channel: 'sms', message: MESSAGE };
    const full = agent;
    agent = { ...agent, permissions: new Set(['consent.decide']) };
    expect((await post('/api/v1/decisions', question)).statusCode).toBe(200);
    for (const more of [{ explain: true }, { at: '2026-01-01T00:00:00+08:00' }]) {
      const refused = await post('/api/v1/decisions', { ...question, ...more });
      expect(refused.statusCode).toBe(403);
      expect(refused.json()).toMatchObject({ code: 'consent.explanation-not-permitted' });
    }
    agent = full;
  });

  it('goes from what was shown to the answer, the decision, the no, and what stays to be read', async () => {
    const person = newId(world.clock);
    await world.act(async (tx) => {
      await world.gate.registerSubjects(tx, [{ person, role: 'customer', adultDeclaredAt: world.clock.now() }]);
      await world.gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from(person) });
      await world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
    });
    const shown = await post('/api/v1/presentations', {
      notice: 'privacy',
      activities: ['marketing'],
      surface: 'counter:1',
      locale: 'zh-CN',
      person,
    });
    expect(shown.statusCode).toBe(201);
    const { id, hash, nonce } = shown.json();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const act = {
      person,
      activity: 'marketing',
      presentation: id,
      nonce,
      answer: 'granted',
      kind: 'general',
      how: 'explicit_action',
      channel: 'sms',
    };
    const receipt = await post('/api/v1/consents', act);
    expect(receipt.statusCode).toBe(201);
    expect(Object.keys(receipt.json()).sort()).toEqual([
      'entry',
      'id',
      'key',
      'leafHash',
      'mergeBy',
      'n',
      'opening',
      'signature',
      'tag',
      'time',
    ]);
    expect((await post('/api/v1/consents', act)).json()).toMatchObject({ code: 'consent.presentation-used' });
    const question = { person, activity: 'marketing', operation: 'use', channel: 'sms', message: MESSAGE };
    world.clock.advance(1);
    const allowed = (await post('/api/v1/decisions', { ...question, explain: true })).json();
    expect(allowed).toMatchObject({ outcome: 'allow', basis: 'consent', notice: { code: 'privacy', version: 1 } });
    expect(allowed.explanation.consents).toHaveLength(1);
    expect(allowed.explanation.facts).toMatchObject({ channel: 'sms', notice: { covers_this_purpose: true } });
    // A birth date is personal information: asking why must not tell it.
    expect(Object.keys(allowed.explanation.facts.subject)).toEqual(['role', 'in_mainland_china', 'deceased']);
    const bare = (await post('/api/v1/decisions', { ...question, message: undefined })).json();
    expect(bare.outcome).toBe('deny');
    await world.act((tx) =>
      world.gate.usePersons(tx, {
        activity: 'marketing',
        operation: 'use',
        channel: 'sms',
        message: MESSAGE,
        fields: ['mobile'],
        persons: [person],
        by: 'test',
      }),
    );
    const uses = (await app.inject({ url: `/api/v1/persons/${person}/uses` })).json();
    expect(uses.items).toMatchObject([{ activity: 'marketing', channel: 'sms', fields: ['mobile'] }]);
    expect(
      (await post('/api/v1/consents/withdrawals', { person, activity: 'marketing', by: 'counter' })).statusCode,
    ).toBe(201);
    const denied = (await post('/api/v1/decisions', question)).json();
    expect(denied).toMatchObject({
      outcome: 'deny',
      articles: expect.arrayContaining(['PIPL 15']),
      nextStep: { zh: expect.any(String) },
    });
    const list = (await app.inject({ url: '/api/v1/consents?limit=2' })).json();
    expect(list.items.map((item: { kind: string }) => item.kind)).toEqual(['withdrawn', 'granted']);
    const states = (await app.inject({ url: `/api/v1/persons/${person}/consents` })).json();
    expect(states.items.map((item: { state: string }) => item.state)).toContain('withdrawn');
  });

  it('answers objections with a receipt that names who called and through what', async () => {
    const person = await agreeingPerson(world);
    const body = { person, kind: 'unsubscribe', channel: 'sms', by: 'hotline' };
    const receipt = (await post('/api/v1/objections', body)).json();
    expect(receipt.opening.payload).toEqual({
      kind: 'unsubscribe',
      channel: 'sms',
      through: 'staff:01930000-0000-7000-8000-0000000000aa/hotline',
    });
    const { counts, days } = (await app.inject({ url: '/api/v1/consents/statistics' })).json();
    expect(counts.find((each: { channel: string }) => each.channel === 'email')).toMatchObject({
      activity: 'marketing',
      granted: 1,
    });
    expect(days).toHaveLength(1);
  });

  it('counts an answer for two channels once, a yes as well as a no', async () => {
    const today = async () => (await app.inject({ url: '/api/v1/consents/statistics' })).json().days.at(-1);
    const before = await today();
    const person = await agreeingPerson(world);
    const agreed = await today();
    expect(
      await world.count(
        `consent.change where kind = 'granted' and ordinal = (select max(ordinal) from consent.subject)`,
      ),
    ).toBe(2);
    await post('/api/v1/consents/withdrawals', { person, activity: 'marketing', by: 'counter' });
    expect([agreed.granted - before.granted, (await today()).withdrawn - before.withdrawn]).toEqual([1, 1]);
  });

  it('counts the reach of everybody by activity and channel, with one reason for each who may not', async () => {
    const { items } = (await app.inject({ url: '/api/v1/reach' })).json();
    expect(items.map((each: { activity: string; channel: string }) => [each.activity, each.channel])).toEqual([
      ['marketing', 'sms'],
      ['marketing', 'email'],
    ]);
    const [sms] = items;
    const excluded = sms.excluded.reduce((sum: number, reason: { count: number }) => sum + reason.count, 0);
    expect(sms.allowed + excluded).toBe(await world.count('consent.subject'));
    expect(excluded).toBeGreaterThan(0);
    expect(sms.excluded[0]).not.toHaveProperty('ordinals');
  });

  it('counts the reach of a day that is over or to come, as of its noon', async () => {
    const reach = async (day: string) => (await app.inject({ url: `/api/v1/reach?day=${day}` })).json();
    const total = await world.count('consent.subject');
    const allowed = async (day: string): Promise<number> => {
      const { at, items } = await reach(day);
      expect(at).toBe(`${day}T04:00:00.000Z`);
      const [sms] = items as { allowed: number; excluded: { count: number }[] }[];
      expect(sms?.excluded.reduce((sum, { count }) => sum + count, sms.allowed)).toBe(total);
      return sms?.allowed ?? Number.NaN;
    };
    const now = (await app.inject({ url: '/api/v1/reach' })).json();
    expect(now.at).toBeNull();
    expect(now.items[0].allowed).toBeGreaterThan(0);
    expect(await allowed('2026-11-01')).toBe(0);
    expect(await allowed('2026-12-11')).toBe(now.items[0].allowed);
    // What is kept for two years may not be used afterwards.
    expect(await allowed('2028-12-11')).toBe(0);
    // Whoever misspells the day must not take today's count for another's.
    for (const query of [
      'day=2026-02-31',
      'at=2026-02-01',
      'day=2026-02-01&on=2026-02-02',
      'day=2026-02-01&day=2026-02-02',
    ])
      expect([query, (await app.inject({ url: `/api/v1/reach?${query}` })).statusCode]).toEqual([query, 400]);
  });

  it('shows nothing to somebody who was erased, and stores nothing of it', async () => {
    const person = await agreeingPerson(world, ['sms']);
    const until = { consentUntil: new Date('2040-01-01Z'), messagesUntil: new Date('2040-01-01Z') };
    await world.act((tx) => world.gate.erasePerson(tx, person, { by: 'staff:dpo', reason: 'asked', ...until }));
    const before = await world.count('consent.presentation');
    const body = { notice: 'privacy', activities: ['marketing'], surface: 'app', locale: 'zh-CN', person };
    const answer = await post('/api/v1/presentations', body);
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'consent.person-unknown']);
    expect(await world.count('consent.presentation')).toBe(before);
  });

  it('refuses bad bodies with 400 and unknown people with 404, and stores nothing', async () => {
    const before = await world.count('consent.change');
    const person = randomUUID();
    const bodies: [string, object, number][] = [
      ['/api/v1/presentations', { notice: 'privacy' }, 400],
      [
        '/api/v1/presentations',
        { notice: 'privacy', activities: ['marketing'], surface: 'a b', locale: 'zh-CN', session: 'x'.repeat(9) },
        400,
      ],
      [
        '/api/v1/presentations',
        { notice: 'none', activities: ['marketing'], surface: 'a', locale: 'zh-CN', session: 'x'.repeat(9) },
        404,
      ],
      ['/api/v1/presentations', { notice: 'privacy', activities: ['marketing'], surface: 'a', locale: 'zh-CN' }, 400],
      ['/api/v1/consents', { person, answer: 'maybe' }, 400],
      ['/api/v1/consents/withdrawals', { person, activity: 'marketing', by: 'x', extra: 1 }, 400],
      ['/api/v1/consents/withdrawals', { person, activity: 'marketing', by: 'x' }, 404],
      ['/api/v1/consents/withdrawals', { person, activity: 'order-delivery', by: 'x' }, 422],
      ['/api/v1/objections', { person, kind: 'everything', by: 'x' }, 400],
      ['/api/v1/objections', { person, kind: 'restrict', by: 'x' }, 404],
      ['/api/v1/decisions', { person, activity: 'marketing', operation: 'steal' }, 400],
      ['/api/v1/decisions', { person, activity: 'marketing', operation: 'use', at: '2026-02-30T00:00:00Z' }, 400],
    ];
    for (const [url, body, status] of bodies)
      expect([url, JSON.stringify(body), (await post(url, body)).statusCode]).toEqual([
        url,
        JSON.stringify(body),
        status,
      ]);
    expect(await world.count('consent.change')).toBe(before);
  });
});
