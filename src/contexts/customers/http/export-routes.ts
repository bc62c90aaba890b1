import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { FIELDS, type FieldCode } from '../../register/index.ts';
import type { Customers } from '../customers.ts';
import { badExport } from '../exports/export-failures.ts';
import type { ExportView } from '../exports/view-exports.ts';
import { Code, Id, Instant, Nullable } from './schemas.ts';

const Field = Type.Unsafe<FieldCode>(Type.String({ enum: Object.keys(FIELDS) }));

const ExportBody = Type.Object(
  {
    activity: Code,
    segment: Type.Optional(Code),
    persons: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1_000, uniqueItems: true })),
    fields: Type.Array(Field, { minItems: 1, maxItems: 20, uniqueItems: true }),
    recipient: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    publicKey: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    reason: Type.String({ minLength: 4, maxLength: 500, pattern: '\\S' }),
    hours: Type.Integer({ minimum: 1, maximum: 168, default: 24 }),
  },
  { additionalProperties: false },
);

const ExportShown = Type.Object({
  id: Id,
  activity: Type.String(),
  fields: Type.Array(Type.String()),
  segment: Nullable(Type.String()),
  recipient: Nullable(Type.String()),
  publicKey: Nullable(Type.String()),
  reason: Type.String(),
  createdBy: Type.String(),
  createdAt: Instant,
  expiresAt: Instant,
  status: Type.String(),
  failure: Nullable(Type.String()),
  total: Type.Integer(),
  done: Type.Integer(),
  exported: Type.Integer(),
  excluded: Type.Array(
    Type.Object({
      code: Type.String(),
      article: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      count: Type.Integer(),
    }),
  ),
  bytes: Nullable(Type.Integer()),
  sha256: Nullable(Type.String()),
  receipt: Nullable(Type.String()),
  finishedAt: Nullable(Instant),
  downloads: Type.Integer(),
});
const ById = Type.Object({ id: Id });

/** Routes of exports: asked for, followed, downloaded by who asked, cancelled. */
export function registerExportRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/exports',
    {
      config: { permission: 'customers.export', neverReplayed: true },
      schema: {
        summary: '导出（加密文件）/ Queue an encrypted file; the passphrase is answered once',
        body: ExportBody,
        response: { 201: Type.Object({ id: Id, passphrase: Type.Optional(Type.String()) }) },
      },
    },
    async (request, reply) => {
      const { segment, persons } = request.body;
      if ((segment === undefined) === (persons === undefined))
        throw badExport('segment', '人群与名单须且只须给出一个', 'either a segment or a list of people');
      const wish = { caller: request.caller, fields: request.body.fields };
      await database.transaction((tx) => customers.checkExport(tx, wish));
      const input = { ...request.body, by: callerName(request.caller) };
      const queued = await database.transaction((tx) => customers.createExport(tx, input));
      return reply.code(201).header('cache-control', 'no-store').send(queued);
    },
  );
  app.get(
    '/api/v1/exports',
    {
      config: { permission: 'customers.export' },
      schema: {
        summary: '导出列表 / Exports, newest first',
        querystring: Type.Object(
          { limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ items: Type.Array(ExportShown) }) },
      },
    },
    async (request) => {
      const { limit } = request.query;
      const items = await database.transaction((tx) => customers.exports(tx, limit), { readOnly: true });
      return { items: items.map(shown) };
    },
  );
  registerTaking(app, customers, database);
}

// POST, since a download is counted and recorded.
function registerTaking(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/exports/:id/downloads',
    {
      config: { permission: 'customers.export', neverReplayed: true },
      schema: { summary: '下载导出文件 / The encrypted file, for who asked for it', params: ById },
    },
    async (request, reply) => {
      await database.transaction((tx) => customers.checkExport(tx, { caller: request.caller, fields: [] }));
      const asked = { export: request.params.id, by: callerName(request.caller) };
      const download = await database.transaction((tx) => customers.downloadExport(tx, asked));
      if ('stale' in download) throw download.stale;
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="zhinuo-export-${download.id}.csv.age"`)
        .type('application/octet-stream')
        .send(download.file);
    },
  );
  app.post(
    '/api/v1/exports/:id/cancellation',
    {
      config: { permission: 'customers.export' },
      schema: { summary: '取消导出，销毁文件 / Cancel an export or destroy its file', params: ById },
    },
    async (request, reply) => {
      const asked = { export: request.params.id, by: callerName(request.caller) };
      await database.transaction((tx) => customers.cancelExport(tx, asked));
      return reply.code(204).send();
    },
  );
}

function shown({ operation: _operation, createdAt, expiresAt, finishedAt, ...row }: ExportView) {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
