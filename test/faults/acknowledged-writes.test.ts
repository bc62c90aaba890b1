import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Database } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/postgres/start-embedded-postgres.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startProgram } from '../support/start-program.ts';
import { until } from '../support/until.ts';

const log = silentLogger();
const directories: string[] = [];
const servers: EmbeddedPostgres[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-faults-'));
  directories.push(directory);
  return directory;
}

const numberIn = (line: string): number => Number(line.split(' ')[1]);

const answers = (database: Database): Promise<boolean> =>
  database
    .transaction((tx) => tx.query('select 1'))
    .then(
      () => true,
      () => false,
    );

async function written(server: EmbeddedPostgres): Promise<Set<number>> {
  const database = new Database({ connection: server.connection, log });
  const rows = await database.transaction((tx) => tx.query<{ n: number }>('select n from written'));
  await database.close();
  return new Set(rows.map(({ n }) => n));
}

it(
  `loses no acknowledged write when PostgreSQL is killed (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    const server = await startEmbeddedPostgres({ dataDirectory: newDirectory(), log });
    servers.push(server);
    const database = new Database({ connection: server.connection, log });
    await database.transaction((tx) => tx.execute('create table written (n integer primary key)'));
    const acknowledged = new Set<number>();
    let [next, over] = [1, false];
    const write = async () => {
      while (!over) {
        const n = next;
        next += 1;
        const done = await database
          .transaction((tx) => tx.execute('insert into written values ($1)', [n]))
          .catch(() => 0);
        if (done === 1) acknowledged.add(n);
        else await until(() => over || answers(database));
      }
    };
    const writers = [1, 2, 3, 4].map(write);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const target = acknowledged.size + Math.ceil(random() * 300);
      await until(() => acknowledged.size >= target);
      process.kill((await until(() => server.pid)) ?? 0, 'SIGKILL');
      await until(() => server.health().restarts === round);
    }
    over = true;
    await Promise.all(writers);
    await database.close();
    const kept = await written(server);
    expect([...acknowledged].filter((n) => !kept.has(n))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(ROUNDS);
  },
  FAULT_LIMIT,
);

it(
  `loses no acknowledged write when node is killed, alone or with PostgreSQL (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED + 1);
    const dataDirectory = newDirectory();
    const entry = new URL('../support/programs/write-until-killed.ts', import.meta.url);
    let last = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const program = await startProgram(entry, [dataDirectory]);
      const postgres = numberIn(await program.line((line) => line.startsWith('server ')));
      const target = last + Math.ceil(random() * 300);
      const reached = await program.line((line) => line.startsWith('committed ') && numberIn(line) >= target);
      last = numberIn(reached);
      const both = random() < 0.5;
      await program.kill();
      if (both) process.kill(postgres, 'SIGKILL');
    }
    const server = await startEmbeddedPostgres({ dataDirectory, log });
    servers.push(server);
    const kept = await written(server);
    const promised = Array.from({ length: last }, (_, index) => index + 1);
    expect(promised.filter((n) => !kept.has(n))).toEqual([]);
  },
  FAULT_LIMIT,
);
