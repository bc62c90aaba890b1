import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { FIELDS, type FieldCode } from '../../register/index.ts';
import type { Customers } from '../customers.ts';
import {
  PROPERTY_COLUMNS,
  PROPERTY_KINDS,
  type PropertyColumn,
  type PropertyKind,
} from '../ingest/wire/domain/tracking-plan.ts';
import type { SourceHealth } from '../ingest/wire/source-health.ts';
import {
  connectionOf,
  registerConnectionRoutes,
  SourceMade,
  TmallConnection,
  WebhookConnection,
  WechatConnection,
  WecomConnection,
} from './connection-routes.ts';
import { BilingualText, Code, Instant, Nullable } from './schemas.ts';

const Issuer = Type.String({ pattern: '^[a-z0-9][a-z0-9_.-]{0,63}$' });
const Notice = Type.Object(
  {
    how: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    proofHash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  { additionalProperties: false },
);
const SourceBody = Type.Object(
  {
    code: Code,
    name: BilingualText,
    issuer: Type.Optional(Issuer),
    activity: Code,
    withoutPermission: Type.Optional(Type.Union([Type.Literal('drop'), Type.Literal('count')])),
    undeclared: Type.Optional(Type.Union([Type.Literal('block'), Type.Literal('report')])),
    notice: Type.Optional(Nullable(Notice)),
    quota: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    wecom: Type.Optional(WecomConnection),
    wechat: Type.Optional(WechatConnection),
    webhook: Type.Optional(WebhookConnection),
    tmall: Type.Optional(TmallConnection),
  },
  { additionalProperties: false },
);
// The words are a list; TypeBox would take their type for a tuple of unknown length.
function oneOf<Word extends string>(words: readonly Word[]) {
  return Type.Unsafe<Word>(Type.Union(words.map((word) => Type.Literal(word))));
}
const Property = Type.Object(
  {
    kind: oneOf<PropertyKind>(PROPERTY_KINDS),
    field: oneOf<FieldCode>(Object.keys(FIELDS) as FieldCode[]),
    column: Type.Optional(oneOf<PropertyColumn>(PROPERTY_COLUMNS)),
    words: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 100 })),
  },
  { additionalProperties: false },
);
const PlannedEvent = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^$\\u0000-\\u001f]' }),
    label: Type.Optional(BilingualText),
    properties: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Property, { maxProperties: 200 }),
  },
  { additionalProperties: false },
);
const PlanBody = Type.Object({ plan: Type.Array(PlannedEvent, { maxItems: 500 }) }, { additionalProperties: false });
const SourceShown = Type.Object({
  code: Type.String(),
  kind: Type.String(),
  name: BilingualText,
  issuer: Type.String(),
  activity: Type.String(),
  withoutPermission: Type.String(),
  undeclared: Type.String(),
  notice: Nullable(Notice),
  quota: Type.Integer(),
  createdAt: Instant,
  revokedAt: Nullable(Instant),
  suite: Nullable(
    Type.Object({
      suiteId: Type.String(),
      authorised: Type.Optional(Type.Boolean()),
      authorisedAt: Type.Optional(Instant),
    }),
  ),
});
const HealthShown = Type.Intersect([
  SourceShown,
  Type.Object({
    hours: Type.Array(Type.Object({ hour: Instant, outcomes: Type.Record(Type.String(), Type.Integer()) })),
    reported: Type.Array(Type.Object({ kind: Type.String(), detail: Type.String(), count: Type.Integer() })),
    waiting: Type.Integer(),
    lagMs: Type.Number(),
  }),
]);
const ByCode = Type.Object({ code: Code });
const KeyShown = Type.Object({ writeKey: Type.String() });
const READ = { permission: 'customers.read-source' } as const;
const MANAGE = { permission: 'customers.manage-source', neverReplayed: true } as const;

/** `/api/v1/sources`: where events come from, how they fare, and their tracking plans. */
export function registerSourceRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.get(
    '/api/v1/sources',
    {
      config: READ,
      schema: {
        summary: '数据源 / Sources of events',
        response: { 200: Type.Object({ items: Type.Array(HealthShown) }) },
      },
    },
    async () => ({ items: (await database.transaction((tx) => customers.sources(tx))).map(healthOf) }),
  );
  app.post(
    '/api/v1/sources',
    {
      config: MANAGE,
      schema: {
        summary: '新建数据源 / Set up a source; its write key or secret is shown once',
        body: SourceBody,
        response: { 201: SourceMade },
      },
    },
    async (request, reply) => {
      const { wecom, wechat, webhook, tmall, ...rest } = request.body;
      const input = { ...rest, by: callerName(request.caller) };
      const connection = connectionOf(wecom, webhook, wechat, tmall);
      const made = await database.transaction(
        (tx): Promise<Static<typeof SourceMade>> =>
          connection === undefined
            ? customers.createSource(tx, input)
            : customers.callbacks.connect(tx, input, connection),
      );
      return reply.code(201).send(made);
    },
  );
  app.post(
    '/api/v1/sources/:code/key',
    {
      config: MANAGE,
      schema: { summary: '更换写入密钥 / Give it another key', params: ByCode, response: { 200: KeyShown } },
    },
    (request) => database.transaction((tx) => customers.replaceSourceKey(tx, request.params.code)),
  );
  app.post(
    '/api/v1/sources/:code/revoke',
    {
      config: MANAGE,
      schema: { summary: '停用数据源 / End its key', params: ByCode, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await database.transaction((tx) => customers.revokeSource(tx, request.params.code));
      return reply.code(204).send(null);
    },
  );
  registerPlan(app, customers, database);
  registerConnectionRoutes(app, customers, database);
}

function registerPlan(app: HttpApp, customers: Customers, database: Database): void {
  app.get(
    '/api/v1/sources/:code/plan',
    {
      config: READ,
      schema: {
        summary: '埋点方案 / Tracking plan',
        params: ByCode,
        response: { 200: Type.Object({ plan: Type.Array(PlannedEvent) }) },
      },
    },
    async (request) => {
      const { plan } = await database.transaction((tx) => customers.source(tx, request.params.code));
      return { plan: plan.map((event) => ({ ...event })) };
    },
  );
  app.put(
    '/api/v1/sources/:code/plan',
    {
      config: { permission: 'customers.manage-source' },
      schema: {
        summary: '保存埋点方案 / Save the tracking plan',
        params: ByCode,
        body: PlanBody,
        response: { 200: Type.Object({ plan: Type.Array(PlannedEvent) }) },
      },
    },
    async (request) => {
      const { plan } = request.body;
      const wanted = { source: request.params.code, plan, by: callerName(request.caller) };
      await database.transaction((tx) => customers.saveTrackingPlan(tx, wanted));
      return { plan };
    },
  );
}

function healthOf(health: SourceHealth) {
  return {
    ...health,
    createdAt: health.createdAt.toISOString(),
    revokedAt: health.revokedAt?.toISOString() ?? null,
    hours: health.hours.map(({ hour, outcomes }) => ({ hour: hour.toISOString(), outcomes: { ...outcomes } })),
    reported: health.reported.map((each) => ({ ...each })),
    suite: health.settings?.suite ?? null,
  };
}
