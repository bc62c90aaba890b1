import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { OrganisationBody } from './organisation-routes.ts';
import { Code, Day, Id, Instant, Nullable, PageQuery, pageOf, viewerOf } from './schemas.ts';

const PersonBody = Type.Object(
  {
    activity: Code,
    source: Type.String({ pattern: '^[a-z][a-z_-]{0,39}$' }),
    identifiers: Type.Array(
      Type.Object(
        {
          type: Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }),
          value: Type.String({ minLength: 1, maxLength: 128 }),
          issuer: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
          scope: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        },
        { additionalProperties: false },
      ),
      { maxItems: 20 },
    ),
    attributes: Type.Record(Type.String({ pattern: '^[a-z_]{1,40}$' }), Type.String({ minLength: 1, maxLength: 1000 })),
    birthDate: Type.Optional(Day),
    role: Type.Optional(
      Type.Union([
        Type.Literal('customer'),
        Type.Literal('employee'),
        Type.Literal('member'),
        Type.Literal('business_contact'),
      ]),
    ),
    organisation: Type.Optional(OrganisationBody),
  },
  { additionalProperties: false },
);

const Reason = Type.Object({ code: Type.String(), article: Type.String(), zh: Type.String(), en: Type.String() });
const PersonShown = Type.Object({
  id: Id,
  role: Type.String(),
  source: Type.String(),
  createdAt: Instant,
  organisation: Nullable(Type.Object({ id: Id, name: Type.String(), registrationNumber: Nullable(Type.String()) })),
  fields: Nullable(Type.Record(Type.String(), Type.String())),
  refused: Nullable(Reason),
});
const PersonShownWithReceipt = Type.Object({ ...PersonShown.properties, receipt: Nullable(Type.String()) });
const PersonList = Type.Object({
  items: Type.Array(PersonShown),
  receipt: Nullable(Type.String()),
  next: Type.Optional(Type.String()),
});
const SearchBody = Type.Object(
  {
    field: Type.Union([Type.Literal('any'), Type.Literal('mobile'), Type.Literal('email'), Type.Literal('member_id')]),
    value: Type.String({ minLength: 1, maxLength: 254 }),
    activity: Type.Optional(Code),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
);

/** Routes of people. */
export function registerPersonRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/persons',
    {
      config: { permission: 'customers.create-person' },
      schema: { summary: '新增人员 / Store a person', body: PersonBody, response: { 201: Type.Object({ id: Id }) } },
    },
    async (request, reply) => {
      const made = await database.transaction((tx) => customers.createPerson(tx, request.body));
      return reply.code(201).send(made);
    },
  );
  app.get(
    '/api/v1/persons',
    {
      config: { permission: 'customers.read-person' },
      schema: {
        summary: '人员列表（脱敏）/ People, masked; one receipt a page',
        querystring: Type.Object(
          { ...PageQuery.properties, activity: Type.Optional(Code), organisation: Type.Optional(Id) },
          { additionalProperties: false },
        ),
        response: { 200: PersonList },
      },
    },
    (request) => {
      const { activity, organisation } = request.query;
      const page = {
        ...pageOf(request.query),
        ...(activity === undefined ? {} : { activity }),
        ...(organisation === undefined ? {} : { organisation }),
      };
      return database.transaction((tx) => customers.persons(tx, page, viewerOf(request.caller)));
    },
  );
  // POST, so that the value looked for stands in no URL.
  app.post(
    '/api/v1/persons/searches',
    {
      config: { permission: 'customers.read-person', neverReplayed: true },
      schema: {
        summary:
          '按姓名、拼音、首字母、脱敏手机号或完整值查找 / Find people by name, pinyin, initials, a masked number or a whole value',
        body: SearchBody,
        response: { 200: PersonList },
      },
    },
    (request) => {
      const { caller } = request;
      const known = caller.kind === 'staff' || caller.kind === 'api-key';
      const exactly = known && caller.permissions.has('customers.search-exactly');
      return database.transaction((tx) => customers.searchPersons(tx, request.body, { ...viewerOf(caller), exactly }));
    },
  );
  app.get(
    '/api/v1/persons/exact-searches',
    {
      config: { permission: 'customers.search-exactly' },
      schema: {
        summary: '本小时还能按完整号码查几次 / How many looks for a whole number are left in this hour',
        response: { 200: Type.Object({ left: Type.Integer(), nextAt: Nullable(Instant) }) },
      },
    },
    async (request) => {
      const by = callerName(request.caller);
      const { left, nextAt } = await database.transaction((tx) => customers.exactSearchesLeft(tx, by));
      return { left, nextAt: nextAt?.toISOString() ?? null };
    },
  );
  app.get(
    '/api/v1/persons/:id',
    {
      config: { permission: 'customers.read-person' },
      schema: {
        summary: '一个人（脱敏）/ One person, masked for the caller',
        params: Type.Object({ id: Id }),
        querystring: Type.Object({ activity: Type.Optional(Code) }, { additionalProperties: false }),
        response: { 200: PersonShownWithReceipt },
      },
    },
    (request) => {
      const { activity } = request.query;
      const viewer = { ...viewerOf(request.caller), ...(activity === undefined ? {} : { activity }) };
      return database.transaction((tx) => customers.person(tx, request.params.id, viewer));
    },
  );
}
