import {
  type ImportResult,
  importDatabase,
  openDataBackup,
  readBackupFile,
  readHeader,
  restoreData,
  restoreKeys,
} from '../platform/backup/index.ts';
import type { Clock } from '../platform/clock.ts';
import { Database, type MigrationSet } from '../platform/database/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type Replayed, settleRestoration } from '../wiring/settle-restoration.ts';
import { requireServiceRing } from './back-up-data.ts';

/** Where a backup is restored to. */
export interface RestoreLocation {
  readonly dataDirectory: string;
  readonly keysDirectory: string;
  readonly journalDirectory: string;
  readonly databaseUrl?: string;
}

/** What was restored. */
export type Restored =
  | { readonly kind: 'keys'; readonly files: number }
  | ({ readonly kind: 'data'; readonly journal: Replayed } & ImportResult);

/** Restores a backup of the keys or of the data, whichever `file` is, into an empty place; the keys come first. */
export async function restoreBackup(
  location: RestoreLocation,
  file: string,
  from: {
    readonly sets: readonly MigrationSet[];
    readonly findPassphrase: () => Promise<string>;
    readonly clock: Clock;
    readonly log: Logger;
  },
): Promise<Restored> {
  const { header, rest } = await readHeader(readBackupFile(file));
  await rest.return(undefined);
  if (header.kind === 'keys')
    return {
      kind: 'keys',
      files: await restoreKeys(location.keysDirectory, readBackupFile(file), from.findPassphrase),
    };
  const service = requireServiceRing(location.keysDirectory, from.clock);
  const content = await openDataBackup(readBackupFile(file), service, from.clock);
  let journal: Replayed = null;
  const afterwards = async (database: Database) => {
    const { journalDirectory } = location;
    journal = (await settleRestoration({ ...from, database, service, journalDirectory })) ?? null;
  };
  if (location.databaseUrl === undefined) {
    const result = await restoreData({ ...location, ...from, afterwards }, content);
    return { kind: 'data', journal, ...result };
  }
  const database = new Database({ connection: location.databaseUrl, log: from.log, maxConnections: 2 });
  try {
    const result = await importDatabase({ ...from, database, content, afterwards });
    return { kind: 'data', journal, ...result };
  } finally {
    await database.close();
  }
}
