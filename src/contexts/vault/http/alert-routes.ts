import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Vault } from '../create-vault.ts';
import { BULK_DAYS } from '../domain/bulk-thresholds.ts';

const Uuid = Type.String({ format: 'uuid' });

const Alerts = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Uuid,
      by: Type.String(),
      /** 50, 500 or 5,000: how many records of this kind "may be serious" (obligations, section 7.3). */
      class: Type.Integer(),
      /** The threshold that was passed: the class, or its half, which counts for information obtained in the course of duty. */
      threshold: Type.Integer(),
      counted: Type.Integer(),
      days: Type.Integer(),
      at: Type.String(),
      receipt: Uuid,
      reviewedBy: Type.Union([Type.String(), Type.Null()]),
      reviewedAt: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

/** Alerts at the bulk thresholds, and the DPO's word that one has been looked into. */
export function registerAlertRoutes(app: HttpApp, vault: Vault, database: Database): void {
  app.get(
    '/api/v1/vault/alerts',
    {
      config: { permission: 'vault.read-reveals' },
      schema: { summary: '批量告警 Alerts at the bulk thresholds', tags: ['vault'], response: { 200: Alerts } },
    },
    async () => {
      const alerts = await database.transaction((tx) => vault.bulkAlerts(tx), { readOnly: true });
      return {
        items: alerts.map(({ disclosedTo, reviewedAt, at, ...alert }) => ({
          ...alert,
          by: disclosedTo,
          days: BULK_DAYS,
          at: at.toISOString(),
          reviewedAt: reviewedAt?.toISOString() ?? null,
        })),
      };
    },
  );
  app.post(
    '/api/v1/vault/alerts/:id/review',
    {
      config: { permission: 'vault.review-alerts' },
      schema: {
        summary: '告警已核查 An alert has been looked into',
        tags: ['vault'],
        params: Type.Object({ id: Uuid }),
      },
    },
    async (request, reply) => {
      await database.transaction((tx) => vault.reviewAlert(tx, request.params.id, callerName(request.caller)));
      return reply.code(204).send();
    },
  );
}
