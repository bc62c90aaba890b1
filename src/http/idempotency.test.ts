import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { ManualClock } from '../platform/clock.ts';
import { Failure } from '../platform/failure.ts';
import type { HttpApp } from '../platform/http/index.ts';
import { silentLogger } from '../platform/logging.ts';
import { createServer } from './create-server.ts';
import { forgetOldKeys, httpMigrations } from './idempotency-store.ts';

const clock = new ManualClock('2026-11-11T12:00:00Z');
let test: TestDatabase;
let app: HttpApp;
let gate = Promise.resolve();
let answerGate = Promise.resolve();

beforeAll(async () => {
  test = await createTestDatabase({ contexts: [], sets: [httpMigrations] });
  const { database } = test;
  await database.transaction((tx) =>
    tx.execute('create table act (id integer generated always as identity, name text)'),
  );
  app = await createServer({
    log: silentLogger(),
    resolvers: {
      apiKey: async ({ headers }) => ({
        kind: 'api-key',
        id: String(headers.authorization),
        permissions: new Set(['act.write']),
        tier: 0,
      }),
    },
    idempotency: { database, clock, sealingKey: randomBytes(32), digestKey: randomBytes(32) },
  });
  const act = (name: string) =>
    database.transaction(async (tx) => {
      await gate;
      return tx.one<{ id: number }>('insert into act (name) values ($1) returning id', [name]);
    });
  const write = { config: { permission: 'act.write' } } as const;
  app.post('/acts', write, async (request, reply) => {
    await database.transaction((tx) => tx.query('select 1'));
    return reply.code(201).send(await act((request.body as { name: string }).name));
  });
  app.post('/slow-answer', write, async () => {
    const done = await act('slow answer');
    await answerGate;
    return done;
  });
  app.post('/refused', write, async () => {
    await act('rolled back by nothing');
    throw new Failure('act.refused', 'refused', { zh: '不行', en: 'No' });
  });
  app.post('/bug', write, async () => {
    throw new Error('before anything was written');
  });
  app.post('/late-bug', write, async () => {
    await act('late');
    throw new Error('after the act');
  });
  app.post('/secret', { config: { permission: 'act.write', neverReplayed: true } }, async () => act('secret'));
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await test.drop();
});

const post = (url: string, key: string, payload: object = {}, authorization = 'Bearer one') =>
  app.inject({ method: 'POST', url, headers: { authorization, 'idempotency-key': key }, payload });
const count = async () =>
  (await test.database.transaction((tx) => tx.one<{ n: number }>('select count(*) as n from act'))).n;

describe('an Idempotency-Key', () => {
  it('gives the same answer for the same request and carries the act out once', async () => {
    const before = await count();
    const first = await post('/acts', 'k1', { name: 'a', other: 1 });
    const again = await post('/acts', 'k1', { other: 1, name: 'a' });
    expect([again.statusCode, again.body]).toEqual([201, first.body]);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await count()).toBe(before + 1);
  });

  it('refuses another request under the same key, and keeps callers apart', async () => {
    await post('/acts', 'k2', { name: 'a' });
    expect((await post('/acts', 'k2', { name: 'b' })).json()).toMatchObject({
      status: 409,
      code: 'http.idempotency-key-reused',
    });
    expect((await post('/refused', 'k2', { name: 'a' })).statusCode).toBe(409);
    expect((await post('/acts', 'k2', { name: 'b' }, 'Bearer two')).statusCode).toBe(201);
  });

  it('lets the second of two concurrent requests wait for the answer of the first', async () => {
    const before = await count();
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const both = [post('/acts', 'k3', { name: 'a' }), post('/acts', 'k3', { name: 'a' })];
    await expect
      .poll(() => test.database.transaction((tx) => tx.query('select 1 from http.idempotency where not executed')))
      .toHaveLength(1);
    open();
    const [one, two] = await Promise.all(both);
    expect([one?.statusCode, two?.statusCode, two?.body]).toEqual([201, 201, one?.body]);
    expect(await count()).toBe(before + 1);
  });

  it('lets the second wait also when the act is committed and its answer is still on its way', async () => {
    const before = await count();
    let open = () => {};
    answerGate = new Promise((resolve) => {
      open = resolve;
    });
    const first = post('/slow-answer', 'k9');
    const committed = () =>
      test.database.transaction((tx) => tx.query('select 1 from http.idempotency where executed and status is null'));
    await expect.poll(committed).toHaveLength(1);
    const second = post('/slow-answer', 'k9');
    open();
    expect([(await second).statusCode, (await second).body]).toEqual([200, (await first).body]);
    expect(await count()).toBe(before + 1);
  });

  it('keeps a refusal as an answer, and frees the key after a bug that wrote nothing', async () => {
    const before = await count();
    for (let i = 0; i < 2; i += 1) expect((await post('/refused', 'k4')).json()).toMatchObject({ code: 'act.refused' });
    expect(await count()).toBe(before + 1);
    for (let i = 0; i < 2; i += 1) expect((await post('/bug', 'k5')).statusCode).toBe(500);
  });

  it('never carries an act out twice, also when its answer was lost', async () => {
    const before = await count();
    expect((await post('/late-bug', 'k6')).statusCode).toBe(500);
    expect((await post('/late-bug', 'k6')).json()).toMatchObject({ code: 'http.answer-not-kept' });
    expect((await post('/secret', 'k7')).statusCode).toBe(200);
    expect((await post('/secret', 'k7')).json()).toMatchObject({ code: 'http.answer-not-kept' });
    expect(await count()).toBe(before + 2);
  });

  it('rolls back the slow request whose claim was taken over', async () => {
    const before = await count();
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const slow = post('/acts', 'k8', { name: 'slow' });
    const claims = () =>
      test.database.transaction((tx) => tx.query('select 1 from http.idempotency where not executed'));
    await expect.poll(claims).toHaveLength(1);
    clock.advance(61_000);
    const held = gate;
    gate = Promise.resolve();
    const takenOver = await post('/acts', 'k8', { name: 'slow' });
    open();
    await held;
    expect([takenOver.statusCode, (await slow).json().code]).toEqual([201, 'http.overtaken']);
    expect(await count()).toBe(before + 1);
    expect((await post('/acts', 'k8', { name: 'slow' })).body).toBe(takenOver.body);
  });

  it('is refused when it is malformed, and forgotten after a day', async () => {
    expect((await post('/acts', '知诺'.repeat(2), { name: 'a' })).statusCode).toBe(400);
    expect((await post('/acts', 'x'.repeat(256), { name: 'a' })).statusCode).toBe(400);
    clock.advance(24 * 3_600_000 + 1);
    await test.database.transaction((tx) => forgetOldKeys(tx, clock));
    const left = await test.database.transaction((tx) => tx.query('select 1 from http.idempotency'));
    expect(left).toEqual([]);
  });

  it('stores neither key nor request nor answer in clear', async () => {
    await post('/acts', 'canary-key-13800001111', { name: 'canary-name' });
    const rows = await test.database.transaction((tx) =>
      tx.query<{ row: string; answer: Buffer }>('select t::text as row, answer from http.idempotency t'),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).toContain('api-key:');
    expect(JSON.stringify(rows) + rows[0]?.answer.toString('latin1')).not.toMatch(/canary|13800001111|"id"/);
  });
});
