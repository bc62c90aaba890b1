import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorWithoutValues } from '../error-without-values.ts';
import type { HttpApp } from '../http/index.ts';
import { type BackupSource, backupData } from './data-backup.ts';

/**
 * `GET /api/v1/backup`: an encrypted backup of all data, as a stream. A reader who gets all of it has a stream that opens; one that was cut
 * does not, so an error on the way needs no status of its own.
 */
export function addBackupRoute(app: HttpApp, source: BackupSource): void {
  app.get(
    '/api/v1/backup',
    { config: { permission: 'operations.backup', rateLimit: { max: 10, timeWindow: 3_600_000 } } },
    (request, reply) => {
      const body = new PassThrough();
      backupData(source, (bytes) => pipeline(Readable.from(bytes, { objectMode: false }), body)).catch(
        (error: unknown) => {
          request.log.error({ error: errorWithoutValues(error) }, 'a backup was cut off');
          body.destroy(error instanceof Error ? error : new Error('backup failed'));
        },
      );
      return reply.header('Cache-Control', 'no-store').type('application/octet-stream').send(body);
    },
  );
}
