import { Database } from '../../../src/platform/database/index.ts';
import { createLogger } from '../../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../../src/platform/postgres/start-embedded-postgres.ts';

// Commits one number after another and prints each when its commit was acknowledged, until it is killed.
const log = createLogger({ level: 'silent' });
const server = await startEmbeddedPostgres({ dataDirectory: process.argv[2] ?? '', log });
const database = new Database({ connection: server.connection, log });
await database.transaction((tx) => tx.execute('create table if not exists written (n integer primary key)'));
const { last } = await database.transaction((tx) =>
  tx.one<{ last: number }>('select coalesce(max(n), 0) as last from written'),
);
console.log(`server ${server.pid}`);
for (let n = last + 1; ; n += 1) {
  await database.transaction((tx) => tx.execute('insert into written values ($1)', [n]));
  console.log(`committed ${n}`);
}
