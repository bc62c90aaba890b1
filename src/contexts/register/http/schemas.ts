import { type TSchema, Type } from 'typebox';
import { FIELDS, type FieldCode } from '../domain/fields.ts';

const strict = { additionalProperties: false };

/** A permanent code: lower-case kebab. */
export const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });
/** A text in both languages. */
export const BilingualText = Type.Object(
  { zh: Type.String({ maxLength: 4000 }), en: Type.String({ maxLength: 4000 }) },
  strict,
);
/** A short line that is not empty. */
export const Short = Type.String({ minLength: 1, maxLength: 300 });
/** The code of a field. */
export const FieldName = Type.Union((Object.keys(FIELDS) as FieldCode[]).map((field) => Type.Literal(field)));

/** Something or null. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/**
 * The query of a public page. Whatever else stands there is not ours and is left alone: WeChat adds `from` and `nsukey` to what is shared, mail and
 * advertising their own marks, and a notice has to be read all the same (PIPL 17).
 */
export const PublicPageQuery = Type.Object({
  lang: Type.Optional(Type.String({ maxLength: 20 })),
  download: Type.Optional(Type.String({ maxLength: 20 })),
});

const Document = Type.Object({ zh: Type.String(), en: Type.String() });
/** An instant, RFC 3339. */
export const Instant = Type.String({ format: 'date-time' });

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
      papers: Type.Array(Type.String()),
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

/** What may be published and should not be left so, in plain words. */
export const WarningShown = Type.Object({
  code: Type.String(),
  path: Type.String(),
  article: Type.String(),
  zh: Type.String(),
  en: Type.String(),
});

const ErrorShown = Type.Object({ path: Type.String(), message: Type.String(), message_en: Type.String() });

const ChangesShown = Type.Object({
  activity: Type.String(),
  name: BilingualText,
  changes: Type.Array(Change),
  details: Type.Array(Type.Object({ kind: Type.String(), what: Document, before: Document, after: Document })),
  toldRevision: nullable(Type.Integer()),
});

/** What publishing would do. */
export const NoticePreviewShown = Type.Object({
  version: Type.Integer(),
  missing: Type.Array(ErrorShown),
  warnings: Type.Array(WarningShown),
  changes: Type.Array(ChangesShown),
  html: Document,
  shortHtml: Document,
});

/** What saving an activity would do. */
export const ActivityPreviewShown = Type.Object({
  errors: Type.Array(ErrorShown),
  missing: Type.Array(ErrorShown),
  warnings: Type.Array(WarningShown),
  changes: nullable(ChangesShown),
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
  warnings: Type.Array(WarningShown),
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
    childrenContact: Type.Optional(BilingualText),
    storage: Type.Optional(BilingualText),
    safeguards: Type.Optional(BilingualText),
    miniProgram: Type.Optional(BilingualText),
  },
  strict,
);

/** A brand of the handler. */
export const BrandBody = Type.Object(
  { code: Code, name: BilingualText, smsSignature: Type.Optional(Type.String({ minLength: 2, maxLength: 20 })) },
  strict,
);
