import { Type } from 'typebox';

const Code = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
const closed = { additionalProperties: false };

export const Channel = Type.Union([Type.Literal('sms'), Type.Literal('email')]);

const Sms = Type.Object(
  {
    sms: Type.Object(
      {
        template: Type.String({ minLength: 1, maxLength: 64 }),
        parameters: Type.Record(
          Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,31}$' }),
          Type.String({ minLength: 1, maxLength: 100 }),
        ),
      },
      closed,
    ),
  },
  closed,
);
const Email = Type.Object(
  {
    email: Type.Object(
      {
        subject: Type.String({ minLength: 1, maxLength: 120 }),
        text: Type.String({ minLength: 1, maxLength: 20_000 }),
      },
      closed,
    ),
  },
  closed,
);

export const NewCampaign = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    brand: Code,
    activity: Code,
    segment: Code,
    channel: Channel,
    message: Type.Union([Sms, Email]),
  },
  closed,
);

const Instant = Type.String({ format: 'date-time' });
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const CampaignView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  brand: Type.String(),
  activity: Type.String(),
  segment: Type.String(),
  channel: Channel,
  message: Type.Union([Sms, Email]),
  state: Type.String(),
  createdAt: Instant,
  createdBy: Type.String(),
  startedAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  endedBy: Nullable(Type.String()),
  waitingUntil: Nullable(Instant),
  waitingFor: Nullable(Type.String()),
});

const Reason = {
  code: Type.String(),
  article: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  count: Type.Integer(),
};

export const ProgressView = Type.Object({
  campaign: CampaignView,
  audience: Nullable(Type.Integer()),
  unanalysed: Nullable(Type.Integer()),
  undecided: Type.Integer(),
  excluded: Type.Array(Type.Object(Reason)),
  sends: Type.Record(Type.String(), Type.Integer()),
  parts: Type.Integer(),
});

export const CheckView = Type.Object({
  reach: Type.Object({
    total: Type.Integer(),
    allowed: Type.Integer(),
    excluded: Type.Array(
      Type.Object({ ...Reason, nextStep: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String() })) }),
    ),
    unanalysed: Type.Integer(),
  }),
  preview: Type.String(),
  problems: Type.Array(Type.Object({ path: Type.String(), message: Type.String(), message_en: Type.String() })),
  cost: Type.Object({
    partsEach: Nullable(Type.Integer()),
    messages: Type.Integer(),
    parts: Type.Integer(),
    cny: Type.Number(),
  }),
  earliest: Instant,
});

export const SendView = Type.Object({
  id: Type.String(),
  campaign: Nullable(Type.String()),
  activity: Type.String(),
  person: Type.String(),
  channel: Channel,
  /** Masked for the caller's tier; null where it may not be shown. */
  address: Nullable(Type.String()),
  state: Type.String(),
  receipt: Nullable(Type.String()),
  signName: Nullable(Type.String()),
  template: Nullable(Type.String()),
  parts: Nullable(Type.Integer()),
  reservedAt: Instant,
  handedAt: Nullable(Instant),
  settledAt: Nullable(Instant),
  reportedAt: Nullable(Instant),
  providerId: Nullable(Type.String()),
  code: Nullable(Type.String()),
  article: Nullable(Type.String()),
});

export const Template = Type.Object(
  {
    /** As the provider names it, for example `SMS_123456789`. */
    code: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' }),
    text: Type.String({ minLength: 1, maxLength: 500 }),
    commercial: Type.Boolean(),
  },
  closed,
);

export const SEND_STATES = [
  'reserved',
  'handing_off',
  'accepted',
  'rejected',
  'unknown',
  'refused_at_handoff',
  'stopped',
  'delivered',
  'undelivered',
] as const;
