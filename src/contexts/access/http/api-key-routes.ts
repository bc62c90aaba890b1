import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp, signInNeeded, type Tier } from '../../../platform/http/index.ts';
import type { Access } from '../create-access.ts';

const TierNumber = Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2)]);
const NewKey = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 60 }),
    scopes: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 100, uniqueItems: true }),
    tier: Type.Optional(TierNumber),
    expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
);
const Nullable = Type.Union([Type.String(), Type.Null()]);
const Key = Type.Object({
  id: Type.String(),
  label: Type.String(),
  scopes: Type.Array(Type.String()),
  tier: Type.Integer(),
  createdBy: Type.String(),
  createdAt: Type.String(),
  expiresAt: Nullable,
  revokedAt: Nullable,
});

/** `/api/v1/api-keys`: the key itself is in the answer to its making and nowhere else. */
export function registerApiKeyRoutes(app: HttpApp, access: Access, database: Database): void {
  app.get(
    '/api/v1/api-keys',
    {
      config: { permission: 'access.read-keys' },
      schema: { response: { 200: Type.Object({ items: Type.Array(Key) }) } },
    },
    async () => {
      const rows = await database.transaction((tx) => access.apiKeys(tx), { readOnly: true });
      const items = rows.map((row) => ({
        ...row,
        scopes: [...row.scopes],
        createdAt: row.createdAt.toISOString(),
        expiresAt: row.expiresAt?.toISOString() ?? null,
        revokedAt: row.revokedAt?.toISOString() ?? null,
      }));
      return { items };
    },
  );
  app.post(
    '/api/v1/api-keys',
    {
      config: { permission: 'access.manage-keys', neverReplayed: true },
      schema: { body: NewKey, response: { 201: Type.Object({ id: Type.String(), key: Type.String() }) } },
    },
    async (request, reply) => {
      const { caller } = request;
      if (caller.kind !== 'staff' && caller.kind !== 'api-key') throw signInNeeded();
      const { label, scopes, tier, expiresAt } = request.body;
      const wanted = {
        label,
        scopes,
        tier: tier ?? (0 satisfies Tier),
        by: callerName(caller),
        granter: caller,
        ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
      };
      return reply.code(201).send(await database.transaction((tx) => access.createApiKey(tx, wanted)));
    },
  );
  app.delete(
    '/api/v1/api-keys/:id',
    {
      config: { permission: 'access.manage-keys' },
      schema: { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      await database.transaction((tx) => access.revokeApiKey(tx, request.params.id, by));
      return reply.code(204).send();
    },
  );
}
