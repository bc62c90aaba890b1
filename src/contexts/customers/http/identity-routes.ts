import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { TYPE_NUMBERS } from '../identity/domain/identifier-types.ts';
import type { ClusterView, EventView } from '../identity/view-clusters.ts';
import { BilingualText, Code, Id, Instant, Nullable } from './schemas.ts';

const Reason = Type.String({ minLength: 2, maxLength: 500 });
const Ruling = Type.Object(
  { persons: Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true }), reason: Reason },
  { additionalProperties: false },
);
const Merge = Type.Object(
  { persons: Type.Array(Id, { minItems: 2, maxItems: 50, uniqueItems: true }), reason: Reason },
  { additionalProperties: false },
);
const EventShown = Type.Object({
  id: Id,
  kind: Type.String(),
  at: Instant,
  by: Type.String(),
  because: Type.Array(Type.String()),
  reason: Nullable(Type.String()),
  undoes: Nullable(Id),
  records: Type.Integer(),
  receipt: Id,
});
const ClusterShown = Type.Object({
  head: Id,
  records: Type.Array(Type.Object({ person: Id, source: Type.String(), createdAt: Instant, apart: Type.Boolean() })),
  identifiers: Type.Array(
    Type.Object({
      type: Type.String(),
      name: BilingualText,
      issuer: Type.String(),
      scope: Type.String(),
      strength: Type.String(),
      persons: Type.Array(Id),
      since: Instant,
      lastSeen: Instant,
      verifiedAt: Nullable(Instant),
      validTo: Nullable(Instant),
      joins: Type.Boolean(),
    }),
  ),
  rulings: Type.Array(Type.Object({ kind: Type.String(), a: Id, b: Id })),
  events: Type.Array(EventShown),
});
const QuarantineShown = Type.Object({
  a: Id,
  b: Id,
  type: Type.String(),
  issuer: Type.String(),
  reason: Type.String(),
  contradiction: Nullable(Type.String()),
  since: Instant,
});
const LinkingShown = Type.Object({
  activity: Nullable(Type.String()),
  clusters: Type.Integer(),
  records: Type.Integer(),
  waiting: Type.Integer(),
  apart: Type.Integer(),
  quarantined: Type.Integer(),
  crowded: Type.Array(
    Type.Object({
      type: Type.String(),
      issuer: Type.String(),
      records: Type.Integer({ description: '65535：这么多或更多 / 65535: that many or more' }),
      since: Instant,
    }),
  ),
});
const Identifiers = Type.Object(
  {
    identifiers: Type.Array(
      Type.Object(
        {
          type: Type.Unsafe<string>(Type.Union(TYPE_NUMBERS.map((type) => Type.Literal(type)))),
          value: Type.String({ minLength: 1, maxLength: 512 }),
          issuer: Type.Optional(Type.String({ maxLength: 64 })),
          scope: Type.Optional(Type.String({ maxLength: 64 })),
          verifiedAt: Type.Optional(Instant),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 100 },
    ),
  },
  { additionalProperties: false },
);
const ById = Type.Object({ id: Id });
const Limited = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }) },
  { additionalProperties: false },
);
const READ = { permission: 'customers.read-identity' } as const;
const RULE = { permission: 'customers.rule-identity' } as const;

/** OneID: which records are one human, why, what is in quarantine, and what staff rule. */
export function registerIdentityRoutes(app: HttpApp, customers: Customers, database: Database): void {
  const { linking } = customers;
  app.get(
    '/api/v1/identity',
    { config: READ, schema: { summary: '识别同一人的情况 / How linking stands', response: { 200: LinkingShown } } },
    async () => {
      const view = await database.transaction((tx) => linking.view(tx));
      return { ...view, crowded: view.crowded.map((each) => ({ ...each, since: each.since.toISOString() })) };
    },
  );
  app.put(
    '/api/v1/identity',
    {
      config: { permission: 'customers.permit-linking' },
      schema: {
        summary: '以哪项处理活动识别同一人 / Under which activity records are linked; null: not at all',
        body: Type.Object({ activity: Nullable(Code) }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { activity } = request.body;
      await database.transaction((tx) => linking.permit(tx, { activity, by: callerName(request.caller) }));
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/api/v1/identity/quarantine',
    {
      config: READ,
      schema: {
        summary: '待裁定的冲突 / What was not joined, and why',
        querystring: Limited,
        response: { 200: Type.Object({ items: Type.Array(QuarantineShown) }) },
      },
    },
    async (request) => {
      const items = await database.transaction((tx) => linking.quarantine(tx, request.query.limit));
      return { items: items.map((each) => ({ ...each, since: each.since.toISOString() })) };
    },
  );
  app.get(
    '/api/v1/identity/events',
    {
      config: READ,
      schema: {
        summary: '合并与拆分 / Merges and splits, the newest first',
        querystring: Limited,
        response: {
          200: Type.Object({ items: Type.Array(Type.Intersect([EventShown, Type.Object({ person: Nullable(Id) })])) }),
        },
      },
    },
    async (request) => {
      const items = await database.transaction((tx) => linking.events(tx, request.query.limit));
      return { items: items.map((each) => ({ ...eventOf(each), person: each.person })) };
    },
  );
  registerOfPerson(app, customers, database);
  registerRulings(app, customers, database);
}

function registerOfPerson(app: HttpApp, { linking }: Customers, database: Database): void {
  app.get(
    '/api/v1/persons/:id/cluster',
    {
      config: READ,
      schema: {
        summary: '此人的各条记录及其关联 / The records of one human, and why',
        params: ById,
        response: { 200: ClusterShown },
      },
    },
    async (request) => clusterOf(await database.transaction((tx) => linking.cluster(tx, request.params.id))),
  );
  app.post(
    '/api/v1/persons/:id/identifiers',
    {
      config: { permission: 'customers.create-person' },
      schema: {
        summary: '记录此人的标识 / Note identifiers that the record carries',
        params: ById,
        body: Identifiers,
        response: { 202: Type.Object({ waiting: Type.Integer() }) },
      },
    },
    async (request, reply) => {
      const identifiers = request.body.identifiers.map(({ verifiedAt, ...each }) => ({
        ...each,
        ...(verifiedAt === undefined ? {} : { verifiedAt: new Date(verifiedAt) }),
      }));
      const source = `api:${callerName(request.caller)}`;
      await database.transaction((tx) => linking.identify(tx, { person: request.params.id, identifiers, source }));
      return reply.code(202).send({ waiting: identifiers.length });
    },
  );
}

function registerRulings(app: HttpApp, { linking }: Customers, database: Database): void {
  app.post(
    '/api/v1/identity/merges',
    {
      config: RULE,
      schema: { summary: '裁定为同一人 / Rule that records are one human', body: Merge, response: { 201: EventShown } },
    },
    async (request, reply) => {
      const ruling = { ...request.body, by: callerName(request.caller) };
      return reply.code(201).send(eventOf(await database.transaction((tx) => linking.merge(tx, ruling))));
    },
  );
  app.post(
    '/api/v1/identity/splits',
    {
      config: RULE,
      schema: {
        summary: '裁定不是同一人 / Rule that these records of a cluster are another human',
        body: Ruling,
        response: { 201: EventShown },
      },
    },
    async (request, reply) => {
      const ruling = { ...request.body, by: callerName(request.caller) };
      return reply.code(201).send(eventOf(await database.transaction((tx) => linking.split(tx, ruling))));
    },
  );
  app.post(
    '/api/v1/identity/events/:id/undo',
    {
      config: RULE,
      schema: {
        summary: '撤销合并或拆分 / Undo a merge or split',
        params: ById,
        body: Type.Object({ reason: Reason }, { additionalProperties: false }),
        response: { 201: EventShown },
      },
    },
    async (request, reply) => {
      const asked = { event: request.params.id, reason: request.body.reason, by: callerName(request.caller) };
      return reply.code(201).send(eventOf(await database.transaction((tx) => linking.undo(tx, asked))));
    },
  );
}

function eventOf({
  id,
  kind,
  at,
  by,
  because,
  reason,
  undoes,
  records,
  receipt,
}: EventView): Static<typeof EventShown> {
  return { id, kind, at: at.toISOString(), by, because: [...because], reason, undoes, records, receipt };
}

function clusterOf(view: ClusterView): Static<typeof ClusterShown> {
  return {
    head: view.head,
    records: view.records.map((each) => ({ ...each, createdAt: each.createdAt.toISOString() })),
    identifiers: view.identifiers.map((each) => ({
      ...each,
      persons: [...each.persons],
      since: each.since.toISOString(),
      lastSeen: each.lastSeen.toISOString(),
      verifiedAt: each.verifiedAt?.toISOString() ?? null,
      validTo: each.validTo?.toISOString() ?? null,
    })),
    rulings: view.rulings.map((each) => ({ ...each })),
    events: view.events.map(eventOf),
  };
}
