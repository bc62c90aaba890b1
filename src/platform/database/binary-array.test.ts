import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { bigintArray, booleanArray, byteaArray, instantArray, integerArray, textArray, uuidArray } from './index.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ contexts: [] });
});
afterAll(() => test.drop());

const ID = '01890000-0000-7000-8000-00000000000a';
const OTHER = '01890000-0000-7000-8000-00000000000b';

it('carries every value and null of an array to PostgreSQL', async () => {
  const row = await test.database.transaction((tx) =>
    tx.one<Record<string, unknown>>(
      `select $1::text[] as texts, $2::bytea[] as bytes, $3::uuid[] as ids, $4::integer[] as integers, $5::bigint[] as numbers,
          $6::boolean[] as booleans, $7::timestamptz[] as instants`,
      [
        textArray(['', '知诺 {",\\}', 'null', null]),
        byteaArray([Buffer.alloc(0), Buffer.of(0, 255)]),
        uuidArray([ID, ID, null, ID, OTHER]),
        integerArray([null, -1, 2_147_483_647]),
        bigintArray([Number.MAX_SAFE_INTEGER, null, -5]),
        booleanArray([true, null, false]),
        instantArray([new Date(0), null, new Date(1_795_000_000_123), new Date(-62_135_596_800_000)]),
      ],
    ),
  );
  expect(row).toEqual({
    texts: ['', '知诺 {",\\}', 'null', null],
    bytes: [Buffer.alloc(0), Buffer.of(0, 255)],
    ids: [ID, ID, null, ID, OTHER],
    integers: [null, -1, 2_147_483_647],
    numbers: [String(Number.MAX_SAFE_INTEGER), null, '-5'],
    booleans: [true, null, false],
    instants: [new Date(0), null, new Date(1_795_000_000_123), new Date(-62_135_596_800_000)],
  });
});

it('carries empty arrays', async () => {
  const row = await test.database.transaction((tx) =>
    tx.one('select $1::text[] as texts, $2::uuid[] as ids', [textArray([]), uuidArray([])]),
  );
  expect(row).toEqual({ texts: [], ids: [] });
});

it('carries long texts of several bytes a character, however little room was expected', async () => {
  const texts = ['知'.repeat(500), 'é'.repeat(300), 'a'.repeat(2000), '𠮷'.repeat(700), ''];
  const row = await test.database.transaction((tx) => tx.one('select $1::text[] as texts', [textArray(texts)]));
  expect(row).toEqual({ texts });
});

it('takes ids in either case and refuses what is no id', async () => {
  const row = await test.database.transaction((tx) =>
    tx.one('select $1::uuid[] as ids', [uuidArray([ID.toUpperCase()])]),
  );
  expect(row).toEqual({ ids: [ID] });
  const wrong = [
    '',
    ID.slice(1),
    `${ID}0`,
    ID.replaceAll('-', ''),
    ID.replace('a', 'g'),
    ID.replace('-', '–'),
    `{${ID}}`,
  ];
  for (const text of [...wrong, ID.replace('01', '\u{130}1')]) expect(() => uuidArray([text])).toThrow('not a UUID');
});
