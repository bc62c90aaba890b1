import { type Static, Type } from 'typebox';
import { ActivityBody } from '../http/activity-schemas.ts';
import { BilingualText, Code } from '../http/schemas.ts';

const strict = { additionalProperties: false };

/** A starter pack as it stands in a file: activities, drafts of notices, and what only the company knows. */
export const PackFile = Type.Object(
  {
    $schema: Type.Optional(Type.String({ maxLength: 300 })),
    format: Type.Literal(1),
    code: Code,
    name: BilingualText,
    for: BilingualText,
    activities: Type.Array(ActivityBody, { minItems: 1, maxItems: 100 }),
    notices: Type.Array(
      Type.Object(
        {
          code: Code,
          kind: Type.Optional(Type.Union([Type.Literal('general'), Type.Literal('children')])),
          title: BilingualText,
          intro: Type.Optional(BilingualText),
          activities: Type.Array(Code, { minItems: 1, maxItems: 200 }),
          withBuiltIns: Type.Optional(Type.Boolean()),
        },
        strict,
      ),
      { maxItems: 20 },
    ),
    todo: Type.Array(Type.Object({ activity: Code, zh: Type.String(), en: Type.String() }, strict), { maxItems: 50 }),
  },
  strict,
);

/** A starter pack. */
export type Pack = Static<typeof PackFile>;

/** What loading a pack did. */
export interface LoadedPack {
  readonly activities: readonly string[];
  readonly notices: readonly string[];
  /** Codes that were there before and were left alone. */
  readonly kept: readonly string[];
  readonly todo: Pack['todo'];
}
