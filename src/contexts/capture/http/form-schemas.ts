import { Type } from 'typebox';
import { FORM_FIELDS } from '../domain/form-definition.ts';

const strict = { additionalProperties: false };
const text = (maxLength: number) =>
  Type.Object({ zh: Type.String({ minLength: 1, maxLength }), en: Type.String({ minLength: 1, maxLength }) }, strict);
const Code = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
const Field = Type.Object(
  {
    field: Type.Union(FORM_FIELDS.map((field) => Type.Literal(field))),
    required: Type.Boolean(),
    label: Type.Optional(text(80)),
    hint: Type.Optional(text(200)),
    options: Type.Optional(Type.Array(text(60), { minItems: 2, maxItems: 50 })),
  },
  strict,
);
const Consent = Type.Object(
  {
    control: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    activities: Type.Array(Code, { minItems: 1, maxItems: 10, uniqueItems: true }),
    kind: Type.Union([Type.Literal('general'), Type.Literal('separate')]),
    wording: Type.Optional(text(500)),
    recipient: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  },
  strict,
);
const MEMBERS = {
  code: Code,
  brand: Code,
  title: text(500),
  intro: Type.Optional(text(500)),
  notice: Code,
  activity: Code,
  marketing: Type.Optional(Code),
  consents: Type.Optional(Type.Array(Consent, { maxItems: 20 })),
  fields: Type.Array(Field, { minItems: 1, maxItems: FORM_FIELDS.length }),
  minimumAge: Type.Optional(Type.Union([Type.Literal(14), Type.Literal(18)])),
  submit: Type.Optional(text(40)),
  embedOn: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 20, uniqueItems: true }),
  ),
};

/** A form as it is saved; each separate consent is a control of its own. */
export const FormBody = Type.Object({ ...MEMBERS, active: Type.Optional(Type.Boolean()) }, strict);
/** A form that is only looked at. */
export const FormPreviewBody = Type.Object(
  { ...MEMBERS, locale: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])) },
  strict,
);
/** What saving answers. */
export const FormSaved = Type.Object({ code: Type.String(), url: Type.String() });
/** A form in the list, with how many answered and agreed. */
export const FormListed = Type.Object({
  ...MEMBERS,
  active: Type.Boolean(),
  url: Type.String(),
  savedAt: Type.String({ format: 'date-time' }),
  submissions: Type.Integer(),
  granted: Type.Integer(),
});
/** A form's code in the address. */
export const FormParams = Type.Object({ code: Code });
