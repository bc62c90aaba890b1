import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { UPLOAD_LIMIT } from '../ingest/upload-file.ts';
import { CheckShown, Notice, Supplier } from './import-schemas.ts';
import { Code, Id, Instant, Nullable, PageQuery, pageOf } from './schemas.ts';

const Kind = Type.Union([
  Type.Literal('purchases'),
  Type.Literal('orders'),
  Type.Literal('people'),
  Type.Literal('contacts'),
  Type.Literal('stock'),
]);
const ImportBody = Type.Object(
  {
    kind: Kind,
    activity: Code,
    source: Type.String({ pattern: '^[a-z][a-z_-]{0,39}$' }),
    issuer: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9_.-]{0,63}$' })),
    notice: Nullable(Notice),
    supplier: Type.Optional(Supplier),
    dateShift: Type.Optional(Nullable(Type.Literal('last-is-yesterday'))),
  },
  { additionalProperties: false },
);
const MappingShape = Type.Record(
  Type.String({ pattern: '^[a-z_]{1,20}$' }),
  Type.Integer({ minimum: 0, maximum: 1000 }),
);
const Layout = Type.Object({ kind: Type.String(), delimiter: Type.Optional(Type.String()) });
const Encoding = Type.Union([Type.Literal('utf-8'), Type.Literal('utf-8-bom'), Type.Literal('gb18030')]);
const FileShown = Type.Object({
  encoding: Encoding,
  layout: Layout,
  columns: Type.Integer(),
  bytes: Type.Integer(),
});
const PreviewShown = Type.Object({
  encoding: Encoding,
  layout: Layout,
  columns: Type.Array(
    Type.Object({
      column: Type.Integer(),
      header: Type.String(),
      samples: Type.Array(Type.String()),
      proposed: Nullable(Type.String()),
      reads: Nullable(Type.Object({ kind: Type.String(), confidence: Type.Number() })),
    }),
  ),
  mapping: MappingShape,
  saved: Nullable(
    Type.Object({
      at: Instant,
      missing: Type.Array(Type.Object({ target: Type.String(), header: Type.String() })),
    }),
  ),
  targets: Type.Array(Type.String()),
  required: Type.Array(Type.String()),
});
const RefusedField = Type.Object({ zh: Type.String(), en: Type.String() });
const ImportShown = Type.Object({
  id: Id,
  kind: Kind,
  activity: Type.String(),
  source: Type.String(),
  issuer: Type.String(),
  notice: Nullable(Notice),
  supplier: Nullable(Supplier),
  status: Type.String(),
  failure: Nullable(
    Type.Object({ code: Type.String(), article: Nullable(Type.String()), zh: Type.String(), en: Type.String() }),
  ),
  encoding: Nullable(Encoding),
  bytes: Nullable(Type.Integer()),
  mapping: Nullable(MappingShape),
  shiftDays: Nullable(Type.Integer()),
  total: Nullable(Type.Integer()),
  done: Type.Integer(),
  accepted: Type.Integer(),
  refused: Type.Integer(),
  duplicate: Type.Integer(),
  newPeople: Type.Integer(),
  rowsPerSecond: Nullable(Type.Integer()),
  secondsLeft: Nullable(Type.Integer()),
  createdAt: Instant,
  finishedAt: Nullable(Instant),
  /** Of one import alone: where its first refused rows stood and why, a hundred at most. */
  refusedRows: Type.Optional(
    Type.Array(
      Type.Object({ line: Type.Integer(), field: Nullable(RefusedField), zh: Type.String(), en: Type.String() }),
    ),
  ),
});
const ById = Type.Object({ id: Id });
const IMPORT = { permission: 'customers.import' } as const;
const READ = { permission: 'customers.read-import' } as const;

const ImportsQuery = Type.Object(
  { ...PageQuery.properties, cursor: Type.Optional(Id) },
  { additionalProperties: false },
);

/** Routes of imports: declare, upload, preview, start, watch, cancel, resume, fetch what was refused. */
export function registerImportRoutes(app: HttpApp, customers: Customers, database: Database): void {
  registerWatching(app, customers, database);
  registerUpload(app, customers);
  app.post(
    '/api/v1/imports',
    {
      config: IMPORT,
      schema: { summary: '新建导入 / Declare an import', body: ImportBody, response: { 201: Type.Object({ id: Id }) } },
    },
    async (request, reply) => {
      const input = { ...request.body, by: callerName(request.caller) };
      return reply.code(201).send(await database.transaction((tx) => customers.createImport(tx, input)));
    },
  );
  app.post(
    '/api/v1/imports/:id/start',
    {
      config: IMPORT,
      schema: {
        summary: '开始导入 / Start an import',
        params: ById,
        body: Type.Object({ mapping: MappingShape }, { additionalProperties: false }),
        response: { 202: Type.Object({ receipt: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { mapping } = request.body;
      const wanted = { import: request.params.id, mapping, by: callerName(request.caller) };
      return reply.code(202).send(await database.transaction((tx) => customers.startImport(tx, wanted)));
    },
  );
  app.post(
    '/api/v1/imports/:id/check',
    {
      config: { ...IMPORT, neverReplayed: true },
      schema: {
        summary: '试运行：不写入，给出准确结果 / What a run would do; nothing is stored',
        params: ById,
        body: Type.Object({ mapping: MappingShape }, { additionalProperties: false }),
        response: { 200: CheckShown },
      },
    },
    (request) => customers.checkImport({ import: request.params.id, mapping: request.body.mapping }),
  );
  for (const act of ['cancel', 'resume'] as const)
    app.post(
      `/api/v1/imports/:id/${act}`,
      {
        config: IMPORT,
        schema: {
          summary: act === 'cancel' ? '取消导入 / Cancel an import' : '继续导入 / Resume an import',
          params: ById,
          response: { 200: ImportShown },
        },
      },
      (request) =>
        database.transaction(async (tx) => {
          if (act === 'cancel') await customers.cancelImport(tx, request.params.id);
          else await customers.resumeImport(tx, request.params.id);
          return customers.import(tx, request.params.id);
        }),
    );
}

function registerWatching(app: HttpApp, customers: Customers, database: Database): void {
  app.get(
    '/api/v1/imports',
    {
      config: READ,
      schema: {
        summary: '导入列表 / Imports',
        querystring: ImportsQuery,
        response: { 200: Type.Object({ items: Type.Array(ImportShown), next: Type.Optional(Type.String()) }) },
      },
    },
    (request) => database.transaction((tx) => customers.imports(tx, pageOf(request.query))),
  );
  app.get(
    '/api/v1/imports/:id',
    {
      config: READ,
      schema: { summary: '导入进度与结果 / Progress and report', params: ById, response: { 200: ImportShown } },
    },
    (request) => database.transaction((tx) => customers.import(tx, request.params.id)),
  );
  app.get(
    '/api/v1/imports/:id/preview',
    {
      config: IMPORT,
      schema: { summary: '列映射预览（脱敏）/ Columns, masked', params: ById, response: { 200: PreviewShown } },
    },
    (request) => customers.previewImport(request.params.id),
  );
  app.get(
    '/api/v1/imports/:id/refused-rows',
    {
      config: { permission: 'customers.read-refused-rows' },
      schema: { summary: '被拒绝的行 / Refused rows as CSV', params: ById },
    },
    async (request, reply) => {
      const rows = await customers.refusedRows({
        import: request.params.id,
        by: callerName(request.caller),
      });
      return reply
        .header('Content-Type', 'text/csv; charset=utf-8')
        .header('Content-Disposition', 'attachment; filename="refused-rows.csv"')
        .header('Cache-Control', 'no-store')
        .send(rows);
    },
  );
}

// In a scope of its own, so that only this route takes bodies that are not JSON; they are never held in memory.
function registerUpload(app: HttpApp, customers: Customers): void {
  app.register(async (scope: HttpApp) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.put(
      '/api/v1/imports/:id/file',
      {
        config: IMPORT,
        bodyLimit: UPLOAD_LIMIT,
        schema: { summary: '上传文件 / Upload the file', params: ById, response: { 200: FileShown } },
      },
      (request) => customers.uploadFile({ import: request.params.id, body: streamOf(request.body) }),
    );
  });
}

// A request without a body has no stream; it is an empty file.
function streamOf(body: unknown): Readable {
  return body instanceof Readable ? body : Readable.from([]);
}
