import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newPerson, show, yes } from '../../../../test/support/answering.ts';
import { type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { createServer, httpMigrations } from '../../../http/index.ts';
import { migrate } from '../../../platform/database/index.ts';
import type { ApiKeyCaller, HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { type ConsentAct, registerConsentRoutes } from '../index.ts';

let world: GateWorld;
let app: HttpApp;
let known: Promise<void> | undefined;
beforeAll(async () => {
  world = await openGateWorld();
  await migrate(world.database, [httpMigrations]);
  const { database, clock, service } = world;
  const caller: ApiKeyCaller = { kind: 'api-key', id: 'k', permissions: new Set(['consent.record']), tier: 0 };
  app = await createServer({
    log: silentLogger(),
    resolvers: { apiKey: async () => caller },
    idempotency: { database, clock, sealingKey: service.key('http.answers'), digestKey: service.key('http.keys') },
  });
  // A no is answered when all servers know of it: here, when the test says so.
  const tryRecordConsents: typeof world.gate.tryRecordConsents = (tx, all) => {
    if (all.flat().some((act) => act.answer === 'refused')) tx.afterCommit(() => known);
    return world.gate.tryRecordConsents(tx, all);
  };
  registerConsentRoutes(app, { ...world.gate, tryRecordConsents }, database);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await world.close();
});

const post = (payload: object, key: string) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/consents',
    payload,
    headers: { authorization: 'Bearer test', 'idempotency-key': key },
  });

it('answers a repeated consent with the first receipt, also when many arrive together', async () => {
  const acts: { act: ConsentAct; key: string }[] = [];
  for (let i = 0; i < 5; i += 1) {
    const person = await newPerson(world);
    acts.push({ act: yes(person, await show(world, { person })), key: randomUUID() });
  }
  const refused = { ...yes(await newPerson(world), await show(world, { session: 'somebody' })), how: 'silence' };
  const send = () => Promise.all([...acts.map(({ act, key }) => post(act, key)), post(refused, 'refused')]);
  const first = await send();
  expect(first.map((each) => each.statusCode)).toEqual([201, 201, 201, 201, 201, 422]);
  const receipts = first.map((each) => each.json());
  expect(new Set(receipts.map((each) => each.id)).size).toBe(6);
  for (const [index, { act }] of acts.entries())
    expect(receipts[index].opening.payload.presentation).toBe(act.presentation);
  const again = await send();
  expect(again.map((each) => each.json())).toEqual(receipts);
  expect(again.every((each) => each.headers['idempotency-replayed'] === 'true')).toBe(true);
  expect(await world.count('consent."grant"')).toBe(5);
  const marked = await world.act((tx) =>
    tx.query<{ executed: boolean }>('select executed from http.idempotency order by executed desc'),
  );
  expect(marked.map((row) => row.executed)).toEqual([true, true, true, true, true, false]);
  const [act] = acts;
  const other = await post({ ...act?.act, answer: 'refused' }, act?.key ?? '');
  expect(other.statusCode).toBe(409);
});

it('answers no before every server knows, and lets nobody’s yes wait for that', async () => {
  let tell = () => {};
  known = new Promise((resolve) => {
    tell = resolve;
  });
  const act = async () => {
    const person = await newPerson(world);
    return yes(person, await show(world, { person }));
  };
  const answered: string[] = [];
  const no = post({ ...(await act()), answer: 'refused' }, 'a-no').then(({ statusCode }) =>
    answered.push(`no ${statusCode}`),
  );
  const before = await world.count('consent."grant"');
  for (const key of ['yes-1', 'yes-2']) answered.push(`yes ${(await post(await act(), key)).statusCode}`);
  expect([answered, await world.count('consent."grant"')]).toEqual([['yes 201', 'yes 201'], before + 2]);
  tell();
  await no;
  expect(answered).toEqual(['yes 201', 'yes 201', 'no 201']);
});
