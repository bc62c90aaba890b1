import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { bodyOver } from '../customers-failures.ts';
import type { ReceiverView } from '../outbox/outbox.ts';
import { BilingualText, Code, Id, Instant, Nullable } from './schemas.ts';

const LARGEST = 1024 * 1024;
const Url = Type.String({ minLength: 8, maxLength: 500 });
const Label = Type.String({ pattern: '^[a-z0-9][a-z0-9_.-]{0,63}$' });
const ReceiverBody = Type.Object(
  {
    code: Code,
    name: BilingualText,
    recipient: Type.String({ minLength: 1, maxLength: 200 }),
    activities: Type.Array(Code, { minItems: 1, maxItems: 50 }),
    identifier: Type.Object(
      { type: Label, issuer: Label, scope: Type.Optional(Type.String({ maxLength: 128 })) },
      { additionalProperties: false },
    ),
    url: Url,
  },
  { additionalProperties: false },
);
const List = Type.Object({
  list: Type.String(),
  startedAt: Instant,
  finishedAt: Nullable(Instant),
  held: Type.Integer(),
  linked: Type.Integer(),
  unknown: Type.Integer(),
  erased: Type.Integer(),
  missing: Nullable(Type.Integer()),
});
const ReceiverShown = Type.Object({
  code: Type.String(),
  name: BilingualText,
  recipient: Type.String(),
  activities: Type.Array(Type.String()),
  identifier: Type.Object({ type: Type.String(), issuer: Type.String(), scope: Type.String() }),
  url: Type.String(),
  createdAt: Instant,
  endedAt: Nullable(Instant),
  waiting: Type.Integer(),
  unacknowledged: Type.Integer(),
  acknowledged: Type.Integer(),
  oldest: Nullable(Instant),
  lastAnswer: Nullable(Type.String()),
  reconciliation: Nullable(List),
});
const MessageShown = Type.Object({
  id: Id,
  kind: Type.String(),
  person: Nullable(Id),
  createdAt: Instant,
  tries: Type.Integer(),
  nextTryAt: Instant,
  lastAnswer: Nullable(Type.String()),
  deliveredAt: Nullable(Instant),
});
const Word = Type.Object(
  {
    acknowledged: Type.Optional(Type.Array(Id, { maxItems: 1000 })),
    held: Type.Optional(
      Type.Object(
        {
          // Stands in clear: a code, in which nobody's name can stand.
          list: Type.String({ pattern: '^[A-Za-z0-9._-]+$', maxLength: 100 }),
          ids: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 2000 }),
          last: Type.Boolean(),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
const ByCode = Type.Object({ code: Code });
const READ = { permission: 'customers.read-receiver' } as const;
const MANAGE = { permission: 'customers.manage-source', neverReplayed: true } as const;

/** `/api/v1/receivers`: who outside holds copies of people, and whether they know what they must; `/hooks/outbox/CODE`: what they answer. */
export function registerReceiverRoutes(app: HttpApp, customers: Customers, database: Database): void {
  const { outbox } = customers;
  app.get(
    '/api/v1/receivers',
    {
      config: READ,
      schema: {
        summary: '外部接收方 / Who outside holds copies of people',
        response: { 200: Type.Object({ items: Type.Array(ReceiverShown), hosts: Type.Array(Type.String()) }) },
      },
    },
    async () => ({
      items: (await database.transaction((tx) => outbox.receivers(tx))).map(shown),
      hosts: [...outbox.hosts],
    }),
  );
  app.get(
    '/api/v1/receivers/:code/unanswered',
    {
      config: READ,
      schema: {
        summary: '尚未确认的通知 / What is not acknowledged',
        params: ByCode,
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }) }),
        response: { 200: Type.Object({ items: Type.Array(MessageShown) }) },
      },
    },
    async (request) => {
      const rows = await database.transaction((tx) => outbox.unanswered(tx, request.params.code, request.query.limit));
      return {
        items: rows.map(({ id, kind, person, createdAt, tries, nextTryAt, lastAnswer, deliveredAt }) => ({
          id,
          kind,
          person,
          createdAt: createdAt.toISOString(),
          tries,
          nextTryAt: nextTryAt.toISOString(),
          lastAnswer,
          deliveredAt: deliveredAt?.toISOString() ?? null,
        })),
      };
    },
  );
  registerManagement(app, customers, database);
  registerWord(app, customers);
}

function registerManagement(app: HttpApp, { outbox }: Customers, database: Database): void {
  app.post(
    '/api/v1/receivers',
    {
      config: MANAGE,
      schema: {
        summary: '登记接收方 / Set up a receiver; its secret is shown once',
        body: ReceiverBody,
        response: { 201: Type.Object({ code: Type.String(), secret: Type.String() }) },
      },
    },
    async (request, reply) => {
      const input = inputOf(request.body, callerName(request.caller));
      return reply.code(201).send(await database.transaction((tx) => outbox.create(tx, input)));
    },
  );
  app.post(
    '/api/v1/receivers/:code/secret',
    {
      config: MANAGE,
      schema: {
        summary: '更换密钥 / Give it another secret, shown once',
        params: ByCode,
        response: { 200: Type.Object({ secret: Type.String() }) },
      },
    },
    (request) => database.transaction((tx) => outbox.replaceSecret(tx, request.params.code)),
  );
  app.put(
    '/api/v1/receivers/:code/url',
    {
      config: MANAGE,
      schema: {
        summary: '更换地址 / Move it to another address',
        params: ByCode,
        body: Type.Object({ url: Url }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await database.transaction((tx) => outbox.move(tx, request.params.code, request.body.url));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/receivers/:code/end',
    {
      config: MANAGE,
      schema: { summary: '停用接收方 / End it', params: ByCode, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await database.transaction((tx) => outbox.end(tx, request.params.code));
      return reply.code(204).send(null);
    },
  );
}

function registerWord(app: HttpApp, { outbox }: Customers): void {
  app.register(async (scope: HttpApp) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: LARGEST },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    scope.setErrorHandler((error: { statusCode?: number; code?: string }) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? bodyOver(LARGEST) : error;
    });
    scope.post(
      '/hooks/outbox/:code',
      {
        // The signature decides; there is no cookie that another site could abuse.
        config: { permission: 'public', crossSite: true, ownCredential: true, neverReplayed: true },
        schema: {
          tags: ['webhooks'],
          summary: '接收方的确认与持有清单 / A receiver acknowledges, and lists whom it holds',
          params: ByCode,
          response: { 200: Type.Object({ acknowledged: Type.Integer() }) },
        },
      },
      (request) =>
        outbox.hear({
          receiver: request.params.code,
          headers: request.headers,
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          read: (value) => (Check(Word, value) ? readWord(value) : undefined),
        }),
    );
  });
}

function readWord({ acknowledged, held }: Static<typeof Word>) {
  return { ...(acknowledged === undefined ? {} : { acknowledged }), ...(held === undefined ? {} : { held }) };
}

function inputOf({ identifier, ...rest }: Static<typeof ReceiverBody>, by: string) {
  const { type, issuer, scope } = identifier;
  return { ...rest, identifier: { type, issuer, ...(scope === undefined ? {} : { scope }) }, by };
}

function shown(view: ReceiverView) {
  const { identifierType: type, issuer, identifierScope: scope, reconciliation, activities, ...rest } = view;
  return {
    ...rest,
    activities: [...activities],
    identifier: { type, issuer, scope },
    createdAt: view.createdAt.toISOString(),
    endedAt: view.endedAt?.toISOString() ?? null,
    oldest: view.oldest?.toISOString() ?? null,
    reconciliation:
      reconciliation === null
        ? null
        : {
            ...reconciliation,
            startedAt: reconciliation.startedAt.toISOString(),
            finishedAt: reconciliation.finishedAt?.toISOString() ?? null,
          },
  };
}
