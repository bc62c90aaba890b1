import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Vault } from '../create-vault.ts';
import { DATA_GRADES, type DataGrade } from '../domain/policy.ts';

const Grade = Type.Unsafe<DataGrade>(Type.String({ enum: [...DATA_GRADES] }));
const GradeOrNone = Type.Unsafe<DataGrade | null>({ type: ['string', 'null'], enum: [...DATA_GRADES, null] });
const Row = Type.Object({
  key: Type.String(),
  kind: Type.String(),
  standard: Type.Integer(),
  least: Type.Integer(),
  most: Type.Integer(),
  set: Type.Union([
    Type.Object({
      value: Type.Integer(),
      grade: GradeOrNone,
      reason: Type.String(),
      setBy: Type.String(),
      setAt: Type.String({ format: 'date-time' }),
    }),
    Type.Null(),
  ]),
});

/** `/api/v1/vault/policy`: grades, mask levels, limits of reveals and early alerts in one table, and setting them within their bounds. */
export function registerPolicyRoutes(app: HttpApp, vault: Vault, database: Database): void {
  app.get(
    '/api/v1/vault/policy',
    {
      config: { permission: 'vault.read-fields' },
      schema: {
        summary: '保护设置 / Settings of protection, with their bounds',
        tags: ['vault'],
        response: { 200: Type.Object({ items: Type.Array(Row) }) },
      },
    },
    async () => {
      const rows = await database.transaction((tx) => vault.policy(tx), { readOnly: true });
      const items = rows.map(({ set, ...row }) => ({
        ...row,
        set: set === null || set.value === null ? null : { ...set, value: set.value, setAt: set.setAt.toISOString() },
      }));
      return { items };
    },
  );
  app.put(
    '/api/v1/vault/policy/:key',
    {
      config: { permission: 'vault.set-policy' },
      schema: {
        summary: '调整一项保护设置，须写明理由 / Set one, with the reason',
        tags: ['vault'],
        params: Type.Object({ key: Type.String({ pattern: '^[a-zA-Z0-9_:-]{1,80}$' }) }),
        body: Type.Object(
          {
            value: Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()]),
            grade: Type.Optional(Grade),
            reason: Type.String({ minLength: 4, maxLength: 500, pattern: '\\S' }),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const input = { ...request.body, key: request.params.key, by: callerName(request.caller) };
      await database.transaction((tx) => vault.setPolicy(tx, input));
      return reply.code(204).send();
    },
  );
}
