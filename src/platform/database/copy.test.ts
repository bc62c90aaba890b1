import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { copyIn, copyOut } from './copy.ts';
import type { Tx } from './tx.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createEmptyDatabase();
  await test.database.transaction((tx) => tx.execute('create table item (n integer primary key, word text)'));
});
afterAll(async () => test.drop());

async function* lines(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const count = (tx: Tx) => tx.one<{ n: number }>('select count(*) as n from item');

it('moves rows in and out, however they are cut into pieces', async () => {
  const rolledBack = new Error('roll back');
  const work = test.database.transaction(async (tx) => {
    expect(await copyIn(tx, 'copy item from stdin', lines('1\t知', '诺\n2\t\\N\n3', '\tthree\n'))).toEqual({ rows: 3 });
    const seen: Buffer[] = [];
    for await (const batch of copyOut(tx, 'copy (select * from item order by n) to stdout')) seen.push(batch);
    expect(Buffer.concat(seen).toString()).toBe('1\t知诺\n2\t\\N\n3\tthree\n');
    expect(await count(tx)).toEqual({ n: 3 });
    throw rolledBack;
  });
  await expect(work).rejects.toBe(rolledBack);
});

it('holds the server back for a slow reader and loses nothing of a large table', async () => {
  const rows = await test.database.transaction(async (tx) => {
    const out = copyOut(tx, `copy (select n, repeat('x', 100) from generate_series(1, 300000) n) to stdout`);
    let bytes = 0;
    for (;;) {
      const next = await out.next();
      if (next.done === true) return { ...next.value, bytes };
      bytes += next.value.length;
      await new Promise(setImmediate);
    }
  });
  const digits = 9 + 90 * 2 + 900 * 3 + 9_000 * 4 + 90_000 * 5 + 200_001 * 6;
  expect(rows).toEqual({ rows: 300_000, bytes: digits + 300_000 * 102 });
});

it('leaves the transaction usable when the reader stops early', async () => {
  await test.database.transaction(async (tx) => {
    for await (const batch of copyOut(tx, 'copy (select generate_series(1, 1000000)) to stdout')) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(await count(tx)).toEqual({ n: 0 });
  });
});

it("throws the server's error and nothing stays", async () => {
  const work = test.database.transaction((tx) => copyIn(tx, 'copy item from stdin', lines('1\ta\n1\tb\n')));
  await expect(work).rejects.toMatchObject({ code: '23505' });
  await expect(
    test.database.transaction(async (tx) => copyOut(tx, 'copy nowhere to stdout').next()),
  ).rejects.toMatchObject({ code: '42P01' });
  expect(await test.database.transaction(count)).toEqual({ n: 0 });
});

it("throws the source's error and nothing stays", async () => {
  const cut = new Error('the file ended');
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('1\ta\n');
    throw cut;
  }
  await expect(test.database.transaction((tx) => copyIn(tx, 'copy item from stdin', failing()))).rejects.toBe(cut);
  expect(await test.database.transaction(count)).toEqual({ n: 0 });
});
