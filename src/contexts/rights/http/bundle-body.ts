import { type Static, Type } from 'typebox';
import { REDACTIONS } from '../domain/redaction.ts';
import type { FileRequest } from '../issue-file.ts';
import { periodEmpty } from '../rights-failures.ts';

/** The categories that are withheld. */
export const Redact = Type.Optional(
  Type.Array(Type.Union(REDACTIONS.map((each) => Type.Literal(each))), { maxItems: REDACTIONS.length }),
);
const OfPerson = Type.Object(
  { person: Type.String({ format: 'uuid' }), redact: Redact },
  { additionalProperties: false },
);
const OfActivity = Type.Object(
  {
    activity: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,79}$' }),
    from: Type.String({ format: 'date-time' }),
    to: Type.String({ format: 'date-time' }),
    redact: Redact,
  },
  { additionalProperties: false },
);
/** What a bundle is asked for: a person, or an activity and a period. */
export const BundleBody = Type.Union([OfPerson, OfActivity]);

/** The request as it is meant. Throws `rights.period-empty`. */
export function readBundleBody(body: Static<typeof BundleBody>): FileRequest {
  const choice = body.redact === undefined ? {} : { redact: body.redact };
  if ('person' in body) return { person: body.person, ...choice };
  const period = { activity: body.activity, from: new Date(body.from), to: new Date(body.to) };
  if (period.from >= period.to) throw periodEmpty();
  return { ...period, ...choice };
}
