/** A JSON Schema as the server's own OpenAPI document writes it. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly format?: string;
}
interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
/** What of an OpenAPI 3.1 document is read. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
export interface MadeRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
}

const NOBODY = '01930000-0000-7000-8000-000000000001';
/** A number that no answer may repeat: it stands in many of the requests. */
export const MARK = '13912345678';
const IN_PATHS = [NOBODY, 'nobody', '%', '\u0000', MARK, '-1', '99999999999999999999', 'x'.repeat(3000)];
const IN_QUERIES = ['', '-1', '1e400', '99999999999999999999', MARK, '\u0000', '2026-13-45'];
const BODIES = ['', '{', 'null', '[]', '"x"', '{"a":1,"a":2}', '{"__proto__":{"x":1}}', '['.repeat(10_000)];
const VALUES = [
  null,
  -1,
  MARK,
  '\u0000',
  '\ud800',
  'a'.repeat(70_000),
  {},
  [[[]]],
  '2026-02-30T00:00:00Z',
  Number.MAX_SAFE_INTEGER + 1,
];

function sample(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf?.[0] !== undefined) return sample(schema.anyOf[0]);
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => schema.required?.includes(name))
        .map(([name, value]) => [name, sample(value)]),
    );
  if (schema.type === 'array') return schema.minItems && schema.items ? [sample(schema.items)] : [];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return true;
  return schema.type === 'string' ? sampleText(schema) : null;
}

function sampleText({ format, pattern, minLength = 1 }: Schema): string {
  if (format === 'date-time') return '2026-11-01T00:00:00Z';
  if (format === 'date') return '2026-11-01';
  return pattern?.includes('[89ab]') === true ? NOBODY : 'aaa'.padEnd(minLength, 'a');
}

/** Every operation of a document with paths, queries and bodies that are not what it asks for, and a made body that is;
 * of the former one in `share`, in turn. */
export function* madeRequests({ paths }: OpenApi, share = 1): Generator<MadeRequest> {
  const some = takeTurns(share);
  for (const [template, operations] of Object.entries(paths))
    for (const [verb, operation] of Object.entries(operations)) {
      const method = verb.toUpperCase();
      const schema = operation.requestBody?.content['application/json']?.schema;
      const made = schema === undefined ? undefined : JSON.stringify(sample(schema));
      const body = made === undefined ? {} : { body: made, type: 'application/json' };
      const path = fill(template, NOBODY);
      if (template.includes('{'))
        for (const value of some(IN_PATHS)) yield { method, path: fill(template, value), ...body };
      else yield { method, path, ...body };
      for (const { name } of (operation.parameters ?? []).filter((each) => each.in === 'query'))
        for (const value of some(IN_QUERIES))
          yield { method, path: `${path}?${name}=${encodeURIComponent(value)}`, ...body };
      if (schema === undefined) continue;
      for (const each of some(BODIES)) yield { method, path, body: each, type: 'application/json' };
      yield { method, path, body: '{}', type: 'text/xml' };
      yield* changedBodies({ method, path }, schema, some);
    }
}

function fill(template: string, value: string): string {
  return template.replace(/\{[^}]+\}/g, encodeURIComponent(value));
}

// Of every list one value in so many, another one the next time.
function takeTurns(share: number): <T>(values: readonly T[]) => readonly T[] {
  let turn = 0;
  return (values) => {
    turn += 1;
    return values.filter((_, place) => (place + turn) % share === 0);
  };
}

// One member at a time, so that it is this member which is refused.
function* changedBodies(
  { method, path }: { readonly method: string; readonly path: string },
  schema: Schema,
  some: <T>(values: readonly T[]) => readonly T[],
): Generator<MadeRequest> {
  const good = sample(schema);
  if (good === null || typeof good !== 'object' || Array.isArray(good)) return;
  for (const name of [...Object.keys(schema.properties ?? {}), 'unknownMember'])
    for (const value of some(VALUES))
      yield { method, path, body: JSON.stringify({ ...good, [name]: value }), type: 'application/json' };
}
