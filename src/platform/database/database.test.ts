import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { until } from '../../../test/support/until.ts';
import type { Tx } from './tx.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createEmptyDatabase();
});
afterAll(async () => test.drop());

it('outlives the loss of a connection in the middle of a transaction, and goes on with another', async () => {
  const cut = test.database.transaction(async (tx) => {
    const { pid } = await tx.one<{ pid: number }>('select pg_backend_pid() as pid');
    await test.database.transaction((other) => other.execute('select pg_terminate_backend($1)', [pid]));
    await until(() =>
      tx.query('select 1').then(
        () => false,
        () => true,
      ),
    );
    await tx.query('select 1');
  });
  await expect(cut).rejects.toThrow();
  expect(await test.database.transaction((tx) => tx.one('select 1 as n'))).toEqual({ n: 1 });
});

it('sends statements in one go, in their order, throws the error of the first that fails, and the connection goes on', async () => {
  await test.database.transaction((tx) => tx.execute('create table line (n integer primary key)'));
  const insert = (n: number, tx: Tx) => () => tx.execute('insert into line values ($1)', [n], 'line.insert');
  for (const pipelined of [true, false]) {
    const work = (numbers: readonly number[]) =>
      test.database.transaction(
        async (tx) => {
          await tx.inOrder(...numbers.map((n) => insert(n, tx)));
          const [rows, sum] = await tx.inOrder(
            () => tx.query<{ n: number }>('select n from line order by n'),
            () => tx.one<{ sum: number }>('select sum(n) as sum from line', [], 'line.sum'),
          );
          return [rows.map((row) => row.n), sum.sum];
        },
        { pipelined },
      );
    expect(await work([2, 1])).toEqual([[1, 2], 3]);
    await expect(work([3, 2, 4])).rejects.toMatchObject({ code: '23505' });
    expect(await work([3])).toEqual([[1, 2, 3], 6]);
    await test.database.transaction((tx) => tx.execute('delete from line'));
  }
});
