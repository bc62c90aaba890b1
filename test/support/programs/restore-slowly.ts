import { openDataBackup, readBackupFile, restoreData } from '../../../src/platform/backup/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { openKeyring } from '../../../src/platform/keyring/index.ts';
import { createLogger } from '../../../src/platform/logging.ts';

// Restores a backup but stops in the middle of its content and waits to be killed.
const [, , dataDirectory = '', keysDirectory = '', file = '', migrations = ''] = process.argv;
// A bundle does not know where the SQL lay beside its sources.
const sets = [{ context: 'platform', directory: new URL(migrations) }];
const { service } = openKeyring({ directory: keysDirectory, clock: systemClock });
const content = await openDataBackup(readBackupFile(file), service, systemClock);

async function* half(): AsyncGenerator<Uint8Array> {
  yield* [(await content.next()).value];
  console.log('half');
  setInterval(() => undefined, 60_000);
  await new Promise(() => undefined);
}

const log = createLogger({ level: 'silent' });
await restoreData({ dataDirectory, keysDirectory, sets, clock: systemClock, log }, half());
