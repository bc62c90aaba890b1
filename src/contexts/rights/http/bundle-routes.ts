import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { REDACTIONS } from '../domain/redaction.ts';
import type { Rights } from '../rights.ts';
import { periodEmpty } from '../rights-failures.ts';

const Redact = Type.Optional(
  Type.Array(Type.Union(REDACTIONS.map((each) => Type.Literal(each))), { maxItems: REDACTIONS.length }),
);
const OfPerson = Type.Object(
  { person: Type.String({ format: 'uuid' }), redact: Redact },
  { additionalProperties: false },
);
const OfActivity = Type.Object(
  {
    activity: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,79}$' }),
    from: Type.String({ format: 'date-time' }),
    to: Type.String({ format: 'date-time' }),
    redact: Redact,
  },
  { additionalProperties: false },
);
const Body = Type.Union([OfPerson, OfActivity]);

/** Bundles: for staff by person or by activity and period, and for the person by a link that ends after a day. */
export function registerBundleRoutes(app: HttpApp, deps: { database: Database; rights: Rights }): void {
  const { database, rights } = deps;
  app.post(
    '/api/v1/evidence/bundles',
    { config: { permission: 'evidence.bundle', neverReplayed: true }, schema: { body: Body } },
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

function issue(rights: Rights, body: Static<typeof Body>, by: string): Promise<string> {
  const choice = body.redact === undefined ? {} : { redact: body.redact };
  if ('person' in body) return rights.bundle(body.person, choice);
  const period = { activity: body.activity, from: new Date(body.from), to: new Date(body.to) };
  if (period.from >= period.to) throw periodEmpty();
  return rights.activityBundle(period, by, choice);
}
