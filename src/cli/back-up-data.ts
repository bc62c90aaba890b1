import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  backupData,
  fileExists,
  type ImportResult,
  noData,
  noKeys,
  openDataBackup,
  readBackupFile,
  serverNeedsKey,
  serverRefused,
  verifyContent,
  writeBackupFile,
} from '../platform/backup/index.ts';
import type { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database/index.ts';
import { Failure } from '../platform/failure.ts';
import { openKeyring, type ServiceRing } from '../platform/keyring/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../platform/postgres/start-embedded-postgres.ts';

/** Where the data is and how a running server is asked for it. */
export interface DataLocation {
  readonly dataDirectory: string;
  readonly keysDirectory: string;
  readonly databaseUrl?: string;
  readonly host: string;
  readonly port: number;
  readonly bootstrapKey?: string;
}

/**
 * Writes a backup of all data to `file` and reads it back to its last byte before it appears. A database given by URL is read directly; the
 * embedded one through the running server, or, when none runs, by starting it for as long as it takes.
 */
export async function backUpData(
  location: DataLocation,
  file: string,
  clock: Clock,
  log: Logger,
): Promise<ImportResult> {
  if (existsSync(file)) throw fileExists(file);
  const service = requireServiceRing(location.keysDirectory, clock);
  let result: ImportResult | undefined;
  const write = (bytes: AsyncIterable<Uint8Array>) =>
    writeBackupFile(file, bytes, async (draft) => {
      result = await verifyContent(await openDataBackup(readBackupFile(draft), service, clock));
    });
  if (location.databaseUrl !== undefined) await fromDatabase(location.databaseUrl, service, clock, log, write);
  else await fromDirectory(location, service, clock, log, write);
  if (result === undefined) throw new Error('the backup was not verified');
  return result;
}

/** The service ring of a key directory that has one; opening an empty directory would make new keys. Throws `backup.no-keys`. */
export function requireServiceRing(keysDirectory: string, clock: Clock): ServiceRing {
  if (!existsSync(join(keysDirectory, 'service.json'))) throw noKeys(keysDirectory);
  return openKeyring({ directory: keysDirectory, clock }).service;
}

type Write = (bytes: AsyncIterable<Uint8Array>) => Promise<void>;
type Connection = ConstructorParameters<typeof Database>[0]['connection'];

async function fromDatabase(connection: Connection, service: ServiceRing, clock: Clock, log: Logger, write: Write) {
  const database = new Database({ connection, log, maxConnections: 2 });
  try {
    await backupData({ database, service, clock }, write);
  } finally {
    await database.close();
  }
}

async function fromDirectory(location: DataLocation, service: ServiceRing, clock: Clock, log: Logger, write: Write) {
  if (!existsSync(join(location.dataDirectory, 'cluster'))) throw noData(location.dataDirectory);
  let server: EmbeddedPostgres;
  try {
    server = await startEmbeddedPostgres({ dataDirectory: location.dataDirectory, log });
  } catch (error) {
    if (error instanceof Failure && error.code === 'postgres.directory-in-use') return fromServer(location, write);
    throw error;
  }
  try {
    await fromDatabase(server.connection, service, clock, log, write);
  } finally {
    await server.stop();
  }
}

async function fromServer({ host, port, bootstrapKey }: DataLocation, write: Write): Promise<void> {
  if (bootstrapKey === undefined) throw serverNeedsKey();
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const answer = await fetch(`http://${address}:${port}/api/v1/backup`, {
    headers: { Authorization: `Bearer ${bootstrapKey}` },
    redirect: 'error',
  });
  try {
    if (answer.status !== 200 || answer.body === null) throw serverRefused(answer.status);
    await write(answer.body);
  } finally {
    // What nobody reads would hold the server's connection open.
    await answer.body?.cancel().catch(() => undefined);
  }
}
