import { Type } from 'typebox';
import { restorations } from '../../../platform/backup/index.ts';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Access } from '../../access/index.ts';
import type { Gate } from '../gate.ts';
import { nullable, ReceiptShown } from './schemas.ts';

const Instant = Type.String({ format: 'date-time' });
const RestorationShown = Type.Object({
  restoredAt: Instant,
  backupMadeAt: Instant,
  /** Null when there was no journal: what was withdrawn since the backup is not known. */
  journal: nullable(Type.Object({ until: Instant, replayed: Type.Integer(), unreadable: Type.Integer() })),
  released: nullable(Type.Object({ at: Instant, by: Type.String(), reason: Type.String() })),
});
const Release = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) },
  { additionalProperties: false },
);

/** `/api/v1/restorations`: restores from a backup, and the release without which nothing that rests on consent is allowed. */
export function registerRestorationRoutes(
  app: HttpApp,
  deps: { readonly gate: Gate; readonly access: Pick<Access, 'recordStaffAct'>; readonly database: Database },
): void {
  const { gate, access, database } = deps;
  app.get(
    '/api/v1/restorations',
    {
      config: { permission: 'workbench.read' },
      schema: {
        summary: '自备份恢复的记录 / Restores from a backup, newest first',
        response: { 200: Type.Object({ items: Type.Array(RestorationShown) }) },
      },
    },
    async () => {
      const rows = await database.transaction(restorations, { readOnly: true });
      return {
        items: rows.map((row) => ({
          restoredAt: row.restoredAt.toISOString(),
          backupMadeAt: row.backupMadeAt.toISOString(),
          journal:
            row.journalUntil === null
              ? null
              : {
                  until: row.journalUntil.toISOString(),
                  replayed: row.replayed ?? 0,
                  unreadable: row.unreadable ?? 0,
                },
          released:
            row.releasedAt === null
              ? null
              : { at: row.releasedAt.toISOString(), by: row.releasedBy ?? '', reason: row.releaseReason ?? '' },
        })),
      };
    },
  );
  app.post(
    '/api/v1/restorations/release',
    {
      config: { permission: 'consent.release-restoration' },
      schema: {
        summary: '放行恢复的数据 / Release restored data for use based on consent',
        body: Release,
        response: { 201: ReceiptShown },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const receipt = await database.transaction(async (tx) => {
        await access.recordStaffAct(tx, { by, act: 'consent.restoration-released' });
        return gate.releaseRestored(tx, { by, reason: request.body.reason });
      });
      return reply.code(201).send(receipt);
    },
  );
}
