import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../http/index.ts';
import { addBackupRoute, backupKeys, pendingRestoration, writeBackupFile } from '../platform/backup/index.ts';
import { ManualClock } from '../platform/clock.ts';
import { Database, migrate } from '../platform/database/index.ts';
import { Failure } from '../platform/failure.ts';
import { JobQueue } from '../platform/jobs/index.ts';
import { openKeyring } from '../platform/keyring/index.ts';
import { silentLogger } from '../platform/logging.ts';
import { startEmbeddedPostgres } from '../platform/postgres/start-embedded-postgres.ts';
import { MIGRATIONS } from '../wiring/wire-contexts.ts';
import { backUpData, type DataLocation } from './back-up-data.ts';
import { readPassphrase } from './read-passphrase.ts';
import { restoreBackup } from './restore-backup.ts';

const clock = new ManualClock('2026-11-11T12:00:00Z');
const log = silentLogger();
const base = mkdtempSync(join(tmpdir(), 'zhinuo-commands-'));
const dataDirectory = join(base, 'data');
const keysDirectory = join(dataDirectory, 'keys');
const KEY = 'an-administrator-key-of-32-characters';
const PASSPHRASE = '备份密钥用的口令，够长了';

let location: DataLocation;
const closers: (() => Promise<unknown>)[] = [];

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

beforeAll(async () => {
  const server = await startEmbeddedPostgres({ dataDirectory, log });
  closers.push(() => server.stop());
  const { service } = openKeyring({ directory: keysDirectory, clock });
  const database = new Database({ connection: server.connection, log });
  closers.push(() => database.close());
  await migrate(database, MIGRATIONS);
  await new JobQueue(database, log).migrate();
  await database.transaction((tx) =>
    tx.execute("create table platform.kept as select n, '值' || n as word from generate_series(1, 5000) n"),
  );
  const app = await createServer({
    log,
    resolvers: {
      apiKey: async (request) => {
        const permissions = new Set(request.headers.authorization === `Bearer ${KEY}` ? ['operations.backup'] : []);
        return { kind: 'api-key', id: 'test', permissions, tier: 0 };
      },
    },
  });
  addBackupRoute(app, { database, service, clock });
  await app.listen({ host: '127.0.0.1', port: 0 });
  closers.push(() => app.close());
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  location = { dataDirectory, keysDirectory, host: '127.0.0.1', port, bootstrapKey: KEY };
});
afterAll(async () => {
  await closeAll();
  rmSync(base, { recursive: true, force: true });
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'no failure',
    (reason: unknown) => reason,
  );
  return error instanceof Failure ? error.code : String(error);
}

it('backs up through the running server, refuses without its key, and leaves no file then', async () => {
  const file = join(base, 'running.bak');
  const { bootstrapKey: _, ...keyless } = location;
  expect(await codeOf(backUpData(keyless, file, clock, log))).toBe('backup.server-needs-key');
  const wrong = { ...location, bootstrapKey: 'another-key-of-thirty-two-characters' };
  expect(await codeOf(backUpData(wrong, file, clock, log))).toBe('backup.server-refused');
  expect(readdirSync(base)).toEqual(['data']);
  expect((await backUpData(location, file, clock, log)).rows).toBeGreaterThanOrEqual(5000);
  expect(await codeOf(backUpData(location, file, clock, log))).toBe('backup.file-exists');
});

it('backs up a stopped server by opening its directory, and restores keys, then data', async () => {
  await closeAll();
  const file = join(base, 'stopped.bak');
  const keys = join(base, 'keys.bak');
  await backUpData(location, file, clock, log);
  await backupKeys(keysDirectory, PASSPHRASE, clock, (bytes) => writeBackupFile(keys, bytes));
  const target = {
    dataDirectory: join(base, 'new'),
    keysDirectory: join(base, 'new', 'keys'),
    journalDirectory: join(base, 'new', 'journal'),
  };
  const from = { sets: MIGRATIONS, findPassphrase: async () => PASSPHRASE, clock, log };
  expect(await codeOf(restoreBackup(target, file, from))).toBe('backup.no-keys');
  expect(await restoreBackup(target, keys, from)).toMatchObject({ kind: 'keys' });
  // A table that no migration makes: the backup of another program.
  expect(await codeOf(restoreBackup(target, file, from))).toBe('backup.other-program');
  expect(readdirSync(target.dataDirectory)).toEqual(['keys']);
});

it('brings a whole server back, marked as restored', async () => {
  const old = await startEmbeddedPostgres({ dataDirectory, log });
  const before = new Database({ connection: old.connection, log });
  await before.transaction((tx) => tx.execute('drop table platform.kept'));
  await before.close();
  await old.stop();
  const file = join(base, 'whole.bak');
  const made = await backUpData(location, file, clock, log);
  const target = {
    dataDirectory: join(base, 'new'),
    keysDirectory: join(base, 'new', 'keys'),
    journalDirectory: join(base, 'new', 'journal'),
  };
  const from = { sets: MIGRATIONS, findPassphrase: async () => PASSPHRASE, clock, log };
  expect(await restoreBackup(target, file, from)).toEqual({ kind: 'data', journal: null, ...made });
  const server = await startEmbeddedPostgres({ dataDirectory: target.dataDirectory, log });
  closers.push(() => server.stop());
  const database = new Database({ connection: server.connection, log });
  closers.push(() => database.close());
  await migrate(database, MIGRATIONS);
  expect(await database.transaction(pendingRestoration)).toEqual({
    restoredAt: clock.now(),
    backupMadeAt: clock.now(),
  });
});

it('says that there is nothing to back up instead of making an empty database', async () => {
  const empty = { ...location, dataDirectory: join(base, 'nothing') };
  expect(await codeOf(backUpData(empty, join(base, 'nothing.bak'), clock, log))).toBe('backup.no-data');
  expect(readdirSync(base)).not.toContain('nothing');
});

it('reads a passphrase from the first line of standard input, however it arrives', async () => {
  expect(await readPassphrase('', Readable.from(['一段', '口令\n第二行\n']))).toBe('一段口令');
  expect(await readPassphrase('', Readable.from([]))).toBe('');
});
