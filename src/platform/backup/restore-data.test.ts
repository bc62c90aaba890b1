import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startProgram } from '../../../test/support/start-program.ts';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { systemClock } from '../clock.ts';
import { openKeyring } from '../keyring/index.ts';
import { silentLogger } from '../logging.ts';
import {
  backupData,
  openDataBackup,
  platformMigrations,
  readBackupFile,
  restoreData,
  writeBackupFile,
} from './index.ts';

const base = mkdtempSync(join(tmpdir(), 'zhinuo-restore-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

it('leaves no database when it is killed half-way, and starts over', async () => {
  const keysDirectory = join(base, 'keys');
  const { service } = openKeyring({ directory: keysDirectory, clock: systemClock });
  const source = await createTestDatabase({ contexts: [] });
  await source.database.transaction(async (tx) => {
    const id = '01930000-0000-7000-8000-';
    await tx.execute(
      `insert into platform.restoration select ($1 || lpad(n::text, 12, '0'))::uuid, now(), now(), now() from generate_series(1, 50000) n`,
      [id],
    );
  });
  const file = join(base, 'data.bak');
  await backupData({ database: source.database, service, clock: systemClock }, (bytes) => writeBackupFile(file, bytes));
  await source.drop();
  const dataDirectory = join(base, 'data');
  const entry = new URL('../../../test/support/programs/restore-slowly.ts', import.meta.url);
  const migrations = platformMigrations.directory.href;
  const program = await startProgram(entry, [dataDirectory, keysDirectory, file, migrations]);
  await program.line((line) => line === 'half');
  await program.kill();
  expect(readdirSync(dataDirectory)).not.toContain('cluster');
  const content = await openDataBackup(readBackupFile(file), service, systemClock);
  const target = { dataDirectory, keysDirectory, sets: [platformMigrations], clock: systemClock, log: silentLogger() };
  expect(await restoreData(target, content)).toMatchObject({ rows: 50_000 });
  expect(readdirSync(dataDirectory)).toEqual(['cluster']);
});
