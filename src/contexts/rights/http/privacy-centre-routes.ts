import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Database, Tx } from '../../../platform/database/index.ts';
import type { CallerResolver, HttpApp } from '../../../platform/http/index.ts';
import type { Rights } from '../rights.ts';
import { noSession, wrongCode } from '../rights-failures.ts';
import { registerChildrenRoutes } from './children-routes.ts';
import { registerCollectedRoutes } from './collected-routes.ts';
import { registerReceiptRoutes } from './receipt-routes.ts';
import { registerOwnTagRoutes } from './tag-routes.ts';

/** The cookie of a privacy-centre session; it goes to /me only. */
export const SESSION_COOKIE = 'zhinuo_me';
const COOKIE_PATH = '/me';

const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Time = Type.String({ format: 'date-time' });
const Receipt = Type.Object({ receipt: Type.String() });
const closed = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

const Overview = Type.Object({
  handler: Type.Object({ name: Text, contact: Text }),
  marketing: Type.Union([Type.Literal('receiving'), Type.Literal('stopped'), Type.Literal('none')]),
  stops: Type.Array(
    Type.Object({
      channel: Type.Union([Text, Type.Null()]),
      at: Time,
      through: Type.Union([Text, Type.Null()]),
      receipt: Type.String(),
    }),
  ),
  activities: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Text,
      purpose: Text,
      basis: Text,
      state: Type.String(),
      since: Type.Union([Time, Type.Null()]),
      noticeUrl: Type.Union([Type.String(), Type.Null()]),
      canWithdraw: Type.Boolean(),
      canAgree: Type.Boolean(),
      receipt: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  notices: Type.Array(Type.Object({ url: Type.String(), version: Type.Integer(), shownAt: Time })),
});

const Uses = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Time,
      activity: Text,
      operation: Text,
      fields: Type.Array(Text),
      by: Text,
      receipt: Type.String(),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
});

const Fields = Type.Object({
  items: Type.Array(
    Type.Object({ field: Type.String(), label: Text, masked: Type.String(), activities: Type.Array(Text) }),
  ),
});

/** What the routes work with. */
export interface PrivacyCentreDependencies {
  readonly database: Database;
  readonly rights: Rights;
  /** Whether the cookie is for https only. */
  readonly secureCookies: boolean;
  /** Where people reach this server, without a slash at the end. */
  readonly publicUrl: string;
}

/** Reads who a privacy-centre cookie stands for. */
export function privacyCentreResolver(database: Database, rights: Rights): CallerResolver {
  return async (request) => {
    const token = request.cookies[SESSION_COOKIE];
    if (token === undefined) return undefined;
    const caller = await database.transaction((tx) => rights.resolveSession(tx, token));
    if (caller === undefined) throw noSession();
    return caller;
  };
}

/** The privacy centre's API: login by code, and everything for the person of the session only. */
export function registerPrivacyCentreRoutes(app: HttpApp, deps: PrivacyCentreDependencies): void {
  registerLogin(app, deps);
  registerReading(app, deps);
  registerActs(app, deps);
  registerReceiptRoutes(app, deps);
  registerOwnTagRoutes(app, deps);
  registerCollectedRoutes(app, deps);
  registerChildrenRoutes(app, deps);
}

function personsOf(request: FastifyRequest): readonly string[] {
  if (request.caller.kind !== 'person') throw noSession();
  return request.caller.persons;
}

function sessionOf(request: FastifyRequest): string {
  if (request.caller.kind !== 'person') throw noSession();
  return request.caller.session;
}

function registerLogin(app: HttpApp, { database, rights, secureCookies }: PrivacyCentreDependencies): void {
  const limited = { rateLimit: { max: 20, timeWindow: 60_000 } };
  const LoginBody = closed({
    channel: Type.Union([Type.Literal('sms'), Type.Literal('email')]),
    address: Type.String({ minLength: 3, maxLength: 254 }),
  });
  app.post(
    '/me/api/login',
    {
      config: { permission: 'public', ...limited },
      schema: { body: LoginBody, response: { 202: Type.Object({ challenge: Type.String() }) } },
    },
    async (request, reply) =>
      reply.code(202).send(await database.transaction((tx) => rights.startLogin(tx, request.body))),
  );

  const SessionBody = closed({
    challenge: Type.String({ format: 'uuid' }),
    code: Type.String({ pattern: '^[0-9]{6}$' }),
  });
  app.post(
    '/me/api/session',
    {
      config: { permission: 'public', neverReplayed: true, ...limited },
      schema: { body: SessionBody, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const session = await database.transaction((tx) => rights.openSession(tx, request.body));
      if (session === undefined) throw wrongCode();
      setSession(reply, session.token, secureCookies);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/me/api/session',
    { config: { permission: 'person' }, schema: { response: { 204: Type.Null() } } },
    async (request, reply) => {
      await database.transaction((tx) => rights.closeSession(tx, sessionOf(request)));
      reply.clearCookie(SESSION_COOKIE, { path: COOKIE_PATH });
      return reply.code(204).send(null);
    },
  );
}

function setSession(reply: FastifyReply, token: string, secure: boolean): void {
  // Lax, not strict: a link from a message must find the person signed in. Writes are checked for their origin besides.
  reply.setCookie(SESSION_COOKIE, token, { path: COOKIE_PATH, httpOnly: true, sameSite: 'lax', secure });
}

function registerReading(app: HttpApp, { database, rights }: PrivacyCentreDependencies): void {
  app.get(
    '/me/api/overview',
    { config: { permission: 'person' }, schema: { response: { 200: Overview } } },
    async (request) => plainTimes(await database.transaction((tx) => rights.overview(tx, personsOf(request)))),
  );
  app.get(
    '/me/api/fields',
    { config: { permission: 'person' }, schema: { response: { 200: Fields } } },
    async (request) => ({
      items: plainTimes(await database.transaction((tx) => rights.heldFields(tx, personsOf(request)))),
    }),
  );
  const Page = closed({
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  });
  app.get(
    '/me/api/uses',
    { config: { permission: 'person' }, schema: { querystring: Page, response: { 200: Uses } } },
    async (request) =>
      plainTimes(await database.transaction((tx) => rights.listUses(tx, personsOf(request), request.query))),
  );
}

function registerActs(app: HttpApp, { database, rights }: PrivacyCentreDependencies): void {
  const act = (work: (tx: Tx) => Promise<{ receipt: string }>) => database.transaction(work);
  app.post(
    '/me/api/fields/reveals',
    {
      config: { permission: 'person', neverReplayed: true },
      schema: {
        body: closed({ field: Type.String({ maxLength: 40 }) }),
        response: { 200: Type.Object({ value: Type.String() }) },
      },
    },
    async (request) => database.transaction((tx) => rights.showField(tx, sessionOf(request), request.body.field)),
  );
  const FieldCode = Type.String({ pattern: '^[a-z_]{1,40}$' });
  app.post(
    '/me/api/fields/corrections',
    {
      config: { permission: 'person', neverReplayed: true },
      schema: {
        body: closed({ field: FieldCode, value: Type.String({ minLength: 1, maxLength: 1000 }) }),
        response: { 201: Receipt },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await act((tx) => rights.correctField(tx, sessionOf(request), request.body))),
  );
  app.post(
    '/me/api/fields/deletions',
    {
      config: { permission: 'person' },
      schema: { body: closed({ field: FieldCode }), response: { 201: Receipt } },
    },
    async (request, reply) =>
      reply.code(201).send(await act((tx) => rights.deleteField(tx, sessionOf(request), request.body.field))),
  );
  app.post(
    '/me/api/withdrawals',
    {
      config: { permission: 'person' },
      schema: { body: closed({ activity: Type.String({ maxLength: 80 }) }), response: { 201: Receipt } },
    },
    async (request, reply) =>
      reply.code(201).send(await act((tx) => rights.withdrawActivity(tx, personsOf(request), request.body.activity))),
  );
  registerAgreeing(app, { database, rights });
  const Kind = Type.Union([Type.Literal('unsubscribe'), Type.Literal('restrict'), Type.Literal('personalisation')]);
  app.post(
    '/me/api/objections',
    { config: { permission: 'person' }, schema: { body: closed({ kind: Kind }), response: { 201: Receipt } } },
    async (request, reply) =>
      reply.code(201).send(await act((tx) => rights.objectToUse(tx, personsOf(request), request.body.kind))),
  );
  app.post(
    '/me/api/bundles',
    {
      config: { permission: 'person', neverReplayed: true },
      schema: { body: closed({}), response: { 201: Type.Object({ urls: Type.Array(Type.String()) }) } },
    },
    async (request, reply) => reply.code(201).send(await rights.prepareBundles(personsOf(request))),
  );
}

// Agreeing takes one step more than withdrawing: what is agreed to is shown first, and noted as shown.
function registerAgreeing(app: HttpApp, { database, rights }: Pick<PrivacyCentreDependencies, 'database' | 'rights'>) {
  const Code = Type.String({ maxLength: 80 });
  const Presentations = Type.Array(
    closed({ id: Type.String({ format: 'uuid' }), nonce: Type.String({ minLength: 1, maxLength: 100 }) }),
    { minItems: 1, maxItems: 100 },
  );
  const Question = Type.Object({
    presentations: Presentations,
    shortHtml: Text,
    noticeUrl: Type.String(),
    separate: Type.Boolean(),
  });
  const Asked = closed({ activity: Code, locale: Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]) });
  app.post(
    '/me/api/presentations',
    { config: { permission: 'person', neverReplayed: true }, schema: { body: Asked, response: { 201: Question } } },
    async (request, reply) => {
      const shown = await database.transaction((tx) => rights.showQuestion(tx, personsOf(request), request.body));
      return reply.code(201).send({ ...shown, presentations: [...shown.presentations] });
    },
  );
  app.post(
    '/me/api/consents',
    {
      config: { permission: 'person' },
      schema: { body: closed({ activity: Code, presentations: Presentations }), response: { 201: Receipt } },
    },
    async (request, reply) => {
      const work = (tx: Tx) => rights.agreeToActivity(tx, personsOf(request), request.body);
      return reply.code(201).send(await database.transaction(work));
    },
  );
}

type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer U)[]
    ? Plain<U>[]
    : T extends object
      ? { -readonly [K in keyof T]: Plain<T[K]> }
      : T;

/** Instants as RFC 3339 text. */
function plainTimes<T>(value: T): Plain<T> {
  if (value instanceof Date) return value.toISOString() as Plain<T>;
  if (Array.isArray(value)) return value.map(plainTimes) as Plain<T>;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainTimes(inner)])) as Plain<T>;
  }
  return value as Plain<T>;
}
