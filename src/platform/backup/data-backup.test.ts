import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { ManualClock } from '../clock.ts';
import { Database, type MigrationSet } from '../database/index.ts';
import { Failure } from '../failure.ts';
import { JobQueue } from '../jobs/index.ts';
import { openKeyring, type ServiceRing } from '../keyring/index.ts';
import { silentLogger } from '../logging.ts';
import { startEmbeddedPostgres } from '../postgres/start-embedded-postgres.ts';
import {
  backupData,
  importDatabase,
  openDataBackup,
  pendingRestoration,
  platformMigrations,
  readBackupFile,
  releaseRestoration,
  restoreData,
  verifyContent,
  writeBackupFile,
} from './index.ts';

const clock = new ManualClock('2026-11-11T12:00:00Z');
const log = silentLogger();
const base = mkdtempSync(join(tmpdir(), 'zhinuo-backup-'));
const FIRST = `
  create table sample.person (id bigint generated always as identity primary key, name text not null, born date,
    seen timestamptz, ratio double precision, amount numeric, photo bytea, tags text[], detail jsonb, gap interval,
    short text generated always as (left(name, 1)) stored);
  create table sample."Odd ""name""" ("select" integer references sample.person (id), "大小" text);
  create table sample.entry (n integer primary key);
  create function sample.refuse() returns trigger language plpgsql as $$ begin raise 'append only'; end $$;
  create trigger append_only before update or delete or truncate on sample.entry for each statement execute function sample.refuse();
  create trigger no_backdating before insert on sample.entry for each row when (new.n < 0) execute function sample.refuse();
  insert into sample.entry values (0);
`;

function migrationSet(name: string, files: Record<string, string>): MigrationSet {
  const directory = join(base, name);
  mkdirSync(directory, { recursive: true });
  for (const [file, sql] of Object.entries(files)) writeFileSync(join(directory, file), sql);
  return { context: 'sample', directory: pathToFileURL(`${directory}/`) };
}

const SETS = [platformMigrations, migrationSet('first', { '0001-sample.sql': FIRST })];
let source: TestDatabase;
let service: ServiceRing;
let file = '';
const keys = join(base, 'keys');
const made: TestDatabase[] = [];

beforeAll(async () => {
  service = openKeyring({ directory: keys, clock }).service;
  source = await createTestDatabase({ contexts: [], sets: SETS.slice(1) });
  await source.database.transaction(async (tx) => {
    await tx.execute(
      `insert into sample.person (name, born, seen, ratio, amount, photo, tags, detail, gap)
       values ($1, '1990-02-28', '2026-11-11 20:00:00.123456+08', 0.1::float8 + 0.2, 12345678901234567890.123456789, $2, $3, $4, '1 year 2 days 03:04:05.6')`,
      ['张三\t\n\\N "引号"', Buffer.from([0, 255, 10, 92]), ['a,b', '知"诺', null], JSON.stringify({ 名: [1, null] })],
    );
    await tx.execute("insert into sample.person (name) select '人' || n from generate_series(2, 20000) n");
    await tx.execute(`insert into sample."Odd ""name""" values (1, ''), (2, null)`);
    await tx.execute('insert into sample.entry values (5), (7)');
    await new JobQueue(source.database, log).enqueue(tx, 'send', { batch: 1 });
  });
  file = await backUp('data.bak');
});
afterEach(async () => {
  for (const each of made.splice(0)) await each.drop();
});
afterAll(async () => {
  await source.drop();
  rmSync(base, { recursive: true, force: true });
});

async function backUp(name: string): Promise<string> {
  const path = join(base, name);
  await backupData({ database: source.database, service, clock }, (bytes) => writeBackupFile(path, bytes));
  return path;
}

async function emptyDatabase(): Promise<Database> {
  const test = await createEmptyDatabase();
  made.push(test);
  return test.database;
}

async function restoreInto(database: Database, path = file, sets = SETS) {
  const content = await openDataBackup(readBackupFile(path), service, clock);
  return importDatabase({ database, sets, content, clock, log });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'no failure',
    (reason: unknown) => reason,
  );
  return error instanceof Failure ? error.code : String(error);
}

async function everything(database: Database): Promise<unknown> {
  return database.transaction(async (tx) => ({
    digest: await tx.query('select count(*), md5(string_agg(p::text, chr(10) order by id)) from sample.person p'),
    first: await tx.query('select * from sample.person where id = 1'),
    odd: await tx.query('select * from sample."Odd ""name""" order by 1'),
    entries: await tx.query('select n from sample.entry order by n'),
  }));
}

describe('a data backup', () => {
  it('brings every value, sequence and computed column back', async () => {
    const database = await emptyDatabase();
    const result = await restoreInto(database);
    expect(result).toMatchObject({ madeAt: clock.now() });
    expect(result.rows).toBeGreaterThanOrEqual(20_000 + 2 + 3);
    expect(await everything(database)).toEqual(await everything(source.database));
    const next = await database.transaction((tx) =>
      tx.one("insert into sample.person (name) values ('新') returning id, short"),
    );
    expect(next).toEqual({ id: 20_001, short: '新' });
  });

  it('is of one instant, whatever is written while it is made', async () => {
    const other = join(base, 'instant.bak');
    await backupData({ database: source.database, service, clock }, async (bytes) => {
      await writeBackupFile(
        other,
        (async function* () {
          let started = false;
          for await (const chunk of bytes) {
            if (!started)
              await source.database.transaction((tx) => tx.execute("insert into sample.person (name) values ('后来')"));
            started = true;
            yield chunk;
          }
        })(),
      );
    });
    const database = await emptyDatabase();
    await restoreInto(database, other);
    const [before, after] = await Promise.all(
      [database, source.database].map((each) =>
        each.transaction((tx) => tx.one<{ n: number }>("select count(*) as n from sample.person where name = '后来'")),
      ),
    );
    await source.database.transaction((tx) => tx.execute("delete from sample.person where name = '后来'"));
    expect([before, after]).toEqual([{ n: 0 }, { n: 1 }]);
  });

  it('marks the database as restored until somebody releases it, and parks every job', async () => {
    const database = await emptyDatabase();
    await restoreInto(database);
    await database.transaction(async (tx) => {
      expect(await pendingRestoration(tx)).toEqual({ restoredAt: clock.now(), backupMadeAt: clock.now() });
      const queue = new JobQueue(database, log);
      expect(await queue.dead(tx)).toMatchObject([{ task: 'send', lastError: 'restored from a backup' }]);
      const receipt = '01930000-0000-7000-8000-000000000001';
      expect(await releaseRestoration(tx, { at: clock.now(), by: 'staff:1', reason: 'replayed', receipt })).toBe(1);
      expect(await pendingRestoration(tx)).toBeUndefined();
    });
    expect(await source.database.transaction(pendingRestoration)).toBeUndefined();
  });

  it('keeps the guards of the tables in force after a restore', async () => {
    const database = await emptyDatabase();
    await restoreInto(database);
    for (const act of ['delete from sample.entry', 'insert into sample.entry values (-1)'])
      await expect(database.transaction((tx) => tx.execute(act))).rejects.toThrow('append only');
  });

  it('is brought forward by a newer program and refused by an older or edited one', async () => {
    const newer = migrationSet('newer', {
      '0001-sample.sql': FIRST,
      '0002-mark.sql':
        'alter table sample.entry add column mark text; create table sample.copy as select n from sample.entry',
    });
    const database = await emptyDatabase();
    await restoreInto(database, file, [platformMigrations, newer]);
    expect(await database.transaction((tx) => tx.query('select n from sample.copy order by n'))).toEqual([
      { n: 0 },
      { n: 5 },
      { n: 7 },
    ]);
    const edited = migrationSet('edited', { '0001-sample.sql': `${FIRST} -- edited` });
    const untouched = await emptyDatabase();
    expect(await codeOf(restoreInto(untouched, file, [platformMigrations, edited]))).toBe('backup.other-program');
    expect(await codeOf(restoreInto(untouched, file, [platformMigrations]))).toBe('backup.other-program');
  });

  it('is never restored over anything', async () => {
    expect(await codeOf(restoreInto(source.database))).toBe('backup.not-empty');
  });

  it('holds no value in clear', () => {
    const bytes = readFileSync(file);
    for (const word of ['张三', 'sample', 'Odd', 'platform']) expect(bytes.includes(word)).toBe(false);
    expect(bytes.subarray(0, 8).toString()).toBe('ZHINUOBK');
  });

  it('is refused with other keys and past its date', async () => {
    const stranger = openKeyring({ directory: join(base, 'other-keys'), clock }).service;
    expect(await codeOf(openDataBackup(readBackupFile(file), stranger, clock))).toBe('backup.other-keys');
    const later = new ManualClock('2026-12-16T12:00:00Z');
    expect(await codeOf(openDataBackup(readBackupFile(file), service, later))).toBe('backup.expired');
  });

  it('restores nothing when it was cut, changed or lengthened anywhere', async () => {
    const whole = readFileSync(file);
    const bad: Buffer[] = [
      whole.subarray(0, 5),
      whole.subarray(0, 200),
      whole.subarray(0, whole.length - 1),
      whole.subarray(0, Math.floor(whole.length / 2)),
      Buffer.concat([whole, Buffer.of(0)]),
      Buffer.from('not a backup at all'),
      Buffer.alloc(0),
    ];
    for (const at of [3, 9, 11, 40, 150, whole.length >> 1, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      bad.push(changed);
    }
    const laterDate = Buffer.from(
      whole.toString('latin1').replace('"opensUntil":"2026', '"opensUntil":"2926'),
      'latin1',
    );
    expect(laterDate.equals(whole)).toBe(false);
    const database = await emptyDatabase();
    const path = join(base, 'bad.bak');
    for (const each of [...bad, laterDate]) {
      writeFileSync(path, each);
      expect(await codeOf(restoreInto(database, path))).toMatch(/^backup\.(damaged|not-a-backup|other-keys)$/);
      const rows = await database
        .transaction((tx) =>
          tx.query("select 1 from pg_tables where schemaname = 'sample' and (select count(*) from sample.person) > 0"),
        )
        .catch(() => []);
      expect(rows).toEqual([]);
    }
  });

  it('can be verified without a database', async () => {
    const content = await openDataBackup(readBackupFile(file), service, clock);
    expect((await verifyContent(content)).rows).toBeGreaterThan(20_000);
    const cut = join(base, 'cut.bak');
    writeFileSync(cut, readFileSync(file).subarray(0, -100));
    expect(await codeOf(openDataBackup(readBackupFile(cut), service, clock).then(verifyContent))).toBe(
      'backup.damaged',
    );
  });
});

describe('restoring into a data directory', () => {
  const target = (dataDirectory: string) => ({
    dataDirectory,
    keysDirectory: join(dataDirectory, 'keys'),
    sets: SETS,
    clock,
    log,
  });
  const opened = (path = file) => openDataBackup(readBackupFile(path), service, clock);

  it('makes a database that a server starts on, beside the keys', async () => {
    const directory = join(base, 'restored');
    mkdirSync(join(directory, 'keys'), { recursive: true });
    mkdirSync(join(directory, 'restoring'));
    await restoreData(target(directory), await opened());
    expect(readdirSync(directory).sort()).toEqual(['cluster', 'keys']);
    const server = await startEmbeddedPostgres({ dataDirectory: directory, log });
    const database = new Database({ connection: server.connection, log });
    expect(await everything(database)).toEqual(await everything(source.database));
    await database.close();
    await server.stop();
    expect(await codeOf(restoreData(target(directory), await opened()))).toBe('backup.not-empty');
  });

  it('leaves nothing behind when the backup is damaged', async () => {
    const directory = join(base, 'refused');
    const cut = join(base, 'cut.bak');
    writeFileSync(cut, readFileSync(file).subarray(0, -1));
    expect(await codeOf(opened(cut).then((content) => restoreData(target(directory), content)))).toBe('backup.damaged');
    expect(readdirSync(directory)).toEqual([]);
  });
});
