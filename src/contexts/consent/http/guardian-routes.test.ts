import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newPerson } from '../../../../test/support/answering.ts';
import { everythingStored } from '../../../../test/support/everything-stored.ts';
import { type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { makeParent, openKidsClub, showRules } from '../../../../test/support/kids-club.ts';
import { createServer } from '../../../http/index.ts';
import type { ApiKeyCaller, HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
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
    permissions: new Set([...names]),
    tier: 0,
  };
  app = await createServer({ log: silentLogger(), resolvers: { apiKey: async () => caller } });
  registerConsentRoutes(app, world.gate, world.database);
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

it('refuses guardians who are none, relations that cannot be and consents under them, and stores nothing', async () => {
  const { act, gate, register } = world;
  await act((tx) => openKidsClub(register, tx));
  const child = randomUUID();
  const adult = await newPerson(world);
  const brother = randomUUID();
  await act((tx) =>
    gate.registerSubjects(tx, [
      { person: child, role: 'customer', birthDate: '2016-05-01' },
      { person: brother, role: 'customer', birthDate: '2009-05-01' },
    ]),
  );
  const { guardian, guardianship } = await act((tx) => makeParent(gate, tx, child));
  const shown = await act((tx) => showRules(gate, tx, { person: guardian }));
  const hash = 'cd'.repeat(32);
  const relation = {
    child,
    guardian: adult,
    kind: 'parent',
    grade: 'A',
    evidence: { kind: 'household-register', hash },
  };
  const agrees = {
    person: child,
    guardian,
    activity: 'kids-club',
    presentation: shown.id,
    nonce: shown.nonce,
    answer: 'granted',
    kind: 'separate',
    how: 'explicit_action',
  };
  const before = await everythingStored(world);
  const cases: [string, object, number, string, string][] = [
    ['guardians', { ...relation, guardian: brother }, 422, 'consent.guardian-refused', 'PIPL 31'],
    ['guardians', { ...relation, guardian: child }, 422, 'consent.guardian-refused', 'guardian'],
    ['guardians', { ...relation, child: adult }, 422, 'consent.guardian-refused', 'child'],
    ['guardians', { ...relation, evidence: undefined }, 422, 'consent.guardian-refused', 'evidence'],
    ['guardians', { ...relation, until: '2020-01-01T00:00:00Z' }, 422, 'consent.guardian-refused', 'until'],
    ['guardians', { ...relation, until: '2027-02-30T00:00:00Z' }, 400, 'http.invalid-input', 'until'],
    ['guardians', { ...relation, kind: 'neighbour' }, 400, 'http.invalid-input', 'kind'],
    ['guardians', { ...relation, grade: 'D' }, 400, 'http.invalid-input', 'grade'],
    ['guardians', { ...relation, guardian: '妈妈' }, 400, 'http.invalid-input', 'guardian'],
    ['guardians', { ...relation, colour: 'red' }, 400, 'http.invalid-input', 'colour'],
    ['guardians', { ...relation, guardian: randomUUID() }, 404, 'consent.person-unknown', ''],
    [`guardians/${randomUUID()}/end`, { reason: 'x' }, 404, 'consent.guardianship-unknown', 'PIPL 31'],
    [`guardians/${guardianship}/end`, {}, 400, 'http.invalid-input', 'reason'],
    ['consents', { ...agrees, guardian: adult }, 422, 'consent.guardian-unproven', 'PIPL 31'],
    ['consents', { ...agrees, guardian: brother }, 422, 'consent.guardian-unproven', 'PIPL 31'],
    ['consents', { ...agrees, guardian: child }, 422, 'consent.guardian-unproven', 'PIPL 31'],
    ['consents', { ...agrees, kind: 'general' }, 422, 'consent.separate-needed', 'PIPL 31'],
    ['consents', { ...agrees, guardian: undefined }, 422, 'consent.presentation-foreign', 'PIPL 14'],
    [
      'consents/withdrawals',
      { person: child, activity: 'kids-club', guardian: adult, by: 'app' },
      422,
      'consent.guardian-unproven',
      'PIPL 31',
    ],
  ];
  for (const [path, payload, status, code, named] of cases) {
    const { status: answered, body } = await post(`/api/v1/${path}`, payload);
    expect([path, answered, body.code]).toEqual([path, status, code]);
    expect(JSON.stringify([body.article, body.errors])).toContain(named);
  }
  expect(await everythingStored(world)).toBe(before);
  expect((await post('/api/v1/consents', agrees)).status).toBe(201);
  const asked = await app.inject({ url: '/api/v1/coming-of-age?days=360', headers: { authorization: 'Bearer test' } });
  expect(asked.json().items).toEqual([]);
  const family = await app.inject({
    url: `/api/v1/persons/${child}/guardians`,
    headers: { authorization: 'Bearer test' },
  });
  expect(family.json().items).toMatchObject([{ id: guardianship, guardian, grade: 'A', endedAt: null }]);
});

it('takes relations of any instant that can be written, and refuses what is none', async () => {
  const child = randomUUID();
  const guardian = await newPerson(world);
  await world.act((tx) =>
    world.gate.registerSubjects(tx, [{ person: child, role: 'customer', birthDate: '2016-05-01' }]),
  );
  const relation = { child, guardian, kind: 'parent', grade: 'C' };
  for (const instants of [{ from: '0000-01-01T00:00:00Z' }, { until: '9999-12-31T23:59:59Z' }]) {
    const { status, body } = await post('/api/v1/guardians', { ...relation, ...instants });
    expect([instants, status, body.code]).toEqual([instants, 201, undefined]);
    const headers = { authorization: 'Bearer test' };
    const listed = await app.inject({ url: `/api/v1/persons/${child}/guardians`, headers });
    expect([instants, listed.statusCode, listed.body.slice(0, 400)]).toEqual([instants, 200, expect.anything()]);
  }
  const before = await everythingStored(world);
  for (const instants of [
    { from: '2026-06-30T23:59:60Z' },
    { until: '2030-01-01T00:00:00+08:00[Asia/Shanghai]' },
    { from: '0000-01-01T00:00:00+23:59' },
    { until: '9999-12-31T23:59:59-23:59' },
  ]) {
    const { status, body } = await post('/api/v1/guardians', { ...relation, ...instants });
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'http.invalid-input', Object.keys(instants)[0]]);
  }
  expect(await everythingStored(world)).toBe(before);
});
