import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../../test/support/test-vault.ts';
import { UNRECOVERABLE_DAYS } from './key-retirement.ts';

const DAY = 86_400_000;
const MOBILE = '13855556666';
let bench: TestVault;
let gone = '';
let stays = '';
beforeAll(async () => {
  bench = await openTestVault();
  await bench.database.transaction(async (tx) => {
    [gone = '', stays = ''] = await bench.newPersons(tx, 2);
    const permit = await bench.collect(tx, [gone, stays], ['name', 'mobile']);
    await bench.vault.storeFields(tx, permit, [
      { person: gone, field: 'name', value: '秦二十' },
      { person: gone, field: 'mobile', value: MOBILE },
      { person: stays, field: 'name', value: '许廿一' },
    ]);
  });
});
afterAll(() => bench.close());

const run = (sql: string) => bench.database.transaction((tx) => tx.execute(sql));
const read = (person: string) =>
  bench.database.transaction(async (tx) => {
    const permit = await bench.use(tx, [person], ['name']);
    return (await bench.anotherServer().open(tx, permit, [person], ['name'])).get(person);
  });

/** The tables of the vault as a backup holds them; the keys in it are wrapped. */
async function backUp(): Promise<void> {
  await run('create schema backup');
  for (const table of ['person_key', 'field', 'blind_index'])
    await run(`create table backup.${table} as select * from vault.${table}`);
}

async function restore(): Promise<void> {
  for (const table of ['person_key', 'field', 'blind_index']) {
    await run(`delete from vault.${table}`);
    await run(`insert into vault.${table} select * from backup.${table}`);
  }
}

/** The background's turns of one day. */
async function aDayPasses(): Promise<void> {
  bench.clock.advance(DAY);
  for (let turn = 0; turn < 3; turn += 1) {
    await bench.database.transaction((tx) => bench.vault.keys.housekeep(tx));
    while (await bench.database.transaction((tx) => bench.vault.keys.step(tx)));
  }
}

it('is recoverable from a backup while the generation lives, and from none once it is gone, on the day that was told', async () => {
  await backUp();
  await bench.database.transaction((tx) => bench.vault.erasePersons(tx, [gone]));
  expect(await read(gone)).toBeUndefined();
  await restore();
  expect(await read(gone), 'a backup of yesterday opens while its generation lives').toEqual({ name: '秦二十' });
  await bench.database.transaction((tx) => bench.vault.erasePersons(tx, [gone]));
  for (let day = 0; day < UNRECOVERABLE_DAYS; day += 1) await aDayPasses();
  expect(await read(stays)).toEqual({ name: '许廿一' });
  await restore();
  bench.logLines.length = 0;
  await expect(read(gone)).rejects.toMatchObject({ code: 'vault.generation-destroyed' });
  expect(bench.logLines.join(''), 'a key that was destroyed as planned is no tampering').not.toContain('alarm');
});

it('keeps the digest of an address for the no that outlives the person, through every rotation', async () => {
  const before = bench.vault.standingDigest('mobile', MOBILE);
  await run('truncate vault.person_key, vault.field, vault.blind_index');
  for (const kind of ['indexes', 'generations', 'persons'] as const) {
    await bench.database.transaction((tx) => bench.vault.keys.begin(tx, kind, 'staff:test'));
    while (await bench.database.transaction((tx) => bench.vault.keys.step(tx)));
  }
  expect(bench.vault.standingDigest('mobile', '+86 138-5555-6666')).toEqual(before);
});
