import { Type } from 'typebox';
import type { Database, Tx } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { StaffAct } from '../../access/index.ts';
import type { Capture } from '../create-capture.ts';
import type { SiteKey } from '../domain/site-key.ts';
import { NewSiteKey, SiteCode, SiteKeyShown } from './site-schemas.ts';

/** Writes down what somebody of the staff did. */
export type NoteStaffAct = (tx: Tx, act: StaffAct) => Promise<void>;

/** `/api/v1/site-keys`: the console's routes for publishable keys. */
export function registerSiteKeyRoutes(
  app: HttpApp,
  capture: Capture,
  { database, noteStaffAct }: { readonly database: Database; readonly noteStaffAct: NoteStaffAct },
): void {
  app.get(
    '/api/v1/site-keys',
    {
      config: { permission: 'capture.read-site-keys' },
      schema: {
        tags: ['capture'],
        summary: '站点密钥 / Publishable keys of sites and mini-programs',
        response: { 200: Type.Object({ items: Type.Array(SiteKeyShown) }) },
      },
    },
    async () => {
      const keys = await database.transaction((tx) => capture.siteKeys(tx), { readOnly: true });
      return { items: keys.map(shown) };
    },
  );

  app.post(
    '/api/v1/site-keys',
    {
      config: { permission: 'capture.manage-site-keys' },
      schema: {
        tags: ['capture'],
        summary: '新建站点密钥 / Make a publishable key',
        body: NewSiteKey,
        response: { 201: SiteKeyShown },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const made = await database.transaction(async (tx) => {
        const site = await capture.makeSiteKey(tx, { site: request.body, by });
        await noteStaffAct(tx, { by, act: 'capture.site-key-made', subject: site.code });
        return site;
      });
      return reply.code(201).send(shown(made));
    },
  );

  app.delete(
    '/api/v1/site-keys/:code',
    {
      config: { permission: 'capture.manage-site-keys' },
      schema: {
        tags: ['capture'],
        summary: '撤销站点密钥，立即生效 / Revoke a key, in force with its next request',
        params: Type.Object({ code: SiteCode }),
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const { code } = request.params;
      await database.transaction(async (tx) => {
        await capture.revokeSiteKey(tx, { code, by });
        await noteStaffAct(tx, { by, act: 'capture.site-key-revoked', subject: code });
      });
      return reply.code(204).send();
    },
  );
}

function shown({ createdAt, revokedAt, origins, activities, ...site }: SiteKey) {
  return {
    ...site,
    origins: [...origins],
    activities: [...activities],
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
