import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consentSealedTables, membersOfUse } from '../../src/contexts/consent/index.ts';
import { createEvidence } from '../../src/contexts/evidence/index.ts';
import { backupData, importDatabase, openDataBackup } from '../../src/platform/backup/index.ts';
import { openKeyring } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { ACT_TABLES } from '../../src/wiring/act-tables.ts';
import { MIGRATIONS } from '../../src/wiring/wire-contexts.ts';
import { type ActHouse, openActHouse } from '../support/act-house.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database.ts';

let house: ActHouse;
let restored: TestDatabase;
beforeAll(async () => {
  house = await openActHouse();
  restored = await createEmptyDatabase();
});
afterAll(async () => {
  await restored.drop();
  await house.close();
});

it('finds nothing in what was restored from a backup, and a row that SQL changes there', async () => {
  const { clock, database: source, folder } = house.world;
  const { service } = openKeyring({ directory: join(folder, 'keys'), clock });
  const log = silentLogger();
  const bytes: Uint8Array[] = [];
  await backupData({ database: source, service, clock }, async (pieces) => {
    for await (const piece of pieces) bytes.push(piece);
  });
  async function* file() {
    yield* bytes;
  }
  const { database } = restored;
  const content = await openDataBackup(file(), service, clock);
  const { rows } = await importDatabase({ database, sets: MIGRATIONS, content, clock, log });
  expect(rows).toBeGreaterThan(500);
  const against = () => ({ tables: ACT_TABLES, members: membersOfUse, sealed: consentSealedTables(service) });
  const evidence = createEvidence({ clock, service, database, log, checkedAgainst: against });
  const check = async () => {
    await database.transaction((tx) => evidence.selfCheck.begin(tx, 'test'));
    await evidence.selfCheck.run();
    const [report] = await database.transaction((tx) => evidence.selfCheck.reports(tx, 1));
    expect(report).toMatchObject({ state: 'finished', size: expect.any(Number) });
    return (report?.findings ?? []).map(({ what, at }) => `${what} ${at.split(' ')[0]}`);
  };
  expect(await check()).toEqual([]);
  await database.transaction(async (tx) => {
    await tx.execute("set local session_replication_role = 'replica'");
    const minors = 'select min(ordinal) from consent.subject where minor_birth is not null';
    await tx.execute(
      `update consent.subject set adult_on = '2026-01-01', minor_birth = null where ordinal = (${minors})`,
    );
    await tx.execute(
      `update consent."grant" set channel = 'email' where id = (select max(id) from consent."grant" where channel = 'sms')`,
    );
  });
  expect(await check()).toEqual(['act-changed consent.grant', 'row-changed consent.subject']);
});
