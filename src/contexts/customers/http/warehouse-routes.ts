import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import type { WarehouseMapping } from '../ingest/warehouse/domain/warehouse.ts';
import type { WarehouseView } from '../ingest/warehouse/warehouses.ts';
import { CheckShown, Kind, Notice, Supplier } from './import-schemas.ts';
import { BilingualText, Code, Id, Instant, Nullable } from './schemas.ts';

const Name = Type.String({ minLength: 1, maxLength: 63, pattern: '^[^\\u0000-\\u001f\\u007f"]+$' });
const Place = {
  host: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9._:-]+$' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  database: Name,
  user: Name,
};
const Connection = Type.Object(
  {
    ...Place,
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    ca: Type.Optional(Type.String({ maxLength: 20_000 })),
  },
  { additionalProperties: false },
);
const Table = Type.Object({ schema: Name, name: Name, cursor: Name, key: Name }, { additionalProperties: false });
const Mapping = Type.Unsafe<WarehouseMapping>(
  Type.Record(Type.String({ pattern: '^[a-z_]{1,20}$' }), Name, { maxProperties: 40 }),
);
const Body = Type.Object(
  {
    name: BilingualText,
    kind: Kind,
    activity: Code,
    source: Type.String({ pattern: '^[a-z][a-z_-]{0,39}$' }),
    issuer: Type.String({ pattern: '^[a-z0-9][a-z0-9_.-]{0,63}$' }),
    notice: Nullable(Notice),
    supplier: Type.Optional(Supplier),
    connection: Connection,
    table: Table,
    mapping: Mapping,
    everyMinutes: Type.Integer({ minimum: 1, maximum: 10_080, default: 60 }),
  },
  { additionalProperties: false },
);
const Shown = Type.Object({
  code: Type.String(),
  name: BilingualText,
  kind: Kind,
  activity: Type.String(),
  source: Type.String(),
  issuer: Type.String(),
  notice: Nullable(Notice),
  supplier: Nullable(Supplier),
  connection: Type.Object({ ...Place, ca: Type.Optional(Type.String()) }),
  table: Table,
  mapping: Type.Record(Type.String(), Type.String()),
  everyMinutes: Type.Integer(),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('pulled'),
    Type.Literal('running'),
    Type.Literal('stopped'),
  ]),
  failure: Nullable(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() })),
  failures: Type.Integer(),
  nextAt: Instant,
  pulledAt: Nullable(Instant),
  caughtUpAt: Nullable(Instant),
  lagMs: Nullable(Type.Integer()),
  lastImport: Nullable(Id),
  counts: Nullable(
    Type.Object({
      pulls: Type.Integer(),
      rows: Type.Integer(),
      accepted: Type.Integer(),
      refused: Type.Integer(),
      duplicate: Type.Integer(),
    }),
  ),
});
const Column = Type.Object({ name: Type.String(), type: Type.String(), proposed: Nullable(Type.String()) });
const ByCode = Type.Object({ code: Code });

/** `/api/v1/warehouses`: tables and views of warehouses whose rows are pulled, what of them came in, and what stands in the way. */
export function registerWarehouseRoutes(app: HttpApp, customers: Customers, database: Database): void {
  const { warehouses } = customers;
  app.get(
    '/api/v1/warehouses',
    {
      config: { permission: 'customers.read-source' },
      schema: { summary: '数仓 / Warehouses', response: { 200: Type.Object({ items: Type.Array(Shown) }) } },
    },
    async () => ({ items: (await database.transaction((tx) => warehouses.view(tx), { readOnly: true })).map(shown) }),
  );
  app.put(
    '/api/v1/warehouses/:code',
    {
      config: { permission: 'customers.manage-source', neverReplayed: true },
      schema: {
        summary: '登记或修改数仓 / Set a warehouse up or change it; its table is looked at first',
        params: ByCode,
        body: Body,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name, connection, table, mapping, everyMinutes, supplier, ...rows } = request.body;
      await warehouses.save({
        ...{ code: request.params.code, name, table, mapping, everyMinutes, connection },
        rows: { ...rows, supplier: supplier ?? null },
        by: callerName(request.caller),
      });
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/v1/warehouses/:code',
    {
      config: { permission: 'customers.manage-source' },
      schema: { summary: '不再拉取 / Pull no more', params: ByCode, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const removed = { code: request.params.code, by: callerName(request.caller) };
      await database.transaction((tx) => warehouses.remove(tx, removed));
      return reply.code(204).send(null);
    },
  );
  registerLooks(app, customers, database);
}

function registerLooks(app: HttpApp, { warehouses }: Customers, database: Database): void {
  // POST, because a password is in it.
  app.post(
    '/api/v1/warehouse-columns',
    {
      config: { permission: 'customers.manage-source', neverReplayed: true },
      schema: {
        summary: '数仓表的列 / The columns of a table, and what they seem to hold',
        body: Type.Object(
          {
            code: Type.Optional(Code),
            kind: Kind,
            connection: Connection,
            table: Type.Object({ schema: Name, name: Name }, { additionalProperties: false }),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ columns: Type.Array(Column) }) },
      },
    },
    async (request) => ({ columns: await warehouses.describe(request.body) }),
  );
  app.post(
    '/api/v1/warehouses/:code/check',
    {
      config: { permission: 'customers.manage-source' },
      schema: {
        summary: '试算下一次拉取 / What the next pull would do, counted; nothing stays',
        params: ByCode,
        response: { 200: CheckShown },
      },
    },
    async (request) => {
      const { reasons, ...rest } = await warehouses.check(request.params.code);
      return { ...rest, reasons: reasons.map((each) => ({ ...each, lines: [...each.lines] })) };
    },
  );
  app.post(
    '/api/v1/warehouses/:code/pull',
    {
      config: { permission: 'customers.manage-source' },
      schema: { summary: '立即拉取 / Pull as soon as possible', params: ByCode, response: { 202: Type.Null() } },
    },
    async (request, reply) => {
      await database.transaction((tx) => warehouses.pullSoon(tx, request.params.code));
      return reply.code(202).send(null);
    },
  );
}

function shown(view: WarehouseView): Static<typeof Shown> {
  const { declared, counts, failure, nextAt, pulledAt, caughtUpAt, mapping } = view;
  const { code, name, connection, table, everyMinutes, state, failures, lagMs } = view;
  const { kind, activity, source, issuer, notice, supplier } = declared;
  return {
    ...{ code, name, kind, activity, source, issuer, notice, supplier, connection, table, everyMinutes, state },
    mapping: Object.fromEntries(Object.entries(mapping)),
    failure,
    failures,
    nextAt: nextAt.toISOString(),
    pulledAt: pulledAt?.toISOString() ?? null,
    caughtUpAt: caughtUpAt?.toISOString() ?? null,
    lagMs,
    lastImport: counts?.lastImport ?? null,
    counts,
  };
}
