import { Type } from 'typebox';

const strict = { additionalProperties: false };
const Code = Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 40 });
const Words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 300 }), en: Type.String({ minLength: 1, maxLength: 300 }) },
  strict,
);

/** The words of a banner that may be tried. */
export const SiteWords = Type.Object({
  ask: Type.Optional(Words),
  free: Type.Optional(Words),
  grant: Type.Optional(Words),
  refuse: Type.Optional(Words),
});

const Look = Type.Object(
  {
    present: Type.Optional(Type.Boolean()),
    style: Type.Optional(Type.Union([Type.Literal('filled'), Type.Literal('outlined'), Type.Literal('link')])),
    size: Type.Optional(Type.Union([Type.Literal('large'), Type.Literal('medium'), Type.Literal('small')])),
    taps: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    afterSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600 })),
  },
  strict,
);
const LOOKS = {
  grant: Type.Optional(Look),
  refuse: Type.Optional(Look),
  first: Type.Optional(Type.Union([Type.Literal('grant'), Type.Literal('refuse')])),
  position: Type.Optional(Type.Union([Type.Literal('bottom'), Type.Literal('middle')])),
  consents: Type.Optional(Type.Union([Type.Literal('last'), Type.Literal('first')])),
  preTicked: Type.Optional(Type.Boolean()),
  together: Type.Optional(Type.Boolean()),
};
/** The looks of a banner or form that are tried. */
export const VariantLooksShown = Type.Object(LOOKS);

/** One of the variants of an experiment. What refuses more than it may is said by the lint, not by the schema. */
export const VariantBody = Type.Object(
  {
    code: Code,
    words: Type.Optional(
      Type.Object(
        {
          title: Type.Optional(Words),
          intro: Type.Optional(Words),
          submit: Type.Optional(Words),
          consents: Type.Optional(
            Type.Record(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9:._/-]{0,63}$' }), Words, { maxProperties: 20 }),
          ),
          ask: Type.Optional(Words),
          free: Type.Optional(Words),
          grant: Type.Optional(Words),
          refuse: Type.Optional(Words),
        },
        strict,
      ),
    ),
    looks: Type.Optional(Type.Object(LOOKS, strict)),
  },
  strict,
);

/** An experiment to be started. */
export const PlanBody = Type.Object(
  {
    code: Code,
    name: Type.String({ minLength: 1, maxLength: 60 }),
    target: Type.Union([Type.Object({ form: Code }, strict), Type.Object({ site: Code }, strict)]),
    activity: Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 }),
    needed: Type.Integer({ minimum: 100, maximum: 1_000_000 }),
    variants: Type.Array(VariantBody, { minItems: 2, maxItems: 4 }),
  },
  strict,
);

const Nullable = <S extends ReturnType<typeof Type.Object>>(schema: S) => Type.Union([schema, Type.Null()]);
const Share = Nullable(Type.Object({ share: Type.Number(), low: Type.Number(), high: Type.Number() }));
/** An experiment as the console sees it. */
export const ExperimentShown = Type.Object({
  code: Type.String(),
  name: Type.String(),
  target: Type.Object({ form: Type.Optional(Type.String()), site: Type.Optional(Type.String()) }),
  activity: Type.String(),
  needed: Type.Integer(),
  variants: Type.Array(VariantBody),
  startedAt: Type.String(),
  startedBy: Type.String(),
  endedAt: Type.Union([Type.String(), Type.Null()]),
  endedWhy: Type.Union([Type.String(), Type.Null()]),
});
/** What may be said about the variants. */
export const ResultShown = Type.Object({
  enough: Type.Boolean(),
  variants: Type.Array(
    Type.Object({
      code: Type.String(),
      shown: Type.Integer(),
      granted: Type.Integer(),
      refused: Type.Integer(),
      consent: Share,
      refusal: Share,
      regret: Share,
      difference: Share,
      verdict: Type.String(),
      regretted: Type.Boolean(),
    }),
  ),
});
