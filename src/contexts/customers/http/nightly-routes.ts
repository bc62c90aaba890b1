import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { Kind, Notice } from './import-schemas.ts';
import { Code, Id, Nullable } from './schemas.ts';

const Issuer = Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' });
const Body = Type.Object(
  {
    kind: Kind,
    activity: Code,
    source: Type.String({ pattern: '^[a-z][a-z_-]{0,39}$' }),
    notice: Nullable(Notice),
    dueHour: Type.Integer({ minimum: 0, maximum: 23 }),
  },
  { additionalProperties: false },
);
const NightShown = Type.Object({
  night: Type.String(),
  state: Type.String(),
  files: Type.Integer(),
  total: Type.Integer(),
  accepted: Type.Integer(),
  refused: Type.Integer(),
  duplicate: Type.Integer(),
  problems: Type.Array(
    Type.Object({
      import: Id,
      code: Type.String(),
      zh: Nullable(Type.String()),
      en: Nullable(Type.String()),
    }),
  ),
});
const Shown = Type.Object({
  issuer: Type.String(),
  kind: Type.String(),
  activity: Type.String(),
  source: Type.String(),
  dueHour: Type.Integer(),
  folder: Type.String(),
  nights: Type.Array(NightShown),
});
const ByIssuer = Type.Object({ issuer: Issuer });

/** `/api/v1/nightly-files`: systems that leave a file in their folder each night, and what came in each. */
export function registerNightlyRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.get(
    '/api/v1/nightly-files',
    {
      config: { permission: 'customers.read-source' },
      schema: { summary: '夜间文件 / Nightly files', response: { 200: Type.Object({ items: Type.Array(Shown) }) } },
    },
    async () => {
      const systems = await database.transaction((tx) => customers.nightly.view(tx));
      return {
        items: systems.map(({ issuer, kind, activity, source, dueHour, folder, nights }) => ({
          issuer,
          kind,
          activity,
          source,
          dueHour,
          folder,
          nights: nights.map((night) => ({ ...night, problems: [...night.problems] })),
        })),
      };
    },
  );
  app.put(
    '/api/v1/nightly-files/:issuer',
    {
      config: { permission: 'customers.manage-source' },
      schema: {
        summary: '登记夜间文件 / Expect a file each night',
        params: ByIssuer,
        body: Body,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, issuer: request.params.issuer, by: callerName(request.caller) };
      await database.transaction((tx) => customers.nightly.save(tx, input));
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/v1/nightly-files/:issuer',
    {
      config: { permission: 'customers.manage-source' },
      schema: { summary: '不再等待夜间文件 / Expect none', params: ByIssuer, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await database.transaction((tx) => customers.nightly.remove(tx, request.params.issuer));
      return reply.code(204).send(null);
    },
  );
}
