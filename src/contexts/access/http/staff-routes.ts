import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Access } from '../create-access.ts';
import { ROLES } from '../domain/roles.ts';
import type { OneTimeLink } from '../issue-link.ts';

const RoleName = Type.Union(ROLES.map((role) => Type.Literal(role)));
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Link = Type.Object({ url: Type.String(), expiresAt: Type.String() });
const Staff = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: Type.String(),
  state: Type.String(),
  createdAt: Type.String(),
});
const Invitation = Type.Object(
  {
    email: Type.String({ format: 'email', maxLength: 254 }),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    role: RoleName,
  },
  { additionalProperties: false },
);

const manage = { permission: 'access.manage-staff' } as const;

/** `/api/v1/staff` and `/api/v1/trail`. Links are shown once, so these answers are never replayed. */
export function registerStaffRoutes(app: HttpApp, access: Access, database: Database, publicUrl: string): void {
  const shown = (link: OneTimeLink) => ({ url: publicUrl + link.path, expiresAt: link.expiresAt.toISOString() });
  app.get(
    '/api/v1/staff',
    {
      config: { permission: 'access.read-staff' },
      schema: { response: { 200: Type.Object({ items: Type.Array(Staff) }) } },
    },
    async () => {
      const items = await database.transaction((tx) => access.staff(tx), { readOnly: true });
      return { items: items.map((each) => ({ ...each, createdAt: each.createdAt.toISOString() })) };
    },
  );
  app.post(
    '/api/v1/staff',
    {
      config: { ...manage, neverReplayed: true },
      schema: { body: Invitation, response: { 201: Type.Object({ id: Type.String(), invitation: Link }) } },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const { id, link } = await database.transaction((tx) => access.inviteStaff(tx, { ...request.body, by }));
      return reply.code(201).send({ id, invitation: shown(link) });
    },
  );
  app.post(
    '/api/v1/staff/:id/invitations',
    { config: { ...manage, neverReplayed: true }, schema: { params: Id, response: { 201: Link } } },
    async (request, reply) => {
      const by = callerName(request.caller);
      const link = await database.transaction((tx) => access.inviteAgain(tx, request.params.id, by));
      return reply.code(201).send(shown(link));
    },
  );
  app.post(
    '/api/v1/staff/:id/sign-in-links',
    {
      config: { permission: 'access.issue-sign-in-link', neverReplayed: true },
      schema: { params: Id, response: { 201: Link } },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const link = await database.transaction((tx) => access.issueSignInLink(tx, request.params.id, by));
      return reply.code(201).send(shown(link));
    },
  );
  app.put(
    '/api/v1/staff/:id/role',
    { config: manage, schema: { params: Id, body: Type.Object({ role: RoleName }, { additionalProperties: false }) } },
    async (request, reply) => {
      const by = callerName(request.caller);
      await database.transaction((tx) => access.changeRole(tx, request.params.id, request.body.role, by));
      return reply.code(204).send();
    },
  );
  app.post('/api/v1/staff/:id/disable', { config: manage, schema: { params: Id } }, async (request, reply) => {
    const by = callerName(request.caller);
    await database.transaction((tx) => access.disableStaff(tx, request.params.id, by));
    return reply.code(204).send();
  });
  registerTrail(app, access, database);
}

function registerTrail(app: HttpApp, access: Access, database: Database): void {
  const Page = Type.Object(
    {
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
      cursor: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
      actor: Type.Optional(Type.String({ maxLength: 60 })),
    },
    { additionalProperties: false },
  );
  const Item = Type.Object({
    position: Type.Integer(),
    time: Type.String(),
    actor: Type.String(),
    act: Type.String(),
    subject: Type.Union([Type.String(), Type.Null()]),
    receipt: Type.Union([Type.String(), Type.Null()]),
  });
  const Trail = Type.Object({ items: Type.Array(Item), next: Type.Optional(Type.String()) });
  app.get(
    '/api/v1/trail',
    { config: { permission: 'access.read-trail' }, schema: { querystring: Page, response: { 200: Trail } } },
    async (request) => {
      const { limit, cursor, actor } = request.query;
      const page = {
        limit,
        ...(cursor === undefined ? {} : { before: cursor }),
        ...(actor === undefined ? {} : { actor }),
      };
      const rows = await database.transaction((tx) => access.trail(tx, page), { readOnly: true });
      const last = rows.at(-1);
      const next = rows.length === limit && last !== undefined ? { next: String(last.position) } : {};
      return { items: rows.map((row) => ({ ...row, time: row.time.toISOString() })), ...next };
    },
  );
}
