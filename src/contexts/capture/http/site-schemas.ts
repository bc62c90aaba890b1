import { Type } from 'typebox';
import { PresentationNonce } from '../../consent/index.ts';
import { SiteWords, VariantLooksShown } from './variant-schemas.ts';

const strict = { additionalProperties: false };
/** A permanent code: lower-case kebab, short enough to stand in a surface. */
export const SiteCode = Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' });
const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });
const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' });
const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Age = Type.Union([Type.Literal(14), Type.Literal(18)]);
// At least 128 random bits: whoever knows it can speak for the session.
const Session = Type.String({ pattern: '^[A-Za-z0-9_-]{22,64}$' });
const Place = Type.Union(
  (['banner', 'preferences', 'form', 'headless', 'mini-program', 'privacy-signal', 'resent'] as const).map((place) =>
    Type.Literal(place),
  ),
);

const Nullable = <S extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(schema: S) =>
  Type.Union([schema, Type.Null()]);

/** The publishable key in the address. */
export const SiteParams = Type.Object({ key: Type.String({ pattern: '^zns_[A-Za-z0-9_-]{32}$' }) });

/** What a page is about to show. */
export const SitePresentationBody = Type.Object(
  {
    session: Session,
    activities: Type.Array(Code, { minItems: 1, maxItems: 50, uniqueItems: true }),
    place: Place,
    locale: Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]),
    ageDeclarations: Type.Optional(Type.Array(Age, { minItems: 1, maxItems: 2, uniqueItems: true })),
  },
  strict,
);
/** A presentation that waits for its answer. */
export const SitePresentationShown = Type.Object({
  ask: Type.Literal(true),
  id: Id,
  hash: Type.String(),
  nonce: Type.String(),
  version: Type.Integer(),
  /** What may be asked: without what the session said no to a while ago. */
  activities: Type.Array(Code),
  /** The words and looks that are tried on it, where an experiment runs. */
  wording: Type.Optional(
    Type.Object({ id: Type.String(), words: Type.Optional(SiteWords), looks: Type.Optional(VariantLooksShown) }),
  ),
});
/** Nothing may be asked now (NDSR 22(5)): not before `again`, or, where that is null, only when the person comes of their own will. */
export const SiteNotAsked = Type.Object({ ask: Type.Literal(false), again: Nullable(Type.String()) });

/** The answers to one presentation. */
export const SiteAnswersBody = Type.Object(
  {
    session: Session,
    presentation: Id,
    nonce: PresentationNonce,
    ageDeclared: Type.Optional(Age),
    how: Type.Optional(Type.Union([Type.Literal('explicit_action'), Type.Literal('global_privacy_control')])),
    answers: Type.Array(
      Type.Object(
        {
          activity: Code,
          answer: Type.Union([Type.Literal('granted'), Type.Literal('refused')]),
          kind: Type.Union([Type.Literal('general'), Type.Literal('separate')]),
          recipient: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
          control: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9:._/-]{0,63}$' })),
        },
        strict,
      ),
      { minItems: 1, maxItems: 50 },
    ),
  },
  strict,
);
/** A signed promise of the evidence log. */
export const SiteReceipt = Type.Object({
  id: Id,
  entry: Type.String(),
  opening: Type.Object({ salt: Type.String(), payload: Type.Unknown() }),
  tag: Nullable(Type.String()),
  n: Nullable(Type.Integer()),
  leafHash: Type.String(),
  time: Type.String(),
  mergeBy: Type.String(),
  key: Type.String(),
  signature: Type.String(),
});
/** Receipts in the order of the answers; `session` is the session's name for the company's own server (`POST /api/v1/sessions/adoptions`). */
export const SiteAnswered = Type.Object({ receipts: Type.Array(SiteReceipt), session: Type.String() });

/** Ends the session's consent to one activity. */
export const SiteWithdrawalBody = Type.Object({ session: Session, activity: Code }, strict);

/** What a page may show. */
export const SiteShown = Type.Object({
  code: Type.String(),
  brand: Text,
  notice: Type.Object({
    code: Type.String(),
    version: Type.Integer(),
    title: Text,
    url: Type.String(),
    shortHtml: Text,
  }),
  activities: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Text,
      purpose: Text,
      fields: Type.Array(Text),
      recipients: Type.Array(Type.String()),
      retention: Text,
      separate: Type.Boolean(),
      adultsOnly: Type.Boolean(),
      since: Type.Integer(),
    }),
  ),
});

/** A key that is to be made. */
export const NewSiteKey = Type.Object(
  {
    code: SiteCode,
    name: Type.String({ minLength: 1, maxLength: 60 }),
    brand: Code,
    origins: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
    }),
    notice: Code,
    activities: Type.Array(Code, { minItems: 1, maxItems: 50, uniqueItems: true }),
    quota: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
  },
  strict,
);
/** A key as the console sees it; it is publishable, so it may be read again. */
export const SiteKeyShown = Type.Object({
  code: Type.String(),
  key: Type.String(),
  name: Type.String(),
  brand: Type.String(),
  origins: Type.Array(Type.String()),
  notice: Type.String(),
  activities: Type.Array(Type.String()),
  quota: Type.Integer(),
  createdAt: Type.String(),
  createdBy: Type.String(),
  revokedAt: Nullable(Type.String()),
});
