import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { RULE_EVERY_MINUTES } from '../tags/refresh-due-tags.ts';
import type { TagView } from '../tags/view-tags.ts';
import { BilingualText, Code, Id, Instant, ModeShown, Nullable } from './schemas.ts';

const TagBody = Type.Object(
  {
    code: Code,
    name: Type.Object(
      { zh: Type.String({ minLength: 1, maxLength: 40 }), en: Type.String({ minLength: 1, maxLength: 60 }) },
      { additionalProperties: false },
    ),
    activity: Code,
    says: Type.Optional(Type.String({ pattern: '^[a-z_]{1,40}$' })),
    owner: Type.String({ minLength: 1, maxLength: 60 }),
    days: Type.Integer({ minimum: 1, maximum: 3650 }),
    segment: Type.Optional(Code),
  },
  { additionalProperties: false },
);
const TagShown = Type.Object({
  code: Code,
  name: BilingualText,
  activity: Code,
  says: Type.String(),
  owner: Type.String(),
  days: Type.Integer(),
  segment: Nullable(Code),
  /** How often its rule gives and takes it; null where it is given by hand. */
  mode: Nullable(ModeShown),
  revision: Type.Integer(),
  savedAt: Instant,
  refreshedAt: Nullable(Instant),
  people: Type.Integer(),
  denied: Type.Integer(),
});
const ByCode = Type.Object({ code: Code });
const ByPerson = Type.Object({ id: Id, code: Code });
const ReceiptShown = Type.Object({ receipt: Type.String() });

/** Routes of the catalogue of tags, and of giving and taking them. */
export function registerTagRoutes(app: HttpApp, customers: Customers, database: Database): void {
  registerCatalogue(app, customers, database);
  app.put(
    '/api/v1/persons/:id/tags/:code',
    {
      config: { permission: 'customers.tag-person' },
      schema: {
        summary: '手工打标签 / Give a person a tag, with a reason',
        params: ByPerson,
        body: Type.Object({ reason: Type.String({ minLength: 4, maxLength: 200 }) }, { additionalProperties: false }),
        response: { 200: ReceiptShown },
      },
    },
    (request) => {
      const { id, code } = request.params;
      const given = { person: id, tag: code, reason: request.body.reason, by: callerName(request.caller) };
      return database.transaction((tx) => customers.tags.give(tx, given));
    },
  );
  app.delete(
    '/api/v1/persons/:id/tags/:code',
    {
      config: { permission: 'customers.tag-person' },
      schema: {
        summary: '去掉标签 / Take a tag off a person; its rule does not bring it back',
        params: ByPerson,
        response: { 200: ReceiptShown },
      },
    },
    (request) => {
      const { id, code } = request.params;
      const taken = { person: id, tag: code, by: callerName(request.caller), byPerson: false };
      return database.transaction((tx) => customers.tags.take(tx, taken));
    },
  );
}

function registerCatalogue(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/tags',
    {
      config: { permission: 'customers.write-tag' },
      schema: {
        summary: '保存标签 / Save a tag of the catalogue or its next revision',
        body: TagBody,
        response: { 201: Type.Object({ code: Code, revision: Type.Integer() }) },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, by: callerName(request.caller) };
      return reply.code(201).send(await database.transaction((tx) => customers.tags.save(tx, input)));
    },
  );
  app.get(
    '/api/v1/tags',
    {
      config: { permission: 'customers.read-segment' },
      schema: {
        summary: '标签目录 / The catalogue of tags, with how many carry each',
        response: { 200: Type.Object({ items: Type.Array(TagShown) }) },
      },
    },
    async () => ({ items: (await database.transaction((tx) => customers.tags.list(tx))).map(shown) }),
  );
  app.delete(
    '/api/v1/tags/:code',
    {
      config: { permission: 'customers.write-tag' },
      schema: {
        summary: '停用标签，所有人都去掉 / End a tag: nobody carries it any more',
        params: ByCode,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const ended = { code: request.params.code, by: callerName(request.caller) };
      await database.transaction((tx) => customers.tags.end(tx, ended));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/tags/:code/refresh',
    {
      config: { permission: 'customers.write-tag' },
      schema: {
        summary: '立即按规则刷新 / Bring a tag up to date now',
        params: ByCode,
        response: { 200: Type.Object({ added: Type.Integer(), removed: Type.Integer() }) },
      },
    },
    async (request) => {
      const wanted = { tag: request.params.code, by: callerName(request.caller) };
      await customers.moveEvents();
      return database.transaction((tx) => customers.tags.refresh(tx, wanted));
    },
  );
}

function shown(tag: TagView) {
  const { savedBy: _savedBy, endedAt: _endedAt, savedAt, refreshedAt, ...rest } = tag;
  const mode = rest.segment === null ? null : { kind: 'refreshed' as const, everyMinutes: RULE_EVERY_MINUTES };
  return { ...rest, mode, savedAt: savedAt.toISOString(), refreshedAt: refreshedAt?.toISOString() ?? null };
}
