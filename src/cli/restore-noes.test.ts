import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { activityInput, agreeingPerson, approve, HANDLER } from '../../test/support/gate-world.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { readConfig } from '../config.ts';
import { WELL_FORMED_MESSAGE } from '../contexts/consent/index.ts';
import { type RunningServer, startServer } from '../main.ts';
import { ManualClock } from '../platform/clock.ts';
import type { Tx } from '../platform/database/index.ts';
import { silentLogger } from '../platform/logging.ts';
import { MIGRATIONS } from '../wiring/wire-contexts.ts';
import { backUpData } from './back-up-data.ts';
import { restoreBackup } from './restore-backup.ts';

const BOOTSTRAP = 'bootstrap-key-for-tests-0123456789abcdef';
const base = mkdtempSync(join(tmpdir(), 'zhinuo-noes-'));
const [keys, journal, file] = [join(base, 'keys'), join(base, 'journal'), join(base, 'data.bak')];
const clock = new ManualClock('2026-11-11T04:00:00Z');
const log = silentLogger();
const databases: TestDatabase[] = [];
const servers: RunningServer[] = [];
const people = { loyal: '', withdrawing: '', unsubscribing: '' };

function configOf(url: string, data: string) {
  const environment = {
    ZHINUO_DATA: join(base, data),
    ZHINUO_KEYS: keys,
    ZHINUO_JOURNAL: journal,
    ZHINUO_DATABASE_URL: url,
    ZHINUO_BOOTSTRAP_KEY: BOOTSTRAP,
  };
  return readConfig(environment, join(base, 'no-web'));
}

async function start(url: string, data: string): Promise<RunningServer> {
  const server = await startServer(configOf(url, data), { log, clock, listen: false });
  servers.push(server);
  return server;
}

const actOn =
  (server: RunningServer) =>
  <T>(work: (tx: Tx) => Promise<T>) =>
    server.stores.database.transaction(work);

async function reasonsIn(server: RunningServer): Promise<Record<string, string | undefined>> {
  const reasons: Record<string, string | undefined> = {};
  for (const [name, person] of Object.entries(people)) {
    const question = { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE } as const;
    const decision = await actOn(server)((tx) => server.contexts.gate.decide(tx, { ...question, person }));
    reasons[name] = decision.outcome === 'deny' ? decision.reasons[0]?.code : 'allow';
  }
  return reasons;
}

const RESTORED = { loyal: 'consent.restored', withdrawing: 'consent.restored', unsubscribing: 'consent.restored' };

function call(server: RunningServer, method: 'GET' | 'POST', url: string, payload?: object) {
  const headers = { authorization: `Bearer ${BOOTSTRAP}` };
  return server.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
}

async function restoreInto(data: string): Promise<[TestDatabase, Awaited<ReturnType<typeof restoreBackup>>]> {
  const target = await createEmptyDatabase();
  databases.push(target);
  const from = { sets: MIGRATIONS, findPassphrase: async () => '', clock, log };
  return [target, await restoreBackup(configOf(target.url, data), file, from)];
}

beforeAll(async () => {
  const source = await createTestDatabase();
  databases.push(source);
  const server = await start(source.url, 'first');
  const act = actOn(server);
  const { gate, register, evidence } = server.contexts;
  await act(async (tx) => {
    await register.saveHandler(tx, HANDLER);
    await register.saveActivity(tx, activityInput());
    await register.saveActivity(tx, activityInput({ code: 'order-delivery' }));
    await approve(register, tx, 'marketing');
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
  });
  for (const name of ['loyal', 'withdrawing', 'unsubscribing'] as const)
    people[name] = await agreeingPerson({ gate, act });
  clock.advance(60_000);
  await backUpData(configOf(source.url, 'first'), file, clock, log);
  clock.advance(60_000);
  const withdrawal = { person: people.withdrawing, activity: 'marketing', by: 'counter' };
  expect((await call(server, 'POST', '/api/v1/consents/withdrawals', withdrawal)).statusCode).toBe(201);
  await act((tx) => gate.object(tx, { person: people.unsubscribing, kind: 'unsubscribe', by: 'test' }));
  await evidence.mergePending();
  await server.stop();
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  for (const database of databases) await database.drop();
  rmSync(base, { recursive: true, force: true });
});

it('keeps those who said no after the backup withdrawn, and everybody else denied until the DPO releases', async () => {
  const [target, restored] = await restoreInto('second');
  expect(restored).toMatchObject({ kind: 'data', journal: { replayed: 2, unreadable: 0 } });
  const server = await start(target.url, 'second');
  expect(await reasonsIn(server)).toEqual(RESTORED);
  const { items } = (await call(server, 'GET', '/api/v1/restorations')).json();
  expect(items).toMatchObject([{ journal: { replayed: 2, unreadable: 0 }, released: null }]);
  clock.advance(1000);
  const released = await call(server, 'POST', '/api/v1/restorations/release', { reason: '撤回日志已重放' });
  expect(released.statusCode).toBe(201);
  expect(await reasonsIn(server)).toEqual({
    loyal: 'allow',
    withdrawing: 'consent.withdrawn',
    unsubscribing: 'message.unsubscribed',
  });
  // The log tells that it was set back, and how far it had come: the checkpoints since then are those of a lost future.
  const settled = await actOn(server)((tx) =>
    tx.query<{ id: string }>(
      `select id from evidence.entry where entry like '%staff-access%' order by seq desc limit 2`,
    ),
  );
  const receipt = await actOn(server)((tx) => server.contexts.evidence.receipt(tx, settled[1]?.id ?? ''));
  const lastCheckpoint = expect.stringMatching(/^zhinuo\.invalid\/[0-9a-f]{16}\n\d+\n/);
  expect(receipt.opening.payload).toMatchObject({ act: 'consent.restoration-settled', lastCheckpoint });
  await server.stop();
});

it('denies everything that rests on consent when there is no journal, until somebody answers for it', async () => {
  renameSync(journal, `${journal}-lost`);
  const [target, restored] = await restoreInto('third');
  expect(restored).toMatchObject({ kind: 'data', journal: null });
  const server = await start(target.url, 'third');
  expect(await reasonsIn(server)).toEqual(RESTORED);
  expect((await call(server, 'GET', '/api/v1/restorations')).json().items).toMatchObject([{ journal: null }]);
  // What is said from now on counts, and outlasts the release.
  const withdrawal = { person: people.loyal, activity: 'marketing', by: 'counter' };
  expect((await call(server, 'POST', '/api/v1/consents/withdrawals', withdrawal)).statusCode).toBe(201);
  await call(server, 'POST', '/api/v1/restorations/release', { reason: '无日志，已逐人核对' });
  expect(await reasonsIn(server)).toEqual({ loyal: 'consent.withdrawn', withdrawing: 'allow', unsubscribing: 'allow' });
});
