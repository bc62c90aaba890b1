import { Type } from 'typebox';
import { Day, Instant, Nullable } from './schemas.ts';

/** What rows are, whether a file or a warehouse brings them. */
export const Kind = Type.Union([
  Type.Literal('purchases'),
  Type.Literal('orders'),
  Type.Literal('people'),
  Type.Literal('contacts'),
]);
/** How the people were told, and what proves it. */
export const Notice = Type.Object(
  {
    how: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    shownAt: Instant,
    proofHash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  },
  { additionalProperties: false },
);
/** A supplier's proof of authorisation (product A7). */
export const Supplier = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    documentHash: Type.String({ maxLength: 64 }),
    scope: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 60 }),
    validUntil: Type.Optional(Day),
  },
  { additionalProperties: false },
);
/** What a check of rows found before they come in. */
export const CheckShown = Type.Object({
  total: Type.Integer(),
  complete: Type.Boolean(),
  accepted: Type.Integer(),
  refused: Type.Integer(),
  duplicate: Type.Integer(),
  newPeople: Type.Integer(),
  unendedLine: Nullable(Type.Integer()),
  reasons: Type.Array(
    Type.Object({
      code: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      count: Type.Integer(),
      lines: Type.Array(Type.Integer()),
    }),
  ),
  failure: Nullable(
    Type.Object({ code: Type.String(), article: Nullable(Type.String()), zh: Type.String(), en: Type.String() }),
  ),
});
