import { type FieldError, fieldError } from '../../../../platform/failure.ts';

/** People who did something: at least so many events of a name, each of at least so much, within the last so many days. */
export interface EventCondition {
  readonly event: {
    /** For example "purchase". */
    readonly name: string;
    /** Today and the days before it, counted in Asia/Shanghai; since ever if missing. */
    readonly withinDays?: number;
    readonly atLeast: number;
    /** Fen; events below it don't count. */
    readonly minAmount?: number;
  };
}

/** Traits that are general enough to be kept outside the vault. */
export const TRAITS = ['province', 'age_band'] as const;
/** A generalised trait. */
export type Trait = (typeof TRAITS)[number];

/** People of whom a generalised trait has one of these values. */
export interface TraitCondition {
  readonly trait: { readonly name: Trait; readonly in: readonly string[] };
}

/** The segment language (人群圈选): the same for every store that computes it. `not` means: none of these. */
export type Definition =
  | { readonly all: readonly Definition[] }
  | { readonly any: readonly Definition[] }
  | { readonly not: readonly Definition[] }
  | EventCondition
  | TraitCondition;

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: Definition }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

const DEEPEST = 5;
const MOST_CONDITIONS = 50;
const MOST_DAYS = 3660;
const MOST_TIMES = 10_000;
const MOST_FEN = 100_000_000_000;
const NAME = /^[a-z][a-z0-9_.-]{0,63}$/;

/** Reads a definition from JSON that nobody has checked; every fault is named by its path. */
export function parseDefinition(value: unknown): ParsedDefinition {
  const reader = new Reader();
  const definition = reader.definition(value, 'definition', 1);
  if (definition === undefined || reader.errors.length > 0) return { ok: false, errors: reader.errors };
  return { ok: true, definition };
}

class Reader {
  readonly errors: FieldError[] = [];
  #conditions = 0;

  definition(value: unknown, path: string, depth: number): Definition | undefined {
    this.#conditions += 1;
    if (this.#conditions > MOST_CONDITIONS)
      return this.#wrong(path, `条件不能超过${MOST_CONDITIONS}个`, `no more than ${MOST_CONDITIONS} conditions`);
    if (depth > DEEPEST) return this.#wrong(path, `嵌套不能超过${DEEPEST}层`, `no more than ${DEEPEST} levels`);
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    const [key, ...others] = Object.keys(value);
    if (key === undefined || others.length > 0)
      return this.#wrong(path, '应恰好有一个键', 'must have exactly one key: all, any, not, event or trait');
    const inner = value[key];
    switch (key) {
      case 'all':
      case 'any':
      case 'not':
        return this.#group(key, inner, `${path}.${key}`, depth);
      case 'event':
        return this.#event(inner, `${path}.event`);
      case 'trait':
        return this.#trait(inner, `${path}.trait`);
      default:
        return this.#wrong(path, '未知的条件', 'unknown condition: use all, any, not, event or trait');
    }
  }

  #group(kind: 'all' | 'any' | 'not', value: unknown, path: string, depth: number): Definition | undefined {
    if (!Array.isArray(value) || value.length === 0)
      return this.#wrong(path, '应为非空数组', 'must be an array with at least one condition');
    const inner: Definition[] = [];
    for (const [index, each] of (value as readonly unknown[]).entries()) {
      const definition = this.definition(each, `${path}[${index}]`, depth + 1);
      if (definition !== undefined) inner.push(definition);
    }
    if (kind === 'all') return { all: inner };
    return kind === 'any' ? { any: inner } : { not: inner };
  }

  #event(value: unknown, path: string): EventCondition | undefined {
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    this.#onlyKeys(value, ['name', 'withinDays', 'atLeast', 'minAmount'], path);
    const name = value['name'];
    if (typeof name !== 'string' || !NAME.test(name))
      return this.#wrong(`${path}.name`, '应为小写字母开头的事件名', 'must be an event name such as "purchase"');
    const atLeast = this.#count(value['atLeast'], `${path}.atLeast`, MOST_TIMES, true);
    const withinDays = this.#count(value['withinDays'], `${path}.withinDays`, MOST_DAYS, false);
    const minAmount = this.#count(value['minAmount'], `${path}.minAmount`, MOST_FEN, false);
    if (atLeast === undefined) return undefined;
    return {
      event: {
        name,
        atLeast,
        ...(withinDays === undefined ? {} : { withinDays }),
        ...(minAmount === undefined ? {} : { minAmount }),
      },
    };
  }

  #trait(value: unknown, path: string): TraitCondition | undefined {
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    this.#onlyKeys(value, ['name', 'in'], path);
    const name = TRAITS.find((trait) => trait === value['name']);
    if (name === undefined)
      return this.#wrong(`${path}.name`, `应为 ${TRAITS.join('、')} 之一`, `must be one of ${TRAITS.join(', ')}`);
    const values: unknown = value['in'];
    if (!Array.isArray(values) || values.length === 0 || values.length > 100 || !values.every(isShortText))
      return this.#wrong(`${path}.in`, '应为1到100个短文本', 'must be 1 to 100 short texts');
    return { trait: { name, in: values } };
  }

  #count(value: unknown, path: string, most: number, required: boolean): number | undefined {
    if (value === undefined && !required) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
    return this.#wrong(path, `应为1到${most}的整数`, `must be an integer from 1 to ${most}`);
  }

  #onlyKeys(value: Readonly<Record<string, unknown>>, known: readonly string[], path: string): void {
    for (const key of Object.keys(value))
      if (!known.includes(key)) this.#wrong(`${path}.${key.slice(0, 40)}`, '未知字段', 'unknown field');
  }

  #wrong(path: string, zh: string, en: string): undefined {
    this.errors.push(fieldError(path, zh, en));
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 40;
}
