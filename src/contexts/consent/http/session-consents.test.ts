import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, outcome } from '../../../../test/support/answering.ts';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { createServer } from '../../../http/index.ts';
import type { ApiKeyCaller, HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerConsentRoutes } from '../index.ts';

let world: GateWorld;
let app: HttpApp;
beforeAll(async () => {
  world = await openGateWorld();
  const names = ['present', 'record', 'withdraw', 'object', 'decide', 'read'];
  const permissions = new Set(names.map((name) => `consent.${name}`));
  const caller: ApiKeyCaller = { kind: 'api-key', id: 'k', permissions, tier: 0 };
  app = await createServer({ log: silentLogger(), resolvers: { apiKey: async () => caller } });
  registerConsentRoutes(app, world.gate, world.database);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await world.close();
});

async function post(url: string, payload: object) {
  const answer = await app.inject({ method: 'POST', url, payload, headers: { authorization: 'Bearer test' } });
  return { status: answer.statusCode, body: answer.json() };
}

async function answer(session: string, changes: object = {}) {
  const what = { notice: 'privacy', activities: ['marketing'], surface: 'sdk:shop', locale: 'zh-CN' };
  const { body: shown } = await post('/api/v1/presentations', { ...what, session });
  world.clock.advance(1000);
  return post('/api/v1/consents', {
    session,
    activity: 'marketing',
    presentation: shown.id,
    nonce: shown.nonce,
    answer: 'granted',
    kind: 'general',
    how: 'explicit_action',
    ...changes,
  });
}

const asked = (session: string) =>
  post('/api/v1/decisions', { session, activity: 'marketing', operation: 'use' }).then(({ body }) => body);

describe('a session that nobody knows', () => {
  it('answers, is decided about and withdraws, as one subject with entries of its own', async () => {
    const first = await answer('a-session-of-the-shop', { adultDeclared: true });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ n: 3, opening: { payload: { answer: 'granted' } } });
    expect(JSON.stringify(first.body)).not.toContain('a-session-of-the-shop');
    expect(await asked('a-session-of-the-shop')).toMatchObject({ outcome: 'allow', basis: 'consent' });
    expect((await asked('another-session')).reasons[0].code).toBe('consent.subject-unknown');
    const again = await answer('a-session-of-the-shop', { channel: 'email' });
    expect(again.body.n).toBe(5);
    const withdrawal = { session: 'a-session-of-the-shop', activity: 'marketing', by: 'sdk' };
    expect((await post('/api/v1/consents/withdrawals', withdrawal)).status).toBe(201);
    expect((await asked('a-session-of-the-shop')).reasons[0].code).toBe('consent.withdrawn');
    const objection = { session: 'a-session-of-the-shop', kind: 'personalisation', by: 'sdk' };
    expect((await post('/api/v1/objections', objection)).status).toBe(201);
  });

  it('becomes known by an accepted answer alone, and answers for nobody else', async () => {
    const before = await world.count('consent.subject');
    expect((await answer('a-silent-session', { how: 'silence' })).body.code).toBe('consent.not-explicit');
    expect((await answer('a-first-session', { session: 'a-second-session' })).body.code).toBe(
      'consent.presentation-foreign',
    );
    expect((await answer('a-first-session', { session: undefined })).body).toMatchObject({
      code: 'consent.subject-missing',
      errors: [{ path: 'person' }, { path: 'session' }],
    });
    const both = { session: 'a-first-session', person: await newPerson(world), activity: 'marketing', by: 'sdk' };
    expect((await post('/api/v1/consents/withdrawals', both)).body.code).toBe('consent.subject-missing');
    expect(await world.count('consent.subject')).toBe(before + 1);
  });

  it('answers once when the same session answers in parallel for the first time', async () => {
    const before = await world.count('consent.subject');
    const answers = await Promise.all([1, 2, 3, 4].map(() => answer('a-session-in-a-hurry')));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(answers.map(({ body }) => body.n).sort((a, b) => a - b)).toEqual([3, 5, 7, 9]);
    expect(await world.count('consent.subject')).toBe(before + 1);
  });
});

describe('a session that turns out to be a known person’s', () => {
  const adopt = (session: string, person: string) =>
    post('/api/v1/sessions/adoptions', { session, person }).then(({ body }) => body.followed);

  it('hands on its noes, once, and no yes', async () => {
    const person = await agreeingPerson(world, ['sms']);
    expect(await outcome(world, person)).toBe('allow');
    world.clock.advance(1000);
    await answer('a-yes-session');
    expect(await adopt('a-yes-session', person)).toBe(0);
    await answer('a-no-session', { answer: 'refused' });
    await post('/api/v1/objections', { session: 'a-no-session', kind: 'restrict', by: 'sdk' });
    expect(await adopt('a-no-session', person)).toBe(2);
    expect(await adopt('a-no-session', person)).toBe(0);
    expect(await outcome(world, person)).not.toBe('allow');
    const state = await world.act((tx) => world.gate.consentState(tx, person, 'marketing'));
    expect(state.state).toBe('refused');
    const receipt = await world.act((tx) => world.evidence.receipt(tx, state.receipt ?? ''));
    expect(receipt.opening.payload).toMatchObject({
      activity: 'marketing',
      through: expect.stringMatching(/^session:/),
    });
    expect(await adopt('a-session-without-answers', person)).toBe(0);
  });

  it('leaves behind a no that the person has since answered with a yes', async () => {
    await answer('an-old-session', { answer: 'refused' });
    world.clock.advance(1000);
    const person = await agreeingPerson(world, ['sms']);
    expect(await adopt('an-old-session', person)).toBe(0);
    expect(await outcome(world, person)).toBe('allow');
  });
});
