import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { copyIn } from './copy.ts';
import { copyRows } from './copy-rows.ts';
import type { Tx } from './tx.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createEmptyDatabase();
});
afterAll(async () => test.drop());

/** Rows of a number and bytes of that many times `x`. */
const rowsOf = (sizes: string): string =>
  `copy (select n::bigint, convert_to(repeat('x', n), 'UTF8') from (${sizes}) as size (n)) to stdout (format binary)`;

async function read(tx: Tx, text: string): Promise<{ numbers: number[]; wrong: number; rows: number }> {
  const numbers: number[] = [];
  let wrong = 0;
  const { rows } = await copyRows(tx, text, (bytes, from, to) => {
    const number = Number(bytes.readBigInt64BE(from + 6));
    numbers.push(number);
    if (bytes.toString('latin1', from + 18, to) !== 'x'.repeat(number)) wrong += 1;
    // What a reader may do with the room before the data harms nothing.
    bytes.fill(0, 0, 4096);
  });
  return { numbers, wrong, rows };
}

const KINDS = [{ reading: true }, { reading: false }];

it.each(KINDS)('gives each row whole, whatever its size, %o', async (kind) => {
  const sizes =
    'select n % 2000 from generate_series(1, 20000) n union all values (0), (3000000), (1), (131072), (131071)';
  const found = await test.database.transaction((tx) => read(tx, rowsOf(sizes)), kind);
  expect(found.numbers).toHaveLength(20_005);
  expect(found.numbers.slice(-5)).toEqual([0, 3_000_000, 1, 131_072, 131_071]);
  expect(found).toMatchObject({ wrong: 0, rows: 20_005 });
  expect(await test.database.transaction((tx) => read(tx, rowsOf('select 1 where false')), kind)).toEqual({
    numbers: [],
    wrong: 0,
    rows: 0,
  });
});

it('runs everything else on a reading connection as on any other', async () => {
  await test.database.transaction(async (tx) => {
    await tx.execute('create table item (n integer primary key, word text)');
    const source = async function* () {
      yield Buffer.from('1\t知诺\n2\t\\N\n');
    };
    expect(await copyIn(tx, 'copy item from stdin', source())).toEqual({ rows: 2 });
    expect(await tx.query('select n, word from item order by n')).toEqual([
      { n: 1, word: '知诺' },
      { n: 2, word: null },
    ]);
    const [{ long } = { long: '' }] = await tx.query<{ long: string }>(`select repeat('诺', 2000000) as long`);
    expect(long).toBe('诺'.repeat(2_000_000));
  }, KINDS[0]);
  await expect(test.database.transaction((tx) => tx.query('select * from nowhere'), KINDS[0])).rejects.toMatchObject({
    code: '42P01',
  });
});

it.each(KINDS)('throws what the reader or the server says, %o', async (kind) => {
  const { database } = test;
  const full = new Error('full');
  let seen = 0;
  const reader = () => {
    seen += 1;
    throw full;
  };
  const many = rowsOf('select 5 from generate_series(1, 5000)');
  await expect(database.transaction((tx) => copyRows(tx, many, reader), kind)).rejects.toBe(full);
  expect(seen).toBe(1);
  const bad = 'copy (select 1 / (3 - n) from generate_series(1, 5) n) to stdout (format binary)';
  await expect(database.transaction((tx) => copyRows(tx, bad, () => undefined), kind)).rejects.toMatchObject({
    code: '22012',
  });
  await expect(
    database.transaction((tx) => copyRows(tx, 'copy (select 1) to stdout', () => undefined), kind),
  ).rejects.toThrow('binary');
  expect(await database.transaction((tx) => read(tx, rowsOf('select 7')), kind)).toMatchObject({
    numbers: [7],
    wrong: 0,
  });
});
