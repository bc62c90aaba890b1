import { type FieldError, fieldError } from '../../../../platform/failure.ts';
import { CHANNELS } from '../../../register/index.ts';
import {
  type ComputedCondition,
  type Definition,
  type EventCondition,
  type FieldCondition,
  type PermissionCondition,
  type RfmCondition,
  type SequenceCondition,
  TRAITS,
  type TraitCondition,
} from './definition.ts';

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: Definition }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

const DEEPEST = 5;
const MOST_CONDITIONS = 50;
const MOST_DAYS = 3660;
const MOST_TIMES = 10_000;
const MOST_FEN = 100_000_000_000;
const MOST_STEPS = 5;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const NAME = /^[^$\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]{0,199}$/;
const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

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
    // Told once; what stands behind it is not read.
    if (this.#conditions > MOST_CONDITIONS) return undefined;
    if (depth > DEEPEST) return this.#wrong(path, `嵌套不能超过${DEEPEST}层`, `no more than ${DEEPEST} levels`);
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    const [key, ...others] = Object.keys(value);
    if (key === undefined || others.length > 0)
      return this.#wrong(
        path,
        '应恰好有一个键',
        'must have exactly one key: all, any, not, event, sequence, rfm, segment, trait, tag, computed, permission or field',
      );
    const inner = value[key];
    if (key === 'all' || key === 'any' || key === 'not') return this.#group(key, inner, `${path}.${key}`, depth);
    // Groups are none: they are bounded by their depth and by what stands in them.
    this.#conditions += 1;
    if (this.#conditions > MOST_CONDITIONS)
      return this.#wrong(path, `条件不能超过${MOST_CONDITIONS}个`, `no more than ${MOST_CONDITIONS} conditions`);
    return this.#condition(key, inner, path);
  }

  #condition(key: string, inner: unknown, path: string): Definition | undefined {
    switch (key) {
      case 'event':
        return this.#event(inner, `${path}.event`);
      case 'sequence':
        return this.#sequence(inner, `${path}.sequence`);
      case 'rfm':
        return this.#rfm(inner, `${path}.rfm`);
      case 'segment':
        if (typeof inner === 'string' && inner.length <= 64 && CODE.test(inner)) return { segment: inner };
        return this.#wrong(`${path}.segment`, '应为人群代码', 'must be the code of a segment');
      case 'trait':
        return this.#trait(inner, `${path}.trait`);
      case 'tag':
        if (typeof inner === 'string' && inner.length <= 64 && CODE.test(inner)) return { tag: inner };
        return this.#wrong(`${path}.tag`, '应为标签代码', 'must be the code of a tag');
      case 'computed':
        return this.#computed(inner, `${path}.computed`);
      case 'permission':
        return this.#permission(inner, `${path}.permission`);
      case 'field':
        return this.#field(inner, `${path}.field`);
      default:
        return this.#wrong(
          path,
          '未知的条件',
          'unknown condition: use all, any, not, event, sequence, rfm, segment, trait, tag, computed, permission or field',
        );
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
    const bounds = ['withinDays', 'atMost', 'minAmount', 'sumAtLeast', 'sumAtMost', 'firstWithinDays', 'notSinceDays'];
    this.#onlyKeys(value, ['name', 'atLeast', ...bounds], path);
    const name = this.#name(value['name'], `${path}.name`);
    const atLeast =
      value['atLeast'] === undefined ? 1 : this.#count(value['atLeast'], `${path}.atLeast`, MOST_TIMES, true);
    const found: Record<string, number> = {};
    for (const bound of bounds) {
      const most = bound.endsWith('Days') ? MOST_DAYS : bound === 'atMost' ? MOST_TIMES : MOST_FEN;
      const count = this.#count(value[bound], `${path}.${bound}`, most, false);
      if (count !== undefined) found[bound] = count;
    }
    if (name === undefined || atLeast === undefined) return undefined;
    this.#inOrder(atLeast, found['atMost'], `${path}.atMost`);
    this.#inOrder(found['sumAtLeast'], found['sumAtMost'], `${path}.sumAtMost`);
    return { event: { name, atLeast, ...found } };
  }

  #sequence(value: unknown, path: string): SequenceCondition | undefined {
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    this.#onlyKeys(value, ['steps', 'withinDays', 'startedWithinDays'], path);
    const given: unknown = value['steps'];
    if (!Array.isArray(given) || given.length < 2 || given.length > MOST_STEPS)
      return this.#wrong(`${path}.steps`, `应为2到${MOST_STEPS}个事件名`, `must be 2 to ${MOST_STEPS} names of events`);
    const steps = given.flatMap((step: unknown, index) => this.#name(step, `${path}.steps[${index}]`) ?? []);
    const withinDays = this.#count(value['withinDays'], `${path}.withinDays`, MOST_DAYS, true);
    const started = this.#count(value['startedWithinDays'], `${path}.startedWithinDays`, MOST_DAYS, false);
    if (withinDays === undefined) return undefined;
    return { sequence: { steps, withinDays, ...(started === undefined ? {} : { startedWithinDays: started }) } };
  }

  #rfm(value: unknown, path: string): RfmCondition | undefined {
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    this.#onlyKeys(value, ['name', 'withinDays', 'recency', 'frequency', 'amount'], path);
    const name = this.#name(value['name'], `${path}.name`);
    const withinDays = this.#count(value['withinDays'], `${path}.withinDays`, MOST_DAYS, true);
    const fifths: Record<string, readonly number[]> = {};
    for (const measure of ['recency', 'frequency', 'amount'] as const) {
      const given: unknown = value[measure];
      if (given === undefined) continue;
      if (Array.isArray(given) && given.length > 0 && given.length <= 5 && given.every(isFifth))
        fifths[measure] = given;
      else this.#wrong(`${path}.${measure}`, '应为1到5的整数列表', 'must be a list of integers from 1 to 5');
    }
    if (Object.keys(fifths).length === 0)
      this.#wrong(path, '至少给出最近、频次、金额之一', 'give at least one of recency, frequency and amount');
    return name === undefined || withinDays === undefined ? undefined : { rfm: { name, withinDays, ...fifths } };
  }

  #name(value: unknown, path: string): string | undefined {
    if (typeof value === 'string' && NAME.test(value)) return value;
    return this.#wrong(path, '应为事件名', 'must be the name of an event such as "purchase"');
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

  #permission(value: unknown, path: string): PermissionCondition | undefined {
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    this.#onlyKeys(value, ['activity', 'channel'], path);
    const activity: unknown = value['activity'];
    if (typeof activity !== 'string' || activity.length > 64 || !CODE.test(activity))
      return this.#wrong(`${path}.activity`, '应为处理活动代码', 'must be the code of an activity');
    const channel = CHANNELS.find((each) => each === value['channel']);
    if (value['channel'] !== undefined && channel === undefined)
      return this.#wrong(
        `${path}.channel`,
        `应为 ${CHANNELS.join('、')} 之一`,
        `must be one of ${CHANNELS.join(', ')}`,
      );
    return { permission: channel === undefined ? { activity } : { activity, channel } };
  }

  #field(value: unknown, path: string): FieldCondition | undefined {
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    const name: unknown = value['name'];
    if (name === 'birth_date') {
      this.#onlyKeys(value, ['name', 'months'], path);
      const months: unknown = value['months'];
      if (Array.isArray(months) && months.length > 0 && months.length <= 12 && months.every(isMonth))
        return { field: { name, months } };
      return this.#wrong(`${path}.months`, '应为1到12的整数列表', 'must be a list of integers from 1 to 12');
    }
    if (name !== 'city')
      return this.#wrong(`${path}.name`, '应为 birth_date、city 之一', 'must be one of birth_date, city');
    this.#onlyKeys(value, ['name', 'in'], path);
    const cities: unknown = value['in'];
    if (Array.isArray(cities) && cities.length > 0 && cities.length <= 100 && cities.every(isShortText))
      return { field: { name, in: cities } };
    return this.#wrong(`${path}.in`, '应为1到100个短文本', 'must be 1 to 100 short texts');
  }

  #computed(value: unknown, path: string): ComputedCondition | undefined {
    if (!isRecord(value)) return this.#wrong(path, '应为对象', 'must be an object');
    this.#onlyKeys(value, ['code', 'atLeast', 'atMost', 'in'], path);
    const { code, atLeast, atMost, in: words } = value;
    if (typeof code !== 'string' || code.length > 64 || !CODE.test(code))
      return this.#wrong(`${path}.code`, '应为计算属性代码', 'must be the code of a computed trait');
    for (const [name, bound] of [
      ['atLeast', atLeast],
      ['atMost', atMost],
    ] as const)
      if (bound !== undefined && !isBound(bound)) return this.#wrong(`${path}.${name}`, '应为数', 'must be a number');
    if (
      words !== undefined &&
      !(Array.isArray(words) && words.length > 0 && words.length <= 100 && words.every(isShortText))
    )
      return this.#wrong(`${path}.in`, '应为1到100个短文本', 'must be 1 to 100 short texts');
    if (atLeast === undefined && atMost === undefined && words === undefined)
      return this.#wrong(path, '至少给出下限、上限、取值之一', 'give at least one of atLeast, atMost and in');
    this.#inOrder(isBound(atLeast) ? atLeast : undefined, isBound(atMost) ? atMost : undefined, `${path}.atMost`);
    return {
      computed: {
        code,
        ...(isBound(atLeast) ? { atLeast } : {}),
        ...(isBound(atMost) ? { atMost } : {}),
        ...(Array.isArray(words) ? { in: words as readonly string[] } : {}),
      },
    };
  }

  #count(value: unknown, path: string, most: number, required: boolean): number | undefined {
    if (value === undefined && !required) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
    return this.#wrong(path, `应为1到${most}的整数`, `must be an integer from 1 to ${most}`);
  }

  // Bounds the wrong way round would be a segment of nobody, which nobody means.
  #inOrder(least: number | undefined, most: number | undefined, path: string): void {
    if (least !== undefined && most !== undefined && most < least)
      this.#wrong(path, '上限小于下限', 'the upper bound is below the lower one');
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

function isMonth(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 12;
}

function isFifth(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 5;
}

function isBound(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= MOST_FEN * 1000;
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 40;
}
