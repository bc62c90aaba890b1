import { type TSchema, Type } from 'typebox';
import { CHANNELS, FIELDS, type FieldCode, OPERATIONS } from '../../register/index.ts';

const strict = { additionalProperties: false };
/** A permanent code: lower-case kebab. */
export const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });
/** A UUID in the form that this platform issues. */
export const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' });
/** What a presentation was given out with: a few hundred characters, more where many activities are shown at once. */
export const PresentationNonce = Type.String({ minLength: 1, maxLength: 8000 });
/** An instant, RFC 3339 with zone. */
export const Instant = Type.String({ format: 'date-time' });
const ChannelCode = Type.Union(CHANNELS.map((channel) => Type.Literal(channel)));
// A surface or touchpoint is a code, not a sentence: it is kept for ever and must not carry personal information.
const Touchpoint = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9:._/-]{0,63}$' });
const Session = Type.String({ minLength: 8, maxLength: 200 });
// 我已满14周岁, 我已满18周岁.
const Age = Type.Union([Type.Literal(14), Type.Literal(18)]);
// One of the two.
const Subject = { person: Type.Optional(Id), session: Type.Optional(Session) };

/** Something or null. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** What is about to be shown. */
export const PresentationBody = Type.Object(
  {
    notice: Code,
    activities: Type.Array(Code, { minItems: 1, maxItems: 50, uniqueItems: true }),
    surface: Touchpoint,
    locale: Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]),
    person: Type.Optional(Id),
    session: Type.Optional(Session),
    ageDeclarations: Type.Optional(Type.Array(Age, { minItems: 1, maxItems: 2, uniqueItems: true })),
  },
  strict,
);
/** A presentation that waits for its answer. */
export const PresentationShown = Type.Object({ id: Id, hash: Type.String(), nonce: Type.String() });

/** An answer to a presentation. */
export const ConsentBody = Type.Object(
  {
    person: Type.Optional(Id),
    session: Type.Optional(Session),
    activity: Code,
    presentation: Id,
    nonce: PresentationNonce,
    answer: Type.Union([Type.Literal('granted'), Type.Literal('refused')]),
    kind: Type.Union([Type.Literal('general'), Type.Literal('separate'), Type.Literal('written')]),
    how: Type.String({ minLength: 1, maxLength: 64 }),
    channel: Type.Optional(ChannelCode),
    validUntil: Type.Optional(Instant),
    oneTime: Type.Optional(Type.Boolean()),
    recipient: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    control: Type.Optional(Touchpoint),
    adultDeclared: Type.Optional(Type.Boolean()),
    ageDeclared: Type.Optional(Age),
    guardian: Type.Optional(Id),
  },
  strict,
);
/** Ends one activity's consent. */
export const WithdrawalBody = Type.Object(
  { ...Subject, activity: Code, channel: Type.Optional(ChannelCode), guardian: Type.Optional(Id), by: Touchpoint },
  strict,
);
/** A no that binds all brands. */
export const ObjectionBody = Type.Object(
  {
    ...Subject,
    kind: Type.Union([Type.Literal('unsubscribe'), Type.Literal('restrict'), Type.Literal('personalisation')]),
    channel: Type.Optional(ChannelCode),
    by: Touchpoint,
  },
  strict,
);
/** A sign of minority; what it was seen in stays where it is, only its hash is kept. */
export const MinoritySignBody = Type.Object(
  {
    person: Id,
    sign: Code,
    evidence: Type.Optional(Type.Object({ kind: Code, hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, strict)),
    by: Touchpoint,
  },
  strict,
);
/** A session that turns out to be a known person's. */
export const AdoptionBody = Type.Object({ session: Session, person: Id }, strict);
/** A signed promise of the evidence log. */
export const ReceiptShown = Type.Object({
  id: Id,
  entry: Type.String(),
  opening: Type.Object({ salt: Type.String(), payload: Type.Unknown() }),
  tag: nullable(Type.String()),
  n: nullable(Type.Integer()),
  leafHash: Type.String(),
  time: Type.String(),
  mergeBy: Type.String(),
  key: Type.String(),
  signature: Type.String(),
});
/** A question to the gate. */
export const DecisionBody = Type.Object(
  {
    ...Subject,
    activity: Code,
    operation: Type.Union(OPERATIONS.map((operation) => Type.Literal(operation))),
    channel: Type.Optional(Type.Union([ChannelCode, Type.Literal('none')])),
    brand: Type.Optional(Code),
    message: Type.Optional(
      Type.Object(
        {
          senderIdentity: Type.Boolean(),
          optOutIncluded: Type.Boolean(),
          queuedAt: Type.Optional(Instant),
        },
        strict,
      ),
    ),
    recipient: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    fields: Type.Optional(
      Type.Array(Type.Union((Object.keys(FIELDS) as FieldCode[]).map((field) => Type.Literal(field))), {
        maxItems: 100,
      }),
    ),
    at: Type.Optional(Instant),
    explain: Type.Optional(Type.Boolean()),
  },
  strict,
);
const ReasonShown = Type.Object({ code: Type.String(), article: Type.String(), zh: Type.String(), en: Type.String() });
const TriedShown = Type.Object({
  code: Type.String(),
  step: Type.Integer(),
  article: Type.String(),
  also: Type.Array(Type.String()),
  state: Type.String(),
  when: nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
  facts: Type.Array(Type.String()),
});
/** The answer of the gate. */
export const DecisionShown = Type.Object({
  outcome: Type.String(),
  articles: Type.Array(Type.String()),
  reasons: Type.Array(ReasonShown),
  conditions: Type.Array(ReasonShown),
  basis: Type.String(),
  notice: nullable(Type.Object({ code: Type.String(), version: Type.Integer(), hash: Type.String() })),
  decidedAt: Instant,
  activity: Type.String(),
  revision: Type.Integer(),
  nextStep: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String() })),
  explanation: Type.Optional(
    Type.Object({
      /** Null when the register or the gate refused before any fact of the person was looked at. */
      facts: nullable(Type.Record(Type.String(), Type.Unknown())),
      consents: Type.Array(Type.Unknown()),
      rules: Type.Array(ReasonShown),
      /** The rules of the law that were tried, in their order: where each stands and which facts it looked at. */
      tried: Type.Array(TriedShown),
      /** What would make a denial an allow. */
      remedies: Type.Array(ReasonShown),
      /** What the person said, with the receipts that prove it. */
      evidence: Type.Array(
        Type.Object({
          act: Type.String(),
          channel: nullable(Type.String()),
          at: nullable(Instant),
          receipt: nullable(Id),
        }),
      ),
    }),
  ),
});
/** `?limit=&cursor=` over uses. */
export const UsesQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }), cursor: Type.Optional(Id) },
  strict,
);
/** One use of one person's information. */
export const UseShown = Type.Object({
  use: Id,
  activity: Type.String(),
  revision: Type.Integer(),
  operation: Type.String(),
  channel: nullable(Type.String()),
  brand: nullable(Type.String()),
  fields: Type.Array(Type.String()),
  purposeNote: nullable(Type.String()),
  subject: nullable(Type.String()),
  at: Instant,
  by: Type.String(),
  recipients: Type.Array(Type.String()),
  receipt: Id,
  population: Type.Boolean(),
});
/** `?limit=&cursor=&activity=` over acts. */
export const ActsQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
    cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
    activity: Type.Optional(Code),
  },
  strict,
);
/** One act in the list of acts. */
export const ActShown = Type.Object({
  person: Id,
  kind: Type.String(),
  activity: nullable(Type.String()),
  channel: nullable(Type.String()),
  at: Instant,
});
/** The state of a person's answers to one activity. */
/** A no in force that binds more than one activity, the person's own or one bound to an address of theirs; a null channel is every channel. */
export const NoShown = Type.Object({
  kind: Type.String(),
  channel: nullable(Type.String()),
  at: Type.String({ format: 'date-time' }),
  through: Type.String(),
  receipt: Type.String(),
});

export const ConsentStateShown = Type.Object({
  activity: Type.String(),
  state: Type.String(),
  channel: nullable(Type.String()),
  kind: nullable(Type.String()),
  notice: nullable(Type.String()),
  noticeVersion: nullable(Type.Integer()),
  at: nullable(Instant),
  validUntil: nullable(Instant),
  withdrawnAt: nullable(Instant),
  receipt: nullable(Id),
});
const counts = { granted: Type.Integer(), refused: Type.Integer(), withdrawn: Type.Integer() };
/** The reach of every commercial activity by each channel. */
export const ReachOverviewShown = Type.Object({
  /** As of when; null for now. */
  at: nullable(Instant),
  items: Type.Array(
    Type.Object({
      activity: Type.String(),
      channel: Type.String(),
      allowed: Type.Integer(),
      excluded: Type.Array(
        Type.Object({
          ...ReasonShown.properties,
          count: Type.Integer(),
          nextStep: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String() })),
        }),
      ),
    }),
  ),
});
/** How many people stand where. */
export const StatisticsShown = Type.Object({
  counts: Type.Array(
    Type.Object({ activity: Type.String(), channel: nullable(Type.String()), ...counts, expired: Type.Integer() }),
  ),
  days: Type.Array(Type.Object({ day: Type.String(), ...counts })),
});
