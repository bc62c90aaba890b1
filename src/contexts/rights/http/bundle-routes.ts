import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Rights } from '../rights.ts';

/** Bundles: for staff by person, and for the person by a link that ends after a day. */
export function registerBundleRoutes(app: HttpApp, deps: { database: Database; rights: Rights }): void {
  const Body = Type.Object({ person: Type.String({ format: 'uuid' }) }, { additionalProperties: false });
  app.post(
    '/api/v1/evidence/bundles',
    { config: { permission: 'evidence.bundle', neverReplayed: true }, schema: { body: Body } },
    async (request, reply) => {
      const bundle = await deps.database.transaction((tx) => deps.rights.bundle(tx, request.body.person));
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="zhinuo-evidence-bundle.json"')
        .send(bundle);
    },
  );
  const Params = Type.Object({ token: Type.String({ minLength: 43, maxLength: 43 }) });
  app.get(
    '/me/bundles/:token',
    { config: { permission: 'public' }, schema: { params: Params } },
    async (request, reply) => {
      const bundle = await deps.database.transaction((tx) => deps.rights.collectBundle(tx, request.params.token));
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="zhinuo-evidence-bundle.json"')
        .header('cache-control', 'no-store')
        .send(bundle);
    },
  );
}
