import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A } from '../../../../test/support/evidence-house.ts';
import { createServer } from '../../../http/create-server.ts';
import type { ApiKeyCaller, HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { createEvidence, directoryDestination, type Evidence, registerLogRoutes } from '../index.ts';

const PATH = '/api/v1/evidence/epochs';
const callers: Readonly<Record<string, readonly string[]>> = {
  'Bearer asks': ['evidence.read', 'evidence.make-epoch'],
  'Bearer reads': ['evidence.read'],
};
let house: EvidenceHouse;
let app: HttpApp;
const noted: { readonly by: string; readonly act: string }[] = [];

async function serve(evidence: Evidence): Promise<HttpApp> {
  const served = await createServer({
    log: silentLogger(),
    resolvers: {
      apiKey: async ({ headers: { authorization = '' } }): Promise<ApiKeyCaller | undefined> => {
        const permissions = callers[authorization];
        return permissions && { kind: 'api-key', id: 'k', permissions: new Set(permissions), tier: 0 };
      },
    },
  });
  const noteStaffAct = async (_tx: unknown, act: { by: string; act: string }) => void noted.push(act);
  registerLogRoutes(served, { evidence, database: house.database, noteStaffAct });
  await served.ready();
  return served;
}

beforeAll(async () => {
  house = await openEvidenceHouse();
  app = await serve(house.evidence);
});
afterAll(async () => {
  await app.close();
  await house.close();
});

async function ask(method: 'GET' | 'POST', who: string, body: object = {}, of: HttpApp = app) {
  const answer = await of.inject({
    method,
    url: PATH,
    headers: { authorization: `Bearer ${who}` },
    ...(method === 'POST' ? { payload: body } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

const act = (at: number) =>
  house.database.transaction((tx) =>
    house.evidence.recordAct(tx, { kind: 'consent', person: PERSON_A, payload: { at } }),
  );

it('is asked for by whom it may be, and answers with what it came to', async () => {
  expect((await ask('GET', 'reads')).body).toEqual({ logSize: 0, newest: null, running: false, asked: null });
  expect((await ask('GET', 'nobody')).status).toBe(401);
  expect((await ask('POST', 'reads')).status).toBe(403);
  expect((await ask('POST', 'asks', { more: 1 })).status).toBe(400);
  // Nothing was merged by anybody: asking does that too.
  await act(1);
  const begun = await ask('POST', 'asks');
  const state = expect.stringMatching(/^(running|made)$/);
  expect(begun).toMatchObject({ status: 202, body: { asked: { state, from: 0 } } });
  await house.evidence.epochs.settled();
  const { body } = await ask('GET', 'reads');
  // The first act of a person brings the entry of their key; the epoch's own entry is the third.
  expect(body).toMatchObject({
    logSize: 3,
    newest: { number: 1, size: 2, count: 2 },
    running: false,
    asked: { state: 'made', from: 0 },
  });
  expect(body.asked.finishedAt).toBe(house.clock.now().toISOString());
  expect(noted).toEqual([{ by: body.asked.by, act: 'evidence.epoch-asked' }]);
});

it('says so when nothing has come since the last', async () => {
  await ask('POST', 'asks');
  await house.evidence.epochs.settled();
  const { body } = await ask('GET', 'reads');
  expect(body).toMatchObject({ logSize: 3, newest: { number: 1 }, asked: { state: 'nothing-new', from: 2 } });
});

it('is made once while it is asked for again, also while another server makes one', async () => {
  await act(2);
  noted.length = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = (): void => undefined;
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  // The other server's lock.
  const other = house.database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('zhinuo.evidence.epoch'))`);
    locked();
    await held;
  });
  await isLocked;
  expect((await ask('GET', 'reads')).body).toMatchObject({ running: true, asked: { state: 'nothing-new' } });
  const answers = await Promise.all([1, 2, 3].map(() => ask('POST', 'asks')));
  expect(answers.map(({ status, body }) => [status, body.asked.state])).toEqual(answers.map(() => [202, 'running']));
  expect(noted).toHaveLength(1);
  release();
  await other;
  await house.evidence.epochs.settled();
  expect((await ask('GET', 'reads')).body).toMatchObject({ newest: { number: 2, count: 3 }, asked: { state: 'made' } });
});

it('is refused while a copy shows more than the database, and tells of a failure', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'zhinuo-copy-'));
  const { clock, service, database } = house;
  const copies = [directoryDestination(directory)];
  const origin = 'example.com/evidence';
  const options = { clock, service, database, log: silentLogger(), origin, anyPayload: true } as const;
  await createEvidence({ ...options, copies }).copyLog();
  const { logSize } = (await ask('GET', 'reads')).body;
  await database.transaction((tx) => tx.execute('delete from evidence.checkpoint where size = $1', [logSize]));
  const served = await serve(createEvidence({ ...options, copies }));
  const refused = await ask('POST', 'asks', {}, served);
  expect(refused).toMatchObject({ status: 409, body: { code: 'evidence.log-halted' } });
  await served.close();
  await rm(directory, { recursive: true, force: true });
  // Without a copy nothing forbids it, but the places are taken.
  await act(3);
  await ask('POST', 'asks');
  await house.evidence.epochs.settled();
  expect((await ask('GET', 'reads')).body).toMatchObject({ running: false, asked: { state: 'failed' } });
});
