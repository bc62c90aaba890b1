import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { until } from '../../../test/support/until.ts';

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
