import { type Bilingual, type FieldError, fieldError } from '../failure.ts';
import { isPlainName, joinPath } from './error-path.ts';

/** What TypeBox reports about one place of a value. */
export interface SchemaProblem {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const MOST_REPORTED = 50;

/** One error a field, in both languages. Texts quote the schema's own limits, never the value. */
export function describeProblems(problems: readonly SchemaProblem[], schema: unknown): FieldError[] {
  const errors = new Map<string, FieldError>();
  const add = (path: string, text: Bilingual) => {
    if (!errors.has(path) && errors.size < MOST_REPORTED) errors.set(path, fieldError(path, text.zh, text.en));
  };
  for (const problem of problems) {
    const parts = pathParts(problem.instancePath);
    if (problem.keyword === 'boolean') continue;
    if (problem.keyword === 'required') {
      for (const name of texts(problem.params['requiredProperties'])) add(joinPath([...parts, name]), MISSING);
    } else if (problem.keyword === 'additionalProperties') {
      for (const name of texts(problem.params['additionalProperties']))
        add(isPlainName(name) ? joinPath([...parts, name]) : joinPath([...parts, '*']), UNKNOWN);
    } else add(joinPath(parts), describe(problem, schema));
  }
  return [...errors.values()];
}

const MISSING: Bilingual = { zh: '必须填写', en: 'is required' };
const UNKNOWN: Bilingual = { zh: '没有这个字段', en: 'is not a known field' };

function describe({ keyword, params, schemaPath }: SchemaProblem, schema: unknown): Bilingual {
  const branch = /^#(.*)\/(?:anyOf|oneOf)\/\d+/.exec(schemaPath);
  if (branch !== null) return describeChoice(schema, branch[1] ?? '');
  const limit = String(params['limit'] ?? '');
  switch (keyword) {
    case 'type':
      return describeType(params['type']);
    case 'enum':
      return oneOf(params['allowedValues']);
    case 'const':
      return oneOf([params['allowedValue']]);
    case 'minLength':
      return limit === '1'
        ? { zh: '不能为空', en: 'must not be empty' }
        : { zh: `至少 ${limit} 个字符`, en: `needs at least ${limit} characters` };
    case 'maxLength':
      return { zh: `最多 ${limit} 个字符`, en: `may have at most ${limit} characters` };
    case 'minItems':
      return { zh: `至少 ${limit} 项`, en: `needs at least ${limit} items` };
    case 'maxItems':
      return { zh: `最多 ${limit} 项`, en: `may have at most ${limit} items` };
    case 'minimum':
      return { zh: `不能小于 ${limit}`, en: `must be at least ${limit}` };
    case 'maximum':
      return { zh: `不能大于 ${limit}`, en: `must be at most ${limit}` };
    case 'uniqueItems':
      return { zh: '有重复的项', en: 'has the same item twice' };
    case 'format':
      return describeFormat(String(params['format'] ?? ''));
    case 'pattern':
      return { zh: '格式不正确', en: 'does not have the right form' };
    default:
      return { zh: '不符合要求', en: 'is not valid' };
  }
}

// A union fails branch by branch; the person who sent it wants to know what the choice was.
function describeChoice(schema: unknown, pointer: string): Bilingual {
  const place = pathParts(pointer).reduce<unknown>(
    (node, key) => (node as Record<string, unknown> | undefined)?.[key],
    schema,
  );
  const branches = (place as { anyOf?: unknown[]; oneOf?: unknown[] } | undefined) ?? {};
  const constants = (branches.anyOf ?? branches.oneOf ?? []).map((each) => (each as { const?: unknown }).const);
  if (constants.length > 0 && constants.every((each) => each !== undefined)) return oneOf(constants);
  return { zh: '不符合任何一种允许的形式', en: 'matches none of the allowed forms' };
}

function oneOf(values: unknown): Bilingual {
  const list = Array.isArray(values) ? values.filter((each) => typeof each !== 'object' || each === null) : [];
  if (list.length === 0) return { zh: '不是允许的取值', en: 'is not an allowed value' };
  return { zh: `须为以下之一：${list.join('、')}`, en: `must be one of: ${list.join(', ')}` };
}

const TYPES: Readonly<Record<string, Bilingual>> = {
  string: { zh: '须为文本', en: 'must be text' },
  number: { zh: '须为数字', en: 'must be a number' },
  integer: { zh: '须为整数', en: 'must be a whole number' },
  boolean: { zh: '须为 true 或 false', en: 'must be true or false' },
  object: { zh: '须为对象', en: 'must be an object' },
  array: { zh: '须为数组', en: 'must be a list' },
  null: { zh: '须为 null', en: 'must be null' },
};

function describeType(type: unknown): Bilingual {
  return (typeof type === 'string' ? TYPES[type] : undefined) ?? { zh: '类型不正确', en: 'has the wrong type' };
}

const FORMATS: Readonly<Record<string, Bilingual>> = {
  uuid: { zh: '须为 UUID', en: 'must be a UUID' },
  email: { zh: '须为邮箱地址', en: 'must be an email address' },
  date: { zh: '须为日期，如 2026-11-11', en: 'must be a date such as 2026-11-11' },
  'date-time': {
    zh: '须为带时区的时间，如 2026-11-11T20:00:00+08:00',
    en: 'must be a time with zone such as 2026-11-11T20:00:00+08:00',
  },
  uri: { zh: '须为网址', en: 'must be a URI' },
};

function describeFormat(format: string): Bilingual {
  return FORMATS[format] ?? { zh: '格式不正确', en: 'does not have the right form' };
}

// JSON pointers (RFC 6901).
function pathParts(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d{1,6}$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
