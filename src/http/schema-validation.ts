import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Format } from 'typebox/format';
import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';
import { describeProblems, type SchemaProblem } from '../platform/http/index.ts';
import { invalidInput, unstorableText } from './http-failures.ts';

// A form with many bad fields names them all; a body of many bad rows is cut here.
Settings.Set({ maxErrors: 100 });

// RFC 3339 with zone, as the refusal tells. TypeBox also takes RFC 9557 suffixes ("[Asia/Shanghai]") and leap seconds, of neither of which JavaScript
// makes an instant; and an offset can lead out of the years that RFC 3339 can write back.
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/i;
const [FIRST, LAST] = [Date.parse('0000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];
Format.Set('date-time', (text) => {
  const at = INSTANT.test(text) && Format.IsDateTime(text) ? Date.parse(text) : Number.NaN;
  return at >= FIRST && at <= LAST;
});

/**
 * Compiles a route's schema. Bodies are taken as they are; path, query and headers are text, so they are converted first. Defaults are filled
 * in. The error names every field in Chinese and English and never quotes a value.
 */
export const schemaValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  const hasDefaults = JSON.stringify(schema).includes('"default":');
  return (value: unknown) => {
    let candidate = value;
    if (httpPart !== 'body') {
      assertStorable(candidate);
      candidate = Value.Convert(schema, withoutWordsForNumbers(schema, candidate));
    }
    if (hasDefaults) candidate = Value.Default(schema, candidate);
    if (check.Check(candidate)) return { value: candidate };
    return { error: invalidInput(describeProblems(check.Errors(candidate) as unknown as SchemaProblem[], schema)) };
  };
};

const NO_NUMBER = 'no number';
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

// A conversion makes 1 of "true" and 0 of nothing: somebody who asks for "true" rows did not ask for one. Such text is kept from it, as a word that fails.
function withoutWordsForNumbers(schema: TSchema, part: unknown): unknown {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, { type?: unknown }>> };
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => {
      const type = Object.hasOwn(properties, name) ? properties[name]?.type : undefined;
      const number = type === 'integer' || type === 'number';
      return [name, number && typeof value === 'string' && !DECIMAL.test(value) ? NO_NUMBER : value];
    }),
  );
}

function assertStorable(part: unknown): void {
  for (const [name, value] of Object.entries(part ?? {}))
    for (const text of [value].flat())
      if (typeof text === 'string' && (text.includes('\0') || !text.isWellFormed())) throw unstorableText(name);
}
