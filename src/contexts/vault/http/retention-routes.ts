import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { FIELDS, type FieldCode, fieldKind } from '../../register/index.ts';
import type { Retention } from '../retention/create-retention.ts';

const Uuid = Type.String({ format: 'uuid' });
const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Field = Type.Unsafe<FieldCode>(Type.String({ enum: Object.keys(FIELDS) }));
const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()]);

const Forecast = Type.Object({
  items: Type.Array(
    Type.Object({
      field: Type.String(),
      label: Text,
      /** YYYY-MM in Asia/Shanghai; null where nothing is known of how the values came. */
      month: orNull(Type.String()),
      endsBy: orNull(Type.String()),
      locked: Type.Boolean(),
      count: Type.Integer(),
    }),
  ),
  runs: Type.Array(
    Type.Object({
      id: Uuid,
      askedBy: Type.String(),
      startedAt: Type.String(),
      finishedAt: orNull(Type.String()),
      persons: Type.Integer(),
      erased: Type.Integer(),
      locked: Type.Integer(),
    }),
  ),
});

const Acts = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Uuid,
      person: Uuid,
      fields: Type.Array(Type.String()),
      action: Type.String(),
      endedBy: Type.String(),
      activities: Type.Array(Type.String()),
      at: Type.String(),
      receipt: Uuid,
    }),
  ),
});

const OrderBody = Type.Object(
  {
    activity: Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 }),
    fields: Type.Array(Field, { maxItems: 50, uniqueItems: true, default: [] }),
    ground: Type.Union([Type.Literal('unlawful'), Type.Literal('other-law')]),
    law: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }),
  },
  { additionalProperties: false },
);

/** 保留与删除: what ends when, the proof of what has ended, and the DPO's orders. */
export function registerRetentionRoutes(app: HttpApp, retention: Retention, database: Database): void {
  registerReading(app, retention, database);
  app.post(
    '/api/v1/vault/retention/runs',
    {
      config: { permission: 'vault.run-retention' },
      schema: {
        summary: '立即清理到期信息 Sweep now; false while one is under way',
        tags: ['vault'],
        response: { 202: Type.Object({ began: Type.Boolean() }) },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const began = await database.transaction((tx) => retention.begin(tx, by));
      return reply.code(202).send({ began });
    },
  );
  app.post(
    '/api/v1/vault/retention/orders',
    {
      config: { permission: 'vault.order-erasure' },
      schema: {
        summary: '删除令（违法处理或其他法律要求） The order to erase what an activity collected',
        tags: ['vault'],
        body: OrderBody,
        response: { 201: Type.Object({ receipt: Uuid }) },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, by: callerName(request.caller) };
      const receipt = await database.transaction((tx) => retention.order(tx, input));
      return reply.code(201).send({ receipt: receipt.id });
    },
  );
}

function registerReading(app: HttpApp, retention: Retention, database: Database): void {
  app.get(
    '/api/v1/vault/retention',
    {
      config: { permission: 'vault.read-retention' },
      schema: { summary: '到期预测 How many values end when', tags: ['vault'], response: { 200: Forecast } },
    },
    async () => {
      const { forecast, runs } = await database.transaction(
        async (tx) => ({ forecast: await retention.forecast(tx), runs: await retention.runs(tx, 5) }),
        { readOnly: true },
      );
      return {
        items: forecast.map((row) => ({ ...row, label: fieldKind(row.field).label })),
        runs: runs.map(({ position: _position, startedAt, finishedAt, ...run }) => ({
          ...run,
          startedAt: startedAt.toISOString(),
          finishedAt: finishedAt?.toISOString() ?? null,
        })),
      };
    },
  );
  app.get(
    '/api/v1/vault/retention/acts',
    {
      config: { permission: 'vault.read-retention' },
      schema: {
        summary: '删除与锁定的证明 Proof of each erasure and lock',
        tags: ['vault'],
        querystring: Type.Object(
          { limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }) },
          { additionalProperties: false },
        ),
        response: { 200: Acts },
      },
    },
    async (request) => {
      const { limit } = request.query;
      const acts = await database.transaction((tx) => retention.acts(tx, limit), { readOnly: true });
      return { items: acts.map((act) => ({ ...act, at: act.at.toISOString() })) };
    },
  );
}
