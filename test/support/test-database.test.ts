import { afterAll, expect, it } from 'vitest';
import { platformMigrations } from '../../src/platform/backup/index.ts';
import { readMigrations } from '../../src/platform/database/index.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const made: TestDatabase[] = [];
afterAll(async () => {
  for (const each of made) await each.drop();
});

it('gives every test a database of its own', async () => {
  for (let i = 0; i < 2; i += 1) made.push(await createTestDatabase({ contexts: [] }));
  const [one, two] = made;
  await one?.database.transaction((tx) => tx.execute('create table mark (id integer)'));
  const seen = await two?.database.transaction((tx) => tx.query("select 1 from pg_tables where tablename = 'mark'"));
  expect(seen).toEqual([]);
});

it('has the schema of the migrations, in UTF-8', async () => {
  const test = await createTestDatabase({ contexts: [] });
  made.push(test);
  const row = await test.database.transaction((tx) =>
    tx.one<{ migrations: number; encoding: string }>(
      "select (select count(*) from platform.migration)::int as migrations, current_setting('server_encoding') as encoding",
    ),
  );
  const own = await readMigrations([platformMigrations]);
  expect(own.length).toBeGreaterThan(0);
  expect(row).toEqual({ migrations: own.length, encoding: 'UTF8' });
});

it('builds one template even when several are asked for at once', async () => {
  const several = await Promise.all([1, 2, 3].map(() => createTestDatabase({ contexts: [] })));
  made.push(...several);
  const first = several[0];
  const templates = await first?.database.transaction((tx) =>
    tx.query<{ datname: string }>("select datname from pg_database where datname like 'zhinuo\\_template\\_%\\_draft'"),
  );
  expect(templates).toEqual([]);
  expect(new Set(several.map((each) => each.url)).size).toBe(3);
});

it('refuses a context that has no migrations', async () => {
  await expect(createTestDatabase({ contexts: ['nowhere'] })).rejects.toThrow('nowhere has no migrations');
});
