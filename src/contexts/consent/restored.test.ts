import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agreeingPerson, DELIVERY, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { createServer } from '../../http/index.ts';
import { markRestored } from '../../platform/backup/index.ts';
import { silentLogger } from '../../platform/logging.ts';
import { createAccess } from '../access/index.ts';
import { registerRestorationRoutes, WELL_FORMED_MESSAGE } from './index.ts';

let world: GateWorld;
let agreeing: string;
let refusing: string;
let use: string;
beforeAll(async () => {
  world = await openGateWorld(['access']);
  agreeing = await agreeingPerson(world);
  refusing = await agreeingPerson(world);
  await world.act(async (tx) => {
    const { gate, register } = world;
    await gate.withdraw(tx, { person: refusing, activity: 'marketing', by: 'test' });
    use = (await gate.usePersons(tx, { ...SMS, fields: ['mobile'], persons: [agreeing], by: 'test' })).use;
    // Commercial, but it rests on a contract: members were promised their offers.
    await register.saveActivity(tx, { ...DELIVERY, code: 'member-offers', commercial: true });
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
  });
});
afterAll(() => world.close());

const SMS = { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE } as const;
const RESTORED = { code: 'consent.restored', article: 'PIPL 15' };

function reasonOf(person: string, changes: { activity?: string; channel?: 'sms' | 'none' } = {}) {
  return world.act(async (tx) => {
    const decision = await world.gate.decide(tx, { ...SMS, ...changes, person });
    return decision.outcome === 'deny' ? decision.reasons[0]?.code : decision.outcome;
  });
}

/** Somebody who agreed to one message alone. */
async function agreeingOnce(): Promise<string> {
  const person = randomUUID();
  const { gate, clock } = world;
  clock.advance(-1000);
  await world.act(async (tx) => {
    await gate.registerSubjects(tx, [{ person, role: 'customer', adultDeclaredAt: clock.now() }]);
    await gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from(person) });
    await gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
    const about = {
      notice: 'privacy',
      activities: ['marketing'],
      surface: 'form:test',
      locale: 'zh-CN',
      person,
    } as const;
    const { id, nonce } = await gate.present(tx, about);
    const answer = {
      answer: 'granted',
      kind: 'general',
      how: 'explicit_action',
      channel: 'sms',
      oneTime: true,
    } as const;
    await gate.recordConsents(tx, [{ person, activity: 'marketing', presentation: id, nonce, ...answer }]);
  });
  clock.advance(1000);
  return person;
}

it('denies everything that rests on consent, and every commercial message, in every form of deciding', async () => {
  expect(await reasonOf(agreeing)).toBe('allow');
  const before = await reasonOf(agreeing, { activity: 'member-offers' });
  const { clock, gate } = world;
  await world.act((tx) =>
    markRestored(tx, randomUUID(), { restoredAt: clock.now(), backupMadeAt: new Date(clock.now().getTime() - 1000) }),
  );
  expect(before).not.toBe('consent.restored');
  for (const person of [agreeing, refusing])
    for (const changes of [{}, { channel: 'none' as const }, { activity: 'member-offers' }])
      expect(await reasonOf(person, changes)).toBe('consent.restored');
  await world.act(async (tx) => {
    const reach = await gate.decidePopulation(tx, { ...SMS, ordinals: 'all' });
    expect(reach).toMatchObject({ allowed: new Uint32Array(), excluded: [{ ...RESTORED, count: 2 }] });
    expect(reach.excluded[0]?.nextStep?.zh).toContain('个保负责人');
    const used = await gate.usePersons(tx, { ...SMS, fields: ['mobile'], persons: [agreeing], by: 'test' });
    expect([used.permit, used.refused.get(agreeing)]).toMatchObject([null, RESTORED]);
    const again = await gate.redecide(tx, { use, persons: [agreeing] });
    expect([again.permit, again.refused.get(agreeing)]).toMatchObject([null, RESTORED]);
    const collected = gate.collect(tx, {
      activity: 'marketing',
      source: 'form',
      fields: ['mobile'],
      persons: [agreeing],
    });
    await expect(collected).rejects.toMatchObject({ code: 'consent.collect-refused' });
  });
});

it('decides about a population as person by person', async () => {
  await world.act(async (tx) => {
    for (const activity of ['marketing', 'member-offers', 'order-delivery', 'customer-administration', 'nothing'])
      for (const channel of ['sms', 'none'] as const) {
        const question = { ...SMS, activity, channel };
        const many = await world.gate.decidePopulation(tx, { ...question, ordinals: 'all' });
        const sorted = new Map([...many.allowed].map((ordinal) => [ordinal, 'allow']));
        for (const each of many.excluded) for (const ordinal of each.ordinals) sorted.set(ordinal, each.code);
        for (const person of [agreeing, refusing]) {
          const one = await world.gate.decide(tx, { ...question, person });
          const ordinal = (await world.gate.ordinalOf(tx, person)) ?? 0;
          expect(sorted.get(ordinal)).toBe(one.outcome === 'deny' ? one.reasons[0]?.code : 'allow');
        }
      }
  });
});

it('still lets people read, withdraw and object, and the shop deliver', async () => {
  const { gate } = world;
  const person = await agreeingPerson(world);
  await world.act(async (tx) => {
    for (const activity of ['individual-rights', 'customer-administration']) {
      const request = { activity, operation: 'use', fields: ['name'], persons: [person], by: 'test' } as const;
      expect((await gate.usePersons(tx, request)).refused.get(person)).toBeUndefined();
    }
    await gate.withdraw(tx, { person, activity: 'marketing', by: 'test' });
    await gate.object(tx, { person, kind: 'unsubscribe', by: 'test' });
    expect((await gate.consentState(tx, person, 'marketing')).state).toBe('withdrawn');
  });
  expect(await reasonOf(person, { activity: 'order-delivery', channel: 'none' })).toBe('allow');
});

it('is released by the DPO alone, with a reason, a receipt and a line in the trail; one-time consents of the backup are used up', async () => {
  const { clock, service, database, evidence, gate } = world;
  const once = await agreeingOnce();
  expect(await reasonOf(once)).toBe('consent.restored');
  const access = createAccess({
    database,
    connection: '',
    clock,
    service,
    evidence,
    log: silentLogger(),
    publicUrl: 'https://crm.example.cn',
  });
  const staff = '01930000-0000-7000-8000-0000000000aa';
  const app = await createServer({
    log: silentLogger(),
    resolvers: {
      staff: async (request) => {
        const names = request.headers['x-role'] === 'dpo' ? ['consent.release-restoration'] : [];
        return { kind: 'staff', id: staff, permissions: new Set(['workbench.read', ...names]), tier: 1 };
      },
    },
  });
  registerRestorationRoutes(app, { gate, access, database });
  await app.ready();
  const release = (role: string, payload: object) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/restorations/release',
      payload,
      headers: { 'sec-fetch-site': 'same-origin', 'x-role': role },
    });
  const listed = async () => (await app.inject({ method: 'GET', url: '/api/v1/restorations' })).json().items;
  expect(await listed()).toMatchObject([{ backupMadeAt: expect.any(String), journal: null, released: null }]);
  const reason = '已逐条核对纸质撤回记录';
  expect((await release('marketer', { reason })).statusCode).toBe(403);
  for (const bad of [{}, { reason: '  ' }, { reason, more: 1 }])
    expect((await release('dpo', bad)).statusCode).toBe(400);
  expect(await reasonOf(agreeing)).toBe('consent.restored');
  const released = await release('dpo', { reason });
  expect([released.statusCode, released.json().opening.payload.act]).toEqual([201, 'consent.restoration-released']);
  expect(JSON.stringify(released.json())).not.toContain(reason);
  expect(await listed()).toMatchObject([{ released: { by: `staff:${staff}`, reason } }]);
  const trail = await world.act((tx) => access.trail(tx, { limit: 10 }));
  expect(trail).toMatchObject([{ actor: `staff:${staff}`, act: 'consent.restoration-released' }]);
  expect((await release('dpo', { reason })).json().code).toBe('consent.nothing-restored');
  expect([await reasonOf(agreeing), await reasonOf(refusing)]).toEqual(['allow', 'consent.withdrawn']);
  clock.advance(5000);
  expect(await reasonOf(once)).toBe('consent.used-up');
  expect(await reasonOf(await agreeingOnce())).toBe('allow');
  await app.close();
  await access.close();
});
