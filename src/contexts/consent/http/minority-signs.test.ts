import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { createServer } from '../../../http/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerConsentRoutes } from '../index.ts';

let world: GateWorld;
let app: HttpApp;
beforeAll(async () => {
  world = await openGateWorld();
  const permissions = new Set([
    'consent.record',
    'consent.decide',
    'consent.present',
    'consent.read',
    'consent.clear-sign',
  ]);
  const agent = { kind: 'staff' as const, id: '01930000-0000-7000-8000-0000000000aa', permissions, tier: 1 as const };
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

const SIGN = { sign: 'school-grade', evidence: { kind: 'message', hash: 'ab'.repeat(32) }, by: 'counter:1' };

describe('ages over HTTP', () => {
  it('a sign of minority has a receipt and ends what rested on a declaration', async () => {
    const person = await agreeingPerson(world, ['sms']);
    const message = { senderIdentity: true, optOutIncluded: true };
    const question = { person, activity: 'marketing', operation: 'use', channel: 'sms', message };
    expect((await post('/api/v1/decisions', question)).json()).toMatchObject({ outcome: 'allow' });
    const receipt = await post('/api/v1/minority-signs', { person, ...SIGN });
    expect(receipt.statusCode).toBe(201);
    expect(receipt.json().opening.payload).toEqual({
      sign: SIGN.sign,
      evidence: SIGN.evidence,
      by: 'staff:01930000-0000-7000-8000-0000000000aa/counter:1',
    });
    const denied = (await post('/api/v1/decisions', question)).json();
    expect([denied.outcome, denied.articles[0]]).toEqual(['deny', 'Minors Regs 24']);
  });

  it('a sign that turned out to be none is taken back, and the age is unknown again', async () => {
    const person = await agreeingPerson(world, ['sms']);
    const headers = { 'sec-fetch-site': 'same-origin' };
    const age = async () => (await app.inject({ url: `/api/v1/persons/${person}/age`, headers })).json();
    const clear = (body: object) => post(`/api/v1/persons/${person}/minority-sign/clear`, body);
    expect(await age()).toEqual({ band: 'adult', by: 'declared', since: null });
    const early = await clear({ reason: 'saw the identity card' });
    expect([early.statusCode, early.json().code]).toEqual([409, 'consent.no-minority-sign']);
    await post('/api/v1/minority-signs', { person, ...SIGN });
    expect(await age()).toMatchObject({ band: 'minor-of-unknown-age', by: 'sign' });
    expect((await clear({})).statusCode).toBe(400);
    const receipt = await clear({ reason: 'saw the identity card' });
    expect(receipt.statusCode).toBe(201);
    expect(receipt.json().opening.payload).toMatchObject({ cleared: true });
    expect(await age()).toEqual({ band: 'unknown', by: null, since: null });
  });

  it('refuses a sign of nobody, a sentence for a code, and an age that is not asked about', async () => {
    expect((await post('/api/v1/minority-signs', { person: randomUUID(), ...SIGN })).statusCode).toBe(404);
    const sentence = await post('/api/v1/minority-signs', { person: randomUUID(), ...SIGN, sign: 'Said so on Monday' });
    expect(sentence.statusCode).toBe(400);
    const asked = { notice: 'privacy', activities: ['marketing'], surface: 'counter:1', locale: 'zh-CN' };
    const session = 'a-session-of-the-counter';
    const shown = (await post('/api/v1/presentations', { ...asked, session, ageDeclarations: [14] })).json();
    const act = { session, activity: 'marketing', presentation: shown.id, nonce: shown.nonce, channel: 'sms' };
    const yes = { ...act, answer: 'granted', kind: 'general', how: 'explicit_action' };
    const eighteen = await post('/api/v1/consents', { ...yes, ageDeclared: 18 });
    expect([eighteen.statusCode, eighteen.json().code]).toEqual([422, 'consent.age-not-asked']);
    expect((await post('/api/v1/consents', { ...yes, ageDeclared: 14 })).statusCode).toBe(201);
    expect((await post('/api/v1/presentations', { ...asked, session, ageDeclarations: [16] })).statusCode).toBe(400);
  });
});
