import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../../test/support/test-vault.ts';
import type { Vault } from '../index.ts';

const PEOPLE = 30;
const DAY = 86_400_000;
const MOBILES = Array.from({ length: PEOPLE }, (_, n) => `1380013${String(8000 + n)}`);
let bench: TestVault;
let people: string[] = [];
beforeAll(async () => {
  bench = await openTestVault();
  await bench.database.transaction(async (tx) => {
    people = (await bench.newPersons(tx, PEOPLE)).sort();
    const permit = await bench.collect(tx, people, ['name', 'mobile']);
    const values = people.flatMap((person, n) => [
      { person, field: 'name' as const, value: `张三${n}` },
      { person, field: 'mobile' as const, value: MOBILES[n] ?? '' },
    ]);
    await bench.vault.storeFields(tx, permit, values);
  });
});
afterAll(() => bench.close());

/** Everybody's values, read by a server that has nothing in its memory, and found again by their number. */
async function expectWhole(vault: Vault = bench.anotherServer()): Promise<void> {
  await bench.database.transaction(async (tx) => {
    const values = await vault.open(tx, await bench.use(tx, people, ['name', 'mobile']), people, ['name', 'mobile']);
    for (const [n, person] of people.entries())
      expect(values.get(person)).toEqual({ name: `张三${n}`, mobile: MOBILES[n] });
    expect(await vault.findManyByIndex(tx, 'mobile', MOBILES)).toEqual(people.map((person) => [person]));
  });
}

const begin = (kind: 'generations' | 'indexes' | 'persons') =>
  bench.database.transaction((tx) => bench.vault.keys.begin(tx, kind, 'staff:test'));

async function finish(vault: Vault = bench.vault): Promise<void> {
  for (let more = true; more; ) {
    bench.clock.advance(100);
    more = await bench.database.transaction((tx) => vault.keys.step(tx));
  }
}

/** Each step once in a transaction that is lost at its end, then for good: what a kill leaves. */
async function finishWithKills(check: () => Promise<void>): Promise<number> {
  let steps = 0;
  for (let more = true; more; steps += 1) {
    await expect(
      bench.database.transaction(async (tx) => {
        await bench.vault.keys.step(tx);
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    await check();
    more = await bench.database.transaction((tx) => bench.anotherServer().keys.step(tx));
    await check();
  }
  return steps;
}

const state = () => bench.database.transaction((tx) => bench.vault.keys.state(tx));
const query = <Row>(sql: string) => bench.database.transaction((tx) => tx.query<Row>(sql));

it('wraps every key under a new generation, killed at any step, and schedules the old one', async () => {
  await begin('generations');
  await expect(begin('indexes')).rejects.toMatchObject({ code: 'vault.rotation-running' });
  expect((await state()).rotations[0]).toMatchObject({ kind: 'generations', state: 'running', done: 0, total: PEOPLE });
  const under = async () => (await state()).secrets.find(({ kind, id }) => kind === 'generations' && id === 1)?.left;
  expect(await under()).toBeGreaterThanOrEqual(PEOPLE);
  await finishWithKills(expectWhole);
  expect(await query('select distinct generation from vault.person_key')).toEqual([{ generation: 2 }]);
  bench.clock.advance(6_000);
  expect(await under()).toBe(0);
  bench.clock.advance(-6_000);
  const { rotations, secrets, events } = await state();
  expect(rotations[0]).toMatchObject({ state: 'done', done: PEOPLE, total: PEOPLE, damaged: 0 });
  const old = secrets.find(({ kind, id }) => kind === 'generations' && id === 1);
  expect(old).toMatchObject({ state: 'retired', emptiedAt: bench.clock.now() });
  expect(old?.destroyAt?.getTime()).toBe(bench.clock.now().getTime() + 35 * DAY);
  expect(events.map(({ what }) => what).sort()).toEqual([
    'destruction-scheduled',
    'rotation-begun',
    'rotation-finished',
  ]);
});

it('destroys the old generation when its term is over and not before, only while nothing is under it', async () => {
  const file = join(bench.keyDirectory, 'generations/00000001.json');
  const housekeep = () => bench.database.transaction((tx) => bench.vault.keys.housekeep(tx));
  bench.clock.advance(20 * DAY);
  await housekeep();
  expect(existsSync(file)).toBe(true);
  bench.clock.advance(16 * DAY);
  // A key that a restored backup brought back under the old generation holds it.
  const row = await query<{ person: string; wrapped: string }>(
    `select person, encode(wrapped, 'hex') as wrapped from vault.person_key where person = '${people[0]}'`,
  );
  await query(`update vault.person_key set generation = 1 where person = '${people[0]}'`);
  await housekeep();
  expect(existsSync(file)).toBe(true);
  await query(
    `update vault.person_key set generation = 2, wrapped = decode('${row[0]?.wrapped}', 'hex') where person = '${people[0]}'`,
  );
  await query(`update vault.key_rotation set state = 'done'`);
  await housekeep();
  bench.clock.advance(36 * DAY);
  const destroying = async () =>
    (await state()).secrets.find(({ kind, id }) => kind === 'generations' && id === 1)?.state;
  for (let turn = 0; turn < 4 && (await destroying()) !== 'destroyed'; turn += 1) {
    await housekeep();
    await finish();
  }
  expect(await destroying()).toBe('destroyed');
  expect(existsSync(file)).toBe(false);
  await expectWhole();
  const entries = await query<{ text: string }>(
    `select facts ->> 'number' as text from vault.key_event where what = 'destroyed'`,
  );
  expect(entries).toEqual([{ text: '1' }]);
});

it('moves the blind indexes to a new key while everybody is found at every moment, and keeps the keys of rows', async () => {
  const lasting = bench.vault.standingDigest('mobile', MOBILES[0] ?? '');
  await begin('indexes');
  await finishWithKills(expectWhole);
  const under = await query('select distinct generation from vault.blind_index');
  expect(under).toEqual([{ generation: 2 }]);
  expect(bench.vault.standingDigest('mobile', MOBILES[0] ?? '')).toEqual(lasting);
});

it('gives people new keys: their values, what others keep for them, and no old ciphertext opens any more', async () => {
  const person = people[0] ?? '';
  const before = await query<{ wrapped: string }>(
    `select encode(wrapped, 'hex') as wrapped from vault.person_key where person = '${person}'`,
  );
  const kept = {
    sealed: await bench.database.transaction((tx) =>
      bench.vault.sealForPerson(tx, person, 'behaviour/1', Buffer.from('浏览')),
    ),
  };
  bench.vault.keys.hold(
    [],
    [
      {
        name: 'test',
        async sealAnew(_tx, persons, seal) {
          if (persons.includes(person)) kept.sealed = seal(person, ['order_record/1', 'behaviour/1'], kept.sealed);
        },
      },
    ],
  );
  const storage = 'select person, field, stored_at, locked_at from vault.field order by person, field';
  await query(`update vault.field set locked_at = stored_at where person = '${people[1]}'`);
  const stored = await query(storage);
  bench.clock.advance(DAY);
  await begin('persons');
  await finish();
  expect(await query(storage), 'what is locked stays locked, what is old stays old').toEqual(stored);
  await query('update vault.field set locked_at = null');
  await expectWhole();
  expect(
    await query(`select encode(wrapped, 'hex') as wrapped from vault.person_key where person = '${person}'`),
  ).not.toEqual(before);
  expect(await query('select distinct version from vault.field')).toEqual([{ version: 2 }]);
  await bench.database.transaction(async (tx) => {
    const permit = await bench.use(tx, [person], ['behaviour']);
    const opened = await bench.anotherServer().openForPerson(tx, permit, person, 'behaviour/1', kept.sealed);
    expect(opened.toString()).toBe('浏览');
  });
});

it('waits where it is while paused, and never makes a key for someone erased in between', async () => {
  await begin('generations');
  await bench.database.transaction((tx) => bench.vault.keys.pause(tx, 'staff:test'));
  expect(await bench.database.transaction((tx) => bench.vault.keys.step(tx))).toBe(false);
  expect((await state()).rotations[0]).toMatchObject({ state: 'paused', done: 0 });
  const gone = people.pop() ?? '';
  MOBILES.pop();
  await bench.database.transaction((tx) => bench.vault.erasePersons(tx, [gone]));
  await bench.database.transaction((tx) => bench.vault.keys.resume(tx, 'staff:test'));
  await finish();
  expect(await query(`select state, wrapped from vault.person_key where person = '${gone}'`)).toEqual([
    { state: 'destroyed', wrapped: null },
  ]);
  await expectWhole();
});

it('leaves what does not open where it is, raises an alarm that names nobody, and keeps its generation', async () => {
  const person = people[3] ?? '';
  await query(
    `update vault.person_key set wrapped = set_bit(wrapped, 200, 1 - get_bit(wrapped, 200)) where person = '${person}'`,
  );
  await begin('generations');
  await finish();
  await bench.database.transaction((tx) => bench.vault.keys.flushAlarms(tx));
  const { rotations, alarms, secrets } = await state();
  expect(rotations[0]).toMatchObject({ state: 'done', damaged: 1 });
  expect(alarms).toMatchObject([{ what: 'person key', count: 1 }]);
  const left = await query<{ generation: number }>(
    `select generation from vault.person_key where person = '${person}'`,
  );
  expect(secrets.find(({ kind, id }) => kind === 'generations' && id === left[0]?.generation)).toMatchObject({
    state: 'retired',
    emptiedAt: null,
  });
  expect(bench.logLines.join('')).not.toContain(person);
  await query(
    `update vault.person_key set wrapped = set_bit(wrapped, 200, 1 - get_bit(wrapped, 200)) where person = '${person}'`,
  );
  await expectWhole();
});

it('retires the generation by itself within a day of an erasure, or after a month', async () => {
  const housekeep = () => bench.database.transaction((tx) => bench.vault.keys.housekeep(tx));
  await begin('generations');
  await finish();
  const current = bench.keyring.vault.current('generations');
  await housekeep();
  expect(bench.keyring.vault.current('generations')).toBe(current);
  bench.clock.advance(1000);
  const gone = people.pop() ?? '';
  MOBILES.pop();
  await bench.database.transaction((tx) => bench.vault.erasePersons(tx, [gone]));
  bench.clock.advance(DAY);
  await housekeep();
  expect(bench.keyring.vault.current('generations')).toBe(current + 1);
  await finish();
  bench.clock.advance(29 * DAY);
  await housekeep();
  expect(bench.keyring.vault.current('generations')).toBe(current + 1);
  bench.clock.advance(2 * DAY);
  await housekeep();
  expect(bench.keyring.vault.current('generations')).toBe(current + 2);
  await finish();
  await expectWhole();
});
