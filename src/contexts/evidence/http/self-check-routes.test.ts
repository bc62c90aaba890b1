import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A } from '../../../../test/support/evidence-house.ts';
import { createServer } from '../../../http/create-server.ts';
import type { ApiKeyCaller, HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerSelfCheckRoutes } from '../index.ts';

const PATH = '/api/v1/evidence/self-check';
const callers: Readonly<Record<string, readonly string[]>> = {
  'Bearer asks': ['evidence.read', 'evidence.self-check'],
  'Bearer reads': ['evidence.read'],
  'Bearer else': [],
};
let house: EvidenceHouse;
let app: HttpApp;
const noted: { readonly by: string; readonly act: string }[] = [];

beforeAll(async () => {
  house = await openEvidenceHouse();
  app = await createServer({
    log: silentLogger(),
    resolvers: {
      apiKey: async ({ headers: { authorization = '' } }): Promise<ApiKeyCaller | undefined> => {
        const permissions = callers[authorization];
        return permissions && { kind: 'api-key', id: 'k', permissions: new Set(permissions), tier: 0 };
      },
    },
  });
  const { evidence, database } = house;
  registerSelfCheckRoutes(app, { evidence, database, noteStaffAct: async (_tx, act) => void noted.push(act) });
  await app.ready();
  const acts = [1, 2, 3].map((at) => ({ kind: 'consent' as const, person: PERSON_A, payload: { at } }));
  await database.transaction((tx) => evidence.appendActs(tx, acts));
  await evidence.mergePending();
});
afterAll(async () => {
  await app.close();
  await house.close();
});

async function ask(method: 'GET' | 'POST', who: string, path = '', body: object = {}) {
  const answer = await app.inject({
    method,
    url: `${PATH}${path}`,
    headers: { authorization: `Bearer ${who}` },
    ...(method === 'POST' ? { payload: body } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

it('is asked for, runs and tells of itself, to whom it may', async () => {
  expect(await ask('GET', 'reads')).toEqual({ status: 200, body: { items: [] } });
  expect((await ask('GET', 'else')).status).toBe(403);
  expect((await ask('GET', 'nobody')).status).toBe(401);
  expect((await ask('POST', 'reads')).status).toBe(403);
  expect((await ask('POST', 'asks', '', { more: 1 })).status).toBe(400);
  const begun = await ask('POST', 'asks');
  expect(begun).toMatchObject({ status: 202, body: { items: [{ state: 'running', size: 4, done: 0, first: null }] } });
  // Asked for again, the one that runs goes on.
  expect((await ask('POST', 'asks')).body.items).toHaveLength(1);
  expect(noted.map(({ act }) => act)).toEqual(['evidence.self-check-begun', 'evidence.self-check-begun']);
  await house.evidence.selfCheck.run();
  const { body } = await ask('GET', 'reads');
  expect(body).toMatchObject({ items: [{ state: 'finished', part: null, done: 8, parts: 8, found: 0, findings: [] }] });
});

it('can be cancelled, once', async () => {
  await ask('POST', 'asks');
  noted.length = 0;
  expect((await ask('POST', 'reads', '/cancel')).status).toBe(403);
  expect((await ask('POST', 'asks', '/cancel')).body.items[0]).toMatchObject({ state: 'cancelled' });
  await ask('POST', 'asks', '/cancel');
  expect(noted.map(({ act }) => act)).toEqual(['evidence.self-check-cancelled']);
});

it('shows the first divergence in both languages, with its place and both sides', async () => {
  await house.database.transaction((tx) =>
    tx.execute(`update evidence.pack set entries[1] = replace(entries[1], '"version":1', '"version":7')`),
  );
  await ask('POST', 'asks');
  await house.evidence.selfCheck.run();
  const [report] = (await ask('GET', 'reads')).body.items;
  expect(report).toMatchObject({
    state: 'finished',
    first: {
      part: 'tree',
      what: 'entry-changed',
      at: '0',
      text: { zh: expect.stringContaining('原文'), en: expect.stringContaining('text of an entry') },
    },
  });
  expect(report.first).toEqual(report.findings[0]);
  expect(report.first.expected).toMatch(/^[\w-]{43}$/);
  expect(report.first.found).not.toBe(report.first.expected);
  expect(report.found).toBeGreaterThan(1);
});
