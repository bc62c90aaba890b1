import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Rights } from '../rights.ts';
import { BundleBody, readBundleBody } from './bundle-body.ts';

/** Bundles: for staff by person or by activity and period, and for the person by a link that ends after a day. */
export function registerBundleRoutes(app: HttpApp, deps: { database: Database; rights: Rights }): void {
  const { database, rights } = deps;
  app.post(
    '/api/v1/evidence/bundles',
    { config: { permission: 'evidence.bundle', neverReplayed: true }, schema: { body: BundleBody } },
    async (request, reply) => {
      const bundle = await issue(rights, request.body, callerName(request.caller));
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
      const bundle = await database.transaction((tx) => rights.collectBundle(tx, request.params.token));
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="zhinuo-evidence-bundle.json"')
        .header('cache-control', 'no-store')
        .send(bundle);
    },
  );
}

function issue(rights: Rights, body: Static<typeof BundleBody>, by: string): Promise<string> {
  const request = readBundleBody(body);
  return 'person' in request ? rights.bundle(request.person, request) : rights.activityBundle(request, by, request);
}
