import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { type Caller, callerName, type HttpApp, type Tier } from '../../../platform/http/index.ts';
import { FIELDS, type FieldCode, isFieldCode } from '../../register/index.ts';
import type { Vault } from '../create-vault.ts';
import { AUDIENCES, MASK_PURPOSES, PURPOSE_NAMES } from '../domain/mask-policy.ts';
import { SHOWN_SECONDS } from '../domain/reveal-limits.ts';
import { registerAlertRoutes } from './alert-routes.ts';
import { registerPolicyRoutes } from './policy-routes.ts';

const BilingualText = Type.Object({ zh: Type.String(), en: Type.String() });
const Uuid = Type.String({ format: 'uuid' });
const Field = Type.Unsafe<FieldCode>(Type.String({ enum: Object.keys(FIELDS) }));

const CataloguedFields = Type.Object({
  purposes: Type.Array(Type.Object({ purpose: Type.String(), label: BilingualText })),
  audiences: Type.Array(Type.String()),
  items: Type.Array(
    Type.Object({
      field: Type.String(),
      label: BilingualText,
      category: Type.String(),
      grade: Type.String(),
      level: Type.Integer(),
      graded: Type.Boolean(),
      sensitive: Type.Boolean(),
      sensitiveKind: Type.Union([Type.String(), Type.Null()]),
      mask: Type.String(),
      example: Type.String(),
      /** What each level of mask leaves: 0 hidden, 1 narrow, 2 usual, 3 widest. */
      masked: Type.Array(Type.String()),
      /** The level by purpose and by who looks. */
      levels: Type.Record(Type.String(), Type.Record(Type.String(), Type.Integer())),
      indexed: Type.Boolean(),
      revealTier: Type.Integer(),
    }),
  ),
});

const RevealBody = Type.Object(
  {
    fields: Type.Array(Field, { minItems: 1, maxItems: 10, uniqueItems: true }),
    activity: Type.String({ minLength: 1, maxLength: 100 }),
    reason: Type.String({ minLength: 4, maxLength: 500, pattern: '\\S' }),
  },
  { additionalProperties: false },
);

const RevealAnswer = Type.Object({
  id: Uuid,
  values: Type.Array(Type.Object({ field: Type.String(), value: Type.String() })),
  receipt: Uuid,
  at: Type.String(),
  /** For how long a page may show them. */
  shownSeconds: Type.Integer(),
});

const RevealPage = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Uuid,
      person: Uuid,
      activity: Type.String(),
      fields: Type.Array(Type.String()),
      by: Type.String(),
      reason: Type.String(),
      receipt: Uuid,
      at: Type.String(),
    }),
  ),
  next: Type.Optional(Uuid),
});

/** The vault's routes: revealing, the records of it, and the table of fields. */
export function registerVaultRoutes(app: HttpApp, vault: Vault, database: Database): void {
  registerAlertRoutes(app, vault, database);
  registerPolicyRoutes(app, vault, database);
  app.get(
    '/api/v1/vault/fields',
    {
      config: { permission: 'vault.read-fields' },
      schema: { summary: '字段与分级 Fields, grades and masks', tags: ['vault'], response: { 200: CataloguedFields } },
    },
    async () => ({
      purposes: MASK_PURPOSES.map((purpose) => ({ purpose, label: PURPOSE_NAMES[purpose] })),
      audiences: [...AUDIENCES],
      items: (await database.transaction((tx) => vault.fields(tx), { readOnly: true })).map((each) => ({
        ...each,
        masked: [...each.masked],
      })),
    }),
  );

  app.post(
    '/api/v1/persons/:id/reveals',
    {
      config: { permission: 'vault.reveal', neverReplayed: true },
      schema: {
        summary: '揭示明文 Values in clear, once, recorded',
        tags: ['vault'],
        params: Type.Object({ id: Uuid }),
        body: RevealBody,
        response: { 200: RevealAnswer },
      },
    },
    async (request, reply) => {
      const { fields, activity, reason } = request.body;
      // The use, the act and the record are committed before the values leave.
      const revealed = await database.transaction((tx) =>
        vault.reveal(tx, {
          person: request.params.id.toLowerCase(),
          fields,
          activity,
          reason,
          by: callerName(request.caller),
          tier: tierOf(request.caller),
          ...steppedUp(request.caller),
        }),
      );
      void reply.header('cache-control', 'no-store');
      const values = Object.entries(revealed.values)
        .filter(([field]) => isFieldCode(field))
        .map(([field, value]) => ({ field, value }));
      const { id, receipt } = revealed;
      return { id, values, receipt: receipt.id, at: receipt.time, shownSeconds: SHOWN_SECONDS };
    },
  );

  app.get(
    '/api/v1/vault/reveals',
    {
      config: { permission: 'vault.read-reveals' },
      schema: {
        summary: '揭示记录 Who saw what in clear, and why',
        tags: ['vault'],
        querystring: Type.Object(
          {
            person: Type.Optional(Uuid),
            limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
            cursor: Type.Optional(Uuid),
          },
          { additionalProperties: false },
        ),
        response: { 200: RevealPage },
      },
    },
    async (request) => {
      const page = await database.transaction((tx) => vault.reveals(tx, request.query), { readOnly: true });
      return {
        ...page,
        items: page.items.map((item) => ({ ...item, fields: [...item.fields], at: item.at.toISOString() })),
      };
    },
  );
}

function steppedUp(caller: Caller): { steppedUpAt?: Date } {
  return caller.kind === 'staff' && caller.steppedUpAt !== undefined ? { steppedUpAt: caller.steppedUpAt } : {};
}

function tierOf(caller: Caller): Tier {
  return caller.kind === 'staff' || caller.kind === 'api-key' ? caller.tier : 0;
}
