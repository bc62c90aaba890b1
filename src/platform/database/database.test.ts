import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { until } from '../../../test/support/until.ts';
import { retryWhenOvertaken } from './retry-when-overtaken.ts';
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

it('sends what may wait with the commit or before the next statement, and takes all back when one of them fails', async () => {
  await test.database.transaction((tx) => tx.execute('create table late (n integer primary key)'));
  const insert = (n: number, tx: Tx) => () => tx.execute('insert into late values ($1)', [n], 'late.insert');
  const count = (tx: Tx) => tx.one<{ count: number }>('select count(*) from late', [], 'late.count');
  for (const pipelined of [true, false]) {
    const seen = await test.database.transaction(
      async (tx) => {
        tx.later(insert(1, tx), insert(2, tx));
        const { count: found } = await count(tx);
        tx.later(insert(3, tx));
        return found;
      },
      { pipelined },
    );
    expect([seen, await test.database.transaction(count)]).toEqual([2, { count: 3 }]);
    const progress = { inDoubt: false };
    const failing = test.database.transaction(async (tx) => tx.later(insert(4, tx), insert(3, tx), insert(5, tx)), {
      pipelined,
      progress,
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect([progress.inDoubt, await test.database.transaction(count)]).toEqual([false, { count: 3 }]);
    await test.database.transaction((tx) => tx.execute('delete from late'));
  }
});

it('tries a transaction again when what it counted on no longer holds as it commits', async () => {
  let tries = 0;
  await test.database.transaction(
    async (tx) => {
      tries += 1;
      const holds = tries > 1;
      tx.later(
        () => tx.execute('select 1', [], 'late.nothing'),
        () => retryWhenOvertaken(tx.execute('select 1 / ($1::boolean)::integer', [holds], 'late.holds')),
      );
    },
    { pipelined: true },
  );
  expect(tries).toBe(2);
});

it('fails what stands behind a value that can not be sent, and the connection goes on', async () => {
  const unsendable = {
    toPostgres: () => {
      throw new TypeError('unsendable');
    },
  };
  const add = (value: unknown, tx: Tx) => tx.one<{ sum: number }>('select $1::integer + 1 as sum', [value], 'add.one');
  const work = (value: unknown) =>
    test.database.transaction(
      (tx) =>
        tx.inOrder(
          () => add(1, tx),
          () => add(value, tx),
          () => add(3, tx),
        ),
      {
        pipelined: true,
      },
    );
  await expect(work(unsendable)).rejects.toThrow('unsendable');
  expect(await work(2)).toEqual([{ sum: 2 }, { sum: 3 }, { sum: 4 }]);
});

it('reads in one go without a transaction around it, each statement seeing what was committed before it, and refuses to write there', async () => {
  await test.database.transaction((tx) => tx.execute('create table seen (n integer primary key)'));
  const looking = { pipelined: true, readOnly: true };
  const count = (tx: Tx) => tx.one<{ count: number }>('select count(*)::int as count from seen', [], 'seen.count');
  const counts = await test.database.transaction(async (tx) => {
    const [before] = await tx.inOrder(() => count(tx));
    await test.database.transaction((other) => other.execute('insert into seen values (1)'));
    return [before, await count(tx)];
  }, looking);
  expect(counts).toEqual([{ count: 0 }, { count: 1 }]);
  const write = (tx: Tx) => tx.execute('insert into seen values (2)');
  await expect(test.database.transaction(write, looking)).rejects.toMatchObject({ code: '25006' });
  // The connection goes on, and nothing of it was written.
  expect(await test.database.transaction(count, looking)).toEqual({ count: 1 });
});

it('has nothing compiled whose plan is made once for all', async () => {
  for (const readOnly of [true, false]) {
    const shown = await test.database.transaction((tx) => tx.query('show jit'), { pipelined: true, readOnly });
    expect(shown, readOnly ? 'looking' : 'writing').toEqual([{ jit: 'off' }]);
  }
});
