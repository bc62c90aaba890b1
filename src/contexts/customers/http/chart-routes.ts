import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { type ChartTable, chartCsv, chartXlsx, funnelTable, retentionTable } from '../charts/chart-file.ts';
import type { Customers } from '../customers.ts';
import { BilingualText, Code, Nullable } from './schemas.ts';

const EventName = Type.String({ minLength: 1, maxLength: 200 });
const FUNNEL = {
  steps: Type.Array(EventName, { minItems: 2, maxItems: 5 }),
  withinDays: Type.Integer({ minimum: 1, maximum: 366 }),
  startedWithinDays: Type.Integer({ minimum: 1, maximum: 3660 }),
  activity: Type.Optional(Code),
};
const RETENTION = {
  start: EventName,
  back: EventName,
  unit: Type.Union([Type.Literal('week'), Type.Literal('month')]),
  periods: Type.Integer({ minimum: 2, maximum: 26 }),
  activity: Type.Optional(Code),
};
const Format = Type.Union([Type.Literal('csv'), Type.Literal('xlsx')]);
const closed = { additionalProperties: false };
const Count = Nullable(Type.Integer());
const LOOKED = { unanalysed: Type.Integer(), receipt: Type.String() };
const FunnelShown = Type.Object({
  steps: Type.Array(Type.Object({ event: Type.String(), count: Count })),
  ...LOOKED,
});
const RetentionShown = Type.Object({
  cohorts: Type.Array(Type.Object({ from: Type.String(), size: Count, back: Type.Array(Count) })),
  ...LOOKED,
});
const NamesShown = Type.Object({
  items: Type.Array(Type.Object({ name: Type.String(), label: BilingualText, planned: Type.Boolean() })),
});
const permission = 'customers.read-reach';

/** Routes of funnels and retention, as numbers and as files. */
export function registerChartRoutes(app: HttpApp, customers: Customers, database: Database): void {
  const funnelBody = Type.Object(FUNNEL, closed);
  const retentionBody = Type.Object(RETENTION, closed);
  app.get(
    '/api/v1/event-names',
    {
      config: { permission },
      schema: { summary: '可选的事件名 / Names of events to ask about', response: { 200: NamesShown } },
    },
    async () => ({ items: await database.transaction((tx) => customers.charts.eventNames(tx), { readOnly: true }) }),
  );
  app.post(
    '/api/v1/charts/funnel',
    {
      config: { permission },
      schema: {
        summary: '漏斗 / How many people get from step to step',
        body: funnelBody,
        response: { 200: FunnelShown },
      },
    },
    async (request) => {
      const { activity, ...question } = request.body;
      await customers.moveEvents();
      return database.transaction((tx) => customers.charts.funnel(tx, question, asker(request.caller, activity)));
    },
  );
  app.post(
    '/api/v1/charts/retention',
    {
      config: { permission },
      schema: { summary: '留存 / How many people come back', body: retentionBody, response: { 200: RetentionShown } },
    },
    async (request) => {
      const { activity, ...question } = request.body;
      await customers.moveEvents();
      return database.transaction((tx) => customers.charts.retention(tx, question, asker(request.caller, activity)));
    },
  );
  app.post(
    '/api/v1/charts/funnel/file',
    {
      config: { permission },
      schema: {
        summary: '漏斗文件 / A funnel as CSV or .xlsx',
        body: Type.Object({ ...FUNNEL, format: Format }, closed),
      },
    },
    async (request, reply) => {
      const { activity, format, ...question } = request.body;
      await customers.moveEvents();
      const funnel = await database.transaction((tx) =>
        customers.charts.funnel(tx, question, asker(request.caller, activity)),
      );
      return send(reply, funnelTable(funnel), format, 'funnel');
    },
  );
  app.post(
    '/api/v1/charts/retention/file',
    {
      config: { permission },
      schema: {
        summary: '留存文件 / Retention as CSV or .xlsx',
        body: Type.Object({ ...RETENTION, format: Format }, closed),
      },
    },
    async (request, reply) => {
      const { activity, format, ...question } = request.body;
      await customers.moveEvents();
      const retention = await database.transaction((tx) =>
        customers.charts.retention(tx, question, asker(request.caller, activity)),
      );
      return send(reply, retentionTable(retention), format, 'retention');
    },
  );
}

function asker(caller: Parameters<typeof callerName>[0], activity: string | undefined) {
  return { by: callerName(caller), ...(activity === undefined ? {} : { activity }) };
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

async function send<Reply extends { header(name: string, value: string): Reply; send(body: Buffer): unknown }>(
  reply: Reply,
  table: ChartTable,
  format: 'csv' | 'xlsx',
  name: string,
) {
  const body = format === 'csv' ? chartCsv(table) : await chartXlsx(table);
  return reply
    .header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : XLSX)
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .header('cache-control', 'no-store')
    .send(body);
}
