import { Type } from 'typebox';
import { PresentationNonce } from '../../consent/index.ts';

const strict = { additionalProperties: false };
export const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 });
export const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' });
export const ById = Type.Object({ id: Id });
export const Instant = Type.String();
const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()]);
const Values = Type.Record(Type.String({ pattern: '^[a-z_]{1,32}$' }), Type.String({ maxLength: 300 }));
const Granted = Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20, uniqueItems: true });
const Age = Type.Optional(Type.Union([Type.Literal(14), Type.Literal(18)]));

export const CounterCodeBody = Type.Object({ form: Code, place: Code }, strict);
export const CounterCodeMade = Type.Object({ id: Id, url: Type.String(), expiresAt: Instant, qr: Type.String() });
export const CounterCodeShown = Type.Object({ state: Type.String(), answer: orNull(Type.String()) });

export const CallBody = Type.Object(
  {
    form: Code,
    locale: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
    mobile: Type.Optional(Type.String({ pattern: '^(?:\\+?86)?1[3-9]\\d{9}$' })),
  },
  strict,
);
export const CallShown = Type.Object({
  session: Type.String(),
  presentation: Type.String(),
  nonce: Type.String(),
  noticeVersion: Type.Integer(),
  ages: Type.Array(Type.Integer()),
  lines: Type.Array(Type.Object({ id: Type.String(), text: Text })),
  fields: Type.Array(Type.Object({ field: Type.String(), required: Type.Boolean() })),
  consents: Type.Array(Type.Object({ control: Type.String(), separate: Type.Boolean(), names: Type.Array(Text) })),
  notAskedAgain: Type.Boolean(),
});
export const CallAnswerBody = Type.Object(
  {
    form: Code,
    session: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
    presentation: Id,
    nonce: PresentationNonce,
    said: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100, uniqueItems: true }),
    values: Values,
    age: Age,
    granted: Granted,
  },
  strict,
);
export const Taken = Type.Object({ submission: Id, person: Id });

export const BatchBody = Type.Object(
  {
    form: Code,
    noticeVersion: Type.Integer({ minimum: 1 }),
    sheets: Type.Integer({ minimum: 1, maximum: 1000 }),
    granted: Type.Integer({ minimum: 0, maximum: 1000 }),
  },
  strict,
);
export const BatchShown = Type.Object({
  id: Id,
  form: Type.String(),
  noticeVersion: Type.Integer(),
  sheets: Type.Integer(),
  granted: Type.Integer(),
  madeBy: Type.String(),
  madeAt: Instant,
  closedAt: orNull(Instant),
  keyed: Type.Integer(),
  keyedGranted: Type.Integer(),
  rejected: Type.Integer(),
  waiting: Type.Integer(),
});
export const SheetBody = Type.Object(
  {
    // Five megabytes in base64.
    scan: Type.String({ minLength: 1, maxLength: 7_000_000 }),
    values: Values,
    age: Age,
    granted: Granted,
    guardian: Type.Optional(
      Type.Object(
        {
          kind: Type.Union([Type.Literal('parent'), Type.Literal('guardian')]),
          evidence: Code,
          name: Type.String({ minLength: 1, maxLength: 40 }),
          mobile: Type.String({ minLength: 1, maxLength: 24 }),
          childBirthDate: Type.String({ format: 'date' }),
        },
        strict,
      ),
    ),
  },
  strict,
);
export const SheetShown = Type.Object({
  id: Id,
  person: orNull(Id),
  guardian: orNull(Id),
  ticked: Type.Array(Type.String()),
  scanType: Type.String(),
  status: Type.String(),
  keyedBy: Type.String(),
  keyedAt: Instant,
  lookedBy: orNull(Type.String()),
  reason: orNull(Type.String()),
});
export const LookBody = Type.Object(
  {
    agrees: Type.Boolean(),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
    /** As they are read on the scan; asked for where a guardian signed. */
    childBirthDate: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    relation: Type.Optional(Type.Union([Type.Literal('parent'), Type.Literal('guardian')])),
    evidence: Type.Optional(Code),
  },
  strict,
);
