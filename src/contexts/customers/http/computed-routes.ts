import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { COMPUTE_EVERY_MINUTES } from '../computed/computed-desk.ts';
import type { Customers } from '../customers.ts';
import { BilingualText, Code, Instant, ModeShown, Nullable } from './schemas.ts';

const ComputedBody = Type.Object(
  { code: Code, name: BilingualText, activity: Type.Optional(Code), spec: Type.Unknown() },
  { additionalProperties: false },
);
const ComputedShown = Type.Object({
  code: Code,
  name: BilingualText,
  activity: Code,
  spec: Type.Unknown(),
  revision: Type.Integer(),
  /** How often its values are computed; conditions of segments on them are kept by the mode of the segment. */
  mode: ModeShown,
  savedAt: Instant,
  computedAt: Nullable(Instant),
  people: Nullable(Type.Integer()),
  receipt: Nullable(Type.String()),
});
const GridBody = Type.Object(
  {
    event: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^$\\s][^\\u0000-\\u001f]*$' }),
    withinDays: Type.Integer({ minimum: 1, maximum: 3660 }),
    activity: Type.Optional(Code),
  },
  { additionalProperties: false },
);
const GridShown = Type.Object({
  cells: Type.Array(
    Type.Object({
      recency: Type.Integer(),
      frequency: Type.Integer(),
      people: Nullable(Type.Integer()),
      amountFen: Nullable(Type.Integer()),
    }),
  ),
  total: Type.Integer(),
  unanalysed: Type.Integer(),
  smallerThan: Type.Integer(),
  receipt: Type.String(),
});

/** Routes of computed traits and of the RFM grid. */
export function registerComputedRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/computed-traits',
    {
      config: { permission: 'customers.write-segment' },
      schema: {
        summary: '保存计算属性 / Save a computed trait or its next revision',
        body: ComputedBody,
        response: { 201: Type.Object({ code: Code, revision: Type.Integer() }) },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, by: callerName(request.caller) };
      return reply.code(201).send(await database.transaction((tx) => customers.computed.save(tx, input)));
    },
  );
  app.get(
    '/api/v1/computed-traits',
    {
      config: { permission: 'customers.read-segment' },
      schema: {
        summary: '计算属性 / Computed traits, with when each was computed last',
        response: { 200: Type.Object({ items: Type.Array(ComputedShown) }) },
      },
    },
    async () => {
      const rows = await database.transaction((tx) => customers.computed.list(tx));
      const items = rows.map(({ savedBy: _savedBy, savedAt, computedAt, ...row }) => ({
        ...row,
        mode: { kind: 'refreshed' as const, everyMinutes: COMPUTE_EVERY_MINUTES },
        savedAt: savedAt.toISOString(),
        computedAt: computedAt?.toISOString() ?? null,
      }));
      return { items };
    },
  );
  app.delete(
    '/api/v1/computed-traits/:code',
    {
      config: { permission: 'customers.write-segment' },
      schema: {
        summary: '删除计算属性 / Remove a computed trait with its values',
        params: Type.Object({ code: Code }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await database.transaction((tx) => customers.computed.remove(tx, request.params.code));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/computed-traits/compute',
    {
      config: { permission: 'customers.write-segment' },
      schema: {
        summary: '立即重算全部计算属性 / Compute every trait now; one receipt an activity',
        response: { 200: Type.Object({ computed: Type.Integer() }) },
      },
    },
    async (request) => {
      await customers.moveEvents();
      return { computed: await customers.computed.computeAll(callerName(request.caller)) };
    },
  );
  // POST: computing it is a use with a receipt.
  app.post(
    '/api/v1/rfm-grids',
    {
      config: { permission: 'customers.read-reach' },
      schema: {
        summary: 'RFM 分布 / People by recency and frequency, five by five; small cells are hidden',
        body: GridBody,
        response: { 200: GridShown },
      },
    },
    async (request) => {
      const wanted = { ...request.body, by: callerName(request.caller) };
      await customers.moveEvents();
      const grid = await database.transaction((tx) => customers.computed.rfmGrid(tx, wanted));
      return { ...grid, cells: [...grid.cells] };
    },
  );
}
