import { Type } from 'typebox';
import { CHANNELS, LEGAL_BASES, OPERATIONS, SURFACES } from '../domain/activity.ts';
import { EXPORT_EXEMPTIONS, EXPORT_MECHANISMS } from '../domain/cross-border.ts';
import { BilingualText, Code, FieldName, Instant, nullable, Short } from './schemas.ts';

const strict = { additionalProperties: false };

const Field = Type.Object(
  {
    field: FieldName,
    necessary: Type.Boolean(),
    purpose: Type.Optional(BilingualText),
    necessity: Type.Optional(BilingualText),
    impactIfRefused: Type.Optional(BilingualText),
  },
  strict,
);
const SubEntrusteeBody = Type.Object(
  {
    name: Short,
    contact: Type.String({ maxLength: 300 }),
    purpose: BilingualText,
    fields: Type.Array(FieldName, { maxItems: 100 }),
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
    scene: Type.Optional(BilingualText),
    deidentified: Type.Optional(Type.Boolean()),
    policyUrl: Type.Optional(Type.String({ maxLength: 500 })),
    arrangement: Type.Optional(BilingualText),
    subEntrustees: Type.Optional(Type.Array(SubEntrusteeBody, { maxItems: 50 })),
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
  {
    used: Type.Boolean(),
    optOutProvided: Type.Boolean(),
    text: BilingualText,
    fields: Type.Optional(Type.Array(FieldName, { maxItems: 100 })),
    effect: Type.Optional(BilingualText),
    majorEffect: Type.Optional(Type.Boolean()),
    humanReview: Type.Optional(BilingualText),
  },
  strict,
);
const MinorsBody = Type.Object(
  {
    under14: Type.Union([Type.Literal('not_served'), Type.Literal('guardian_consent')]),
    rules: BilingualText,
    guardianCheck: Type.Optional(BilingualText),
  },
  strict,
);
const ClientBody = Type.Object(
  {
    name: Short,
    contact: Type.String({ maxLength: 300 }),
    instructions: BilingualText,
    documentHash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  },
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
    // Empty is refused by the register with its article, not by the form of the request.
    purpose: Type.String({ maxLength: 300 }),
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
    audience: Type.Optional(Type.Literal('business_contacts')),
    collectedWhen: Type.Optional(BilingualText),
    surfaces: Type.Optional(
      Type.Array(Type.Union(SURFACES.map((surface) => Type.Literal(surface))), { maxItems: SURFACES.length }),
    ),
    minors: Type.Optional(MinorsBody),
    client: Type.Optional(ClientBody),
    editorialReason: Type.Optional(Short),
  },
  strict,
);

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
      purpose: Type.Optional(BilingualText),
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
      scene: Type.Optional(BilingualText),
      deidentified: Type.Optional(Type.Boolean()),
      policyUrl: Type.Optional(Type.String()),
      arrangement: Type.Optional(BilingualText),
      subEntrustees: Type.Array(
        Type.Object({
          name: Type.String(),
          contact: Type.String(),
          purpose: BilingualText,
          fields: Type.Array(Type.String()),
          state: Type.String(),
          documentHash: nullable(Type.String()),
        }),
      ),
    }),
  ),
  automatedDecision: nullable(
    Type.Object({
      used: Type.Boolean(),
      optOutProvided: Type.Boolean(),
      text: BilingualText,
      fields: Type.Optional(Type.Array(Type.String())),
      effect: Type.Optional(BilingualText),
      majorEffect: Type.Optional(Type.Boolean()),
      humanReview: Type.Optional(BilingualText),
    }),
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
  audience: Type.Optional(Type.Literal('business_contacts')),
  collectedWhen: Type.Optional(BilingualText),
  surfaces: Type.Optional(Type.Array(Type.String())),
  minors: Type.Optional(
    Type.Object({ under14: Type.String(), rules: BilingualText, guardianCheck: Type.Optional(BilingualText) }),
  ),
  client: Type.Optional(
    Type.Object({
      name: Type.String(),
      contact: Type.String(),
      instructions: BilingualText,
      documentHash: Type.Optional(Type.String()),
    }),
  ),
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
