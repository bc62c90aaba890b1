import { type TSchema, Type } from 'typebox';
import { CHANNELS, LEGAL_BASES, OPERATIONS } from '../domain/activity.ts';
import { EXPORT_EXEMPTIONS, EXPORT_MECHANISMS } from '../domain/cross-border.ts';
import { FIELDS, type FieldCode } from '../domain/fields.ts';

const strict = { additionalProperties: false };

/** A permanent code: lower-case kebab. */
export const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });
/** A text in both languages. */
export const BilingualText = Type.Object(
  { zh: Type.String({ maxLength: 4000 }), en: Type.String({ maxLength: 4000 }) },
  strict,
);
const Short = Type.String({ minLength: 1, maxLength: 300 });
const FieldName = Type.Union((Object.keys(FIELDS) as FieldCode[]).map((field) => Type.Literal(field)));

/** Something or null. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

const Field = Type.Object(
  {
    field: FieldName,
    necessary: Type.Boolean(),
    necessity: Type.Optional(BilingualText),
    impactIfRefused: Type.Optional(BilingualText),
  },
  strict,
);
const RecipientBody = Type.Object(
  {
    name: Short,
    contact: Type.String({ maxLength: 300 }),
    role: Type.Union([Type.Literal('entrustee'), Type.Literal('independent_handler'), Type.Literal('joint_handler')]),
    purpose: BilingualText,
    method: Type.Optional(BilingualText),
    fields: Type.Array(FieldName, { maxItems: 100 }),
  },
  strict,
);
const RetentionBody = Type.Object(
  {
    days: Type.Integer({ minimum: 1, maximum: 36_500 }),
    atEnd: Type.Union([Type.Literal('erase'), Type.Literal('anonymise'), Type.Literal('storage_only')]),
    text: BilingualText,
  },
  strict,
);
const AutomatedBody = Type.Object(
  { used: Type.Boolean(), optOutProvided: Type.Boolean(), text: BilingualText },
  strict,
);

const CrossBorderBody = Type.Object(
  {
    exporterIsCiio: Type.Boolean(),
    importantData: Type.Boolean(),
    transfers: Type.Array(
      Type.Object(
        {
          recipient: Short,
          country: Type.String({ pattern: '^[A-Z]{2}$' }),
          via: Type.Optional(Type.Literal('remote_access')),
          mechanism: Type.Union(
            [
              Type.Object(
                {
                  kind: Type.Union(EXPORT_MECHANISMS.map((kind) => Type.Literal(kind))),
                  number: Short,
                  validUntil: Type.Optional(Type.String({ format: 'date' })),
                },
                strict,
              ),
              Type.Null(),
            ],
            { default: null },
          ),
          exemption: Type.Union([...EXPORT_EXEMPTIONS.map((exemption) => Type.Literal(exemption)), Type.Null()], {
            default: null,
          }),
          rightsProcedure: BilingualText,
          onRestrictedList: Type.Boolean(),
        },
        strict,
      ),
      { maxItems: 50 },
    ),
  },
  strict,
);

/** A processing activity, with the defaults that are the narrowest. */
export const ActivityBody = Type.Object(
  {
    code: Code,
    name: BilingualText,
    purpose: Short,
    purposeText: BilingualText,
    method: BilingualText,
    basis: Type.Union(LEGAL_BASES.map((basis) => Type.Literal(basis))),
    basisFacts: Type.Record(
      Type.String({ maxLength: 64 }),
      Type.Union([Type.Boolean(), Type.String({ maxLength: 300 })]),
      {
        default: { necessary: true },
      },
    ),
    operations: Type.Array(Type.Union(OPERATIONS.map((operation) => Type.Literal(operation))), { maxItems: 20 }),
    fields: Type.Array(Field, { maxItems: 100 }),
    sources: Type.Array(Short, { maxItems: 10, default: ['from_individual'] }),
    channels: Type.Array(Type.Union(CHANNELS.map((channel) => Type.Literal(channel))), { maxItems: 10, default: [] }),
    commercial: Type.Boolean({ default: false }),
    retention: RetentionBody,
    recipients: Type.Array(RecipientBody, { maxItems: 50, default: [] }),
    automatedDecision: Type.Union([AutomatedBody, Type.Null()], { default: null }),
    crossBorder: Type.Union([CrossBorderBody, Type.Null()], { default: null }),
    ourRole: Type.Union([Type.Literal('handler'), Type.Literal('entrustee')], { default: 'handler' }),
    noticeBy: Type.Union([Type.Literal('presentation'), Type.Literal('public_rules')], { default: 'presentation' }),
    brand: Type.Optional(Code),
    adultsOnly: Type.Boolean({ default: false }),
    editorialReason: Type.Optional(Short),
  },
  strict,
);

const Document = Type.Object({ zh: Type.String(), en: Type.String() });
const Instant = Type.String({ format: 'date-time' });

/** An activity as the console shows it, with why it may or may not run. */
export const ActivityShown = Type.Object({
  code: Code,
  revision: Type.Integer(),
  builtIn: Type.Boolean(),
  savedAt: Instant,
  endedAt: nullable(Instant),
  name: BilingualText,
  purpose: Type.String(),
  purposeText: BilingualText,
  method: BilingualText,
  basis: Type.String(),
  basisFacts: Type.Record(Type.String(), Type.Unknown()),
  operations: Type.Array(Type.String()),
  fields: Type.Array(
    Type.Object({
      field: Type.String(),
      label: BilingualText,
      sensitive: Type.Boolean(),
      necessary: Type.Boolean(),
      necessity: Type.Optional(BilingualText),
      impactIfRefused: Type.Optional(BilingualText),
    }),
  ),
  sources: Type.Array(Type.String()),
  channels: Type.Array(Type.String()),
  commercial: Type.Boolean(),
  retention: Type.Object({ days: Type.Integer(), atEnd: Type.String(), text: BilingualText }),
  recipients: Type.Array(
    Type.Object({
      name: Type.String(),
      contact: Type.String(),
      role: Type.String(),
      purpose: BilingualText,
      method: Type.Optional(BilingualText),
      fields: Type.Array(Type.String()),
      contract: Type.String(),
      contractHash: nullable(Type.String()),
    }),
  ),
  automatedDecision: nullable(
    Type.Object({ used: Type.Boolean(), optOutProvided: Type.Boolean(), text: BilingualText }),
  ),
  crossBorder: nullable(
    Type.Object({
      exporterIsCiio: Type.Boolean(),
      importantData: Type.Boolean(),
      transfers: Type.Array(
        Type.Object({
          recipient: Type.String(),
          country: Type.String(),
          via: Type.Optional(Type.String()),
          mechanism: nullable(
            Type.Object({ kind: Type.String(), number: Type.String(), validUntil: Type.Optional(Type.String()) }),
          ),
          exemption: nullable(Type.String()),
          rightsProcedure: BilingualText,
          onRestrictedList: Type.Boolean(),
        }),
      ),
    }),
  ),
  ourRole: Type.String(),
  noticeBy: Type.String(),
  brand: Type.Optional(Type.String()),
  adultsOnly: Type.Boolean(),
  assessment: Type.Object({
    state: Type.String(),
    documentName: nullable(Type.String()),
    documentHash: nullable(Type.String()),
    at: nullable(Instant),
    dueTo: Type.Array(Type.String()),
  }),
  published: nullable(Type.Object({ notice: Type.String(), version: Type.Integer(), revision: Type.Integer() })),
  mayRun: Type.Boolean(),
  obstacles: Type.Array(
    Type.Object({ code: Type.String(), article: Type.String(), zh: Type.String(), en: Type.String() }),
  ),
});

/** The draft of a notice. */
export const NoticeBody = Type.Object(
  {
    code: Code,
    title: BilingualText,
    intro: Type.Optional(BilingualText),
    activities: Type.Array(Code, { minItems: 1, maxItems: 200 }),
    kind: Type.Optional(Type.Union([Type.Literal('general'), Type.Literal('children')])),
  },
  strict,
);

/** A change between two versions, by meaning. */
export const Change = Type.Object({ activity: Type.String(), kind: Type.String(), reconsent: Type.Boolean() });

/** A notice in the list, its versions newest first. */
export const NoticeShown = Type.Object({
  code: Code,
  kind: Type.String(),
  title: BilingualText,
  intro: Type.Optional(BilingualText),
  activities: Type.Array(Type.String()),
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      hash: Type.String(),
      publishedAt: Instant,
      url: Type.String(),
      changes: Type.Array(Change),
    }),
  ),
});

/** One published version with its documents. */
export const NoticeVersionShown = Type.Object({
  code: Code,
  version: Type.Integer(),
  hash: Type.String(),
  title: BilingualText,
  publishedAt: Instant,
  activities: Type.Array(Type.Object({ code: Type.String(), revision: Type.Integer() })),
  changes: Type.Array(Change),
  html: Document,
  shortHtml: Document,
});

/** What publishing answers. */
export const PublishedShown = Type.Object({
  code: Code,
  version: Type.Integer(),
  url: Type.String(),
  hash: Type.String(),
  changes: Type.Array(Change),
});

/** Who the handler is. */
export const HandlerBody = Type.Object(
  {
    name: BilingualText,
    unifiedCode: Type.Optional(Type.String({ pattern: '^[0-9A-Z]{18}$' })),
    address: BilingualText,
    phone: Type.Optional(Type.String({ maxLength: 50 })),
    email: Type.Optional(Type.String({ maxLength: 200 })),
    responsible: BilingualText,
    rightsMethod: BilingualText,
    complaints: BilingualText,
  },
  strict,
);

/** A brand of the handler. */
export const BrandBody = Type.Object(
  { code: Code, name: BilingualText, smsSignature: Type.Optional(Type.String({ minLength: 2, maxLength: 20 })) },
  strict,
);

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** The DPO's form about an assessment. */
export const AssessmentBody = Type.Object(
  {
    state: Type.Union([Type.Literal('none'), Type.Literal('approved'), Type.Literal('expired')]),
    documentName: Type.Union([Type.String({ maxLength: 200 }), Type.Null()], { default: null }),
    documentHash: Type.Union([Hash, Type.Null()], { default: null }),
  },
  strict,
);

/** Why an activity ends, in words without personal information. */
export const EndBody = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 300 }) }, strict);

/** The DPO's form about a contract. */
export const ContractBody = Type.Object(
  {
    recipient: Short,
    state: Type.Union([Type.Literal('none'), Type.Literal('signed'), Type.Literal('ended')]),
    documentHash: Type.Union([Hash, Type.Null()], { default: null }),
  },
  strict,
);
