import type { Clock } from '../clock.ts';
import { keyedDigest } from '../crypto/index.ts';
import type { Database } from '../database/index.ts';
import type { ServiceRing } from '../keyring/index.ts';
import { backupExpired, otherKeys } from './backup-failures.ts';
import { exportDatabase } from './export-database.ts';
import { openBackup, sealBackup } from './sealed-file.ts';

const DAY_MS = 86_400_000;

/** How long a backup may be restored, in days; erasures are final when the last backup that holds the person has ended. */
export const BACKUP_OPENS_DAYS = 35;

/** What a data backup is made from. */
export interface BackupSource {
  readonly database: Database;
  readonly service: ServiceRing;
  readonly clock: Clock;
}

/** Writes an encrypted backup of all data, as of one instant. The key comes from the service ring, so the vault may stay sealed. */
export async function backupData(
  source: BackupSource,
  write: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const madeAt = source.clock.now();
  const secret = source.service.key('backup');
  const header = {
    format: 'zhinuo-backup',
    version: 1,
    kind: 'data',
    madeAt: madeAt.toISOString(),
    opensUntil: opensUntil(madeAt),
    key: { kind: 'service-ring', id: keyId(secret) },
  } as const;
  await exportDatabase(source.database, madeAt, (frames) => write(sealBackup(header, secret, frames)));
}

/** The instant from which a backup is no longer restored, RFC 3339. */
export function opensUntil(madeAt: Date): string {
  return new Date(madeAt.getTime() + BACKUP_OPENS_DAYS * DAY_MS).toISOString();
}

/**
 * Opens a data backup with the service ring of the same keys. Throws `backup.other-keys`, `backup.expired` or `backup.not-a-backup`; the
 * content throws `backup.damaged`.
 */
export async function openDataBackup(
  bytes: AsyncIterable<Uint8Array>,
  service: ServiceRing,
  clock: Clock,
): Promise<AsyncGenerator<Uint8Array>> {
  const { content } = await openBackup(bytes, async (key, header) => {
    const secret = service.key('backup');
    if (header.kind !== 'data' || key.kind !== 'service-ring' || key.id !== keyId(secret)) throw otherKeys();
    if (clock.now() >= new Date(header.opensUntil)) throw backupExpired(header.opensUntil);
    return secret;
  });
  return content;
}

function keyId(secret: Uint8Array): string {
  return keyedDigest(secret, 'zhinuo/v1/backup-key-id').toString('hex').slice(0, 32);
}
