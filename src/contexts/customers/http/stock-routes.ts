import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { USUAL_ASSUMPTIONS } from '../stock/report-stock.ts';
import { Code, Id, Instant, Nullable } from './schemas.ts';

const NoticeOfStock = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 120 }),
    notice: Code,
    version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  { additionalProperties: false },
);
const StockBody = Type.Object(
  {
    activity: Code,
    issuer: Type.String({ pattern: '^[a-z0-9][a-z0-9_.-]{0,63}$' }),
    notices: Type.Array(NoticeOfStock, { maxItems: 100 }),
  },
  { additionalProperties: false },
);
const RulingBody = Type.Object(
  {
    accept: Type.Boolean(),
    notice: Type.Optional(Code),
    version: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    reason: Type.String({ minLength: 10, maxLength: 1_000 }),
  },
  { additionalProperties: false },
);
const GroupShown = Type.Object({
  number: Type.Integer(),
  grade: Type.String(),
  reason: Type.String(),
  origin: Type.String(),
  noticeVersion: Type.String(),
  how: Type.String(),
  people: Type.Integer(),
  ruling: Nullable(Type.String()),
  ruledNotice: Nullable(Type.String()),
  ruledVersion: Nullable(Type.Integer()),
  rulingReason: Nullable(Type.String()),
  rulingReceipt: Nullable(Type.String()),
  ruledBy: Nullable(Type.String()),
  ruledAt: Nullable(Instant),
});
const ReportShown = Type.Object({
  id: Id,
  activity: Type.String(),
  issuer: Type.String(),
  status: Type.String(),
  people: Type.Integer(),
  notices: Type.Array(NoticeOfStock),
  groups: Type.Array(GroupShown),
  states: Type.Object({
    graded: Type.Integer(),
    takenOver: Type.Integer(),
    kept: Type.Integer(),
    nobody: Type.Integer(),
    unproven: Type.Integer(),
  }),
  reach: Type.Array(
    Type.Object({
      channel: Type.String(),
      total: Type.Integer(),
      allowed: Type.Integer(),
      excluded: Type.Array(
        Type.Object({
          code: Type.String(),
          article: Type.String(),
          zh: Type.String(),
          en: Type.String(),
          count: Type.Integer(),
        }),
      ),
    }),
  ),
  forecast: Type.Object({
    assumptions: Type.Object({ metAMonth: Type.Number(), agree: Type.Number(), months: Type.Integer() }),
    askable: Type.Integer(),
    waiting: Type.Integer(),
    months: Type.Array(Type.Object({ month: Type.Integer(), asked: Type.Integer(), reachable: Type.Integer() })),
  }),
});
const StockShown = Type.Object({
  id: Id,
  activity: Type.String(),
  issuer: Type.String(),
  status: Type.String(),
  total: Nullable(Type.Integer()),
  done: Type.Integer(),
  createdAt: Instant,
});
const ById = Type.Object({ id: Id });
const Assumed = Type.Object(
  {
    metAMonth: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    agree: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    months: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
  },
  { additionalProperties: false },
);

/** `/api/v1/stock-takes`: grading an existing stock, ruling on it, taking it over, its report (A8). */
export function registerStockRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/stock-takes',
    {
      config: { permission: 'customers.import' },
      schema: {
        summary: '新建存量盘点 / Declare a stock-take; upload and start it as an import',
        body: StockBody,
        response: { 201: Type.Object({ id: Id }) },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, by: callerName(request.caller) };
      return reply.code(201).send(await database.transaction((tx) => customers.declareStock(tx, input)));
    },
  );
  app.get(
    '/api/v1/stock-takes',
    {
      config: { permission: 'customers.read-stock' },
      schema: {
        summary: '存量盘点列表 / Stock-takes',
        response: { 200: Type.Object({ items: Type.Array(StockShown) }) },
      },
    },
    () => database.transaction(async (tx) => ({ items: await customers.stockTakes(tx) })),
  );
  app.get(
    '/api/v1/stock-takes/:id',
    {
      config: { permission: 'customers.read-stock' },
      schema: {
        summary: "盘点报告 / Grades, rulings, today's reach and a forecast",
        params: ById,
        querystring: Assumed,
        response: { 200: ReportShown },
      },
    },
    async (request) => {
      const assumptions = { ...USUAL_ASSUMPTIONS, ...request.query };
      const report = await database.transaction((tx) => customers.stockReport(tx, request.params.id, assumptions));
      const groups = report.groups.map((group) => ({ ...group, ruledAt: group.ruledAt?.toISOString() ?? null }));
      return {
        ...report,
        groups,
        notices: [...report.notices],
        reach: report.reach.map(reachShown),
        forecast: forecastShown(report.forecast),
      };
    },
  );
  registerActs(app, customers, database);
}

function registerActs(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/stock-takes/:id/groups/:group/ruling',
    {
      config: { permission: 'customers.rule-stock' },
      schema: {
        summary: '裁定一组证据 / Rule on a group of evidence',
        params: Type.Object({ id: Id, group: Type.Integer({ minimum: 1, maximum: 100_000 }) }),
        body: RulingBody,
        response: { 201: Type.Object({ receipt: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { id, group } = request.params;
      const ruling = { import: id, group, ...request.body, by: callerName(request.caller) };
      const receipt = await database.transaction((tx) => customers.ruleStock(tx, ruling));
      return reply.code(201).send({ receipt: receipt.id });
    },
  );
  app.post(
    '/api/v1/stock-takes/:id/admission',
    {
      config: { permission: 'customers.rule-stock' },
      schema: {
        summary: '落实盘点结果 / Take over what is proven or ruled on',
        params: ById,
        response: { 202: Type.Object({}) },
      },
    },
    async (request, reply) => {
      await database.transaction((tx) => customers.requestAdmission(tx, request.params.id));
      return reply.code(202).send({});
    },
  );
}

type Report = Awaited<ReturnType<Customers['stockReport']>>;

function reachShown({ channel, total, allowed, excluded }: Report['reach'][number]) {
  return { channel, total, allowed, excluded: [...excluded] };
}

function forecastShown({ assumptions, askable, waiting, months }: Report['forecast']) {
  return { assumptions, askable, waiting, months: [...months] };
}
