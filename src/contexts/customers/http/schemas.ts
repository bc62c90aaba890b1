import { Type } from 'typebox';
import type { Tier } from '../../../platform/http/index.ts';
import { type Caller, callerName } from '../../../platform/http/index.ts';
import { CHANNELS, OPERATIONS } from '../../register/index.ts';
import type { SegmentTrouble } from '../segment/segmentation.ts';

/** A text of the permanent codes: lower-case kebab. */
export const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });
/** A UUID as this platform issues it. */
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
});
/** A sentence in both languages. */
export const BilingualText = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);
/** `?limit=&cursor=`. */
export const PageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
);
/** An instant with zone. */
export const Instant = Type.String({ format: 'date-time' });
/** A calendar day. */
export const Day = Type.String({ format: 'date' });
/** A channel of the register. */
export const ChannelCode = Type.Union(CHANNELS.map((channel) => Type.Literal(channel)));
/** An operation of the register. */
export const OperationCode = Type.Union(OPERATIONS.map((operation) => Type.Literal(operation)));
/** How what is computed is kept: with every event, or anew every so many minutes. */
export const ModeShown = Type.Object({
  kind: Type.Union([Type.Literal('live'), Type.Literal('refreshed')]),
  everyMinutes: Type.Optional(Type.Integer()),
});
const Words = Type.Object({ zh: Type.String(), en: Type.String() });
/** Why a segment is not computed, or has nobody (decision 0120). */
export const TroubleShown = Type.Object({
  kind: Type.Union([Type.Literal('activity'), Type.Literal('rule'), Type.Literal('failed')]),
  code: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  detail: Type.Optional(Words),
  article: Type.Optional(Type.String()),
  nextStep: Type.Optional(Words),
  since: Instant,
});
/** Something or null. */
export function Nullable<S extends Parameters<typeof Type.Union>[0][number]>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** Who looks, from who calls; people and strangers see nothing but the form of a value. */
export function viewerOf(caller: Caller): { by: string; tier: Tier; role?: string } {
  const tier = caller.kind === 'staff' || caller.kind === 'api-key' ? caller.tier : 0;
  const role = caller.kind === 'staff' && caller.role !== undefined ? { role: caller.role } : {};
  return { by: callerName(caller), tier, ...role };
}

/** A trouble as it is answered. */
export function troubleShown(trouble: SegmentTrouble | null) {
  return trouble === null ? null : { ...trouble, since: trouble.since.toISOString() };
}

/** A page request without a cursor that is not there. */
export function pageOf(query: { limit: number; cursor?: string }): { limit: number; cursor?: string } {
  return query.cursor === undefined ? { limit: query.limit } : { limit: query.limit, cursor: query.cursor };
}
