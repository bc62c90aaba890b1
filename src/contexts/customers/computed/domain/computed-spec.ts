import { type FieldError, fieldError } from '../../../../platform/failure.ts';

/** How a trait is computed from a person's events. Days are counted in Asia/Shanghai; amounts are in fen. */
export type ComputedSpec =
  | { readonly kind: 'count' | 'sum'; readonly event: string; readonly withinDays?: number }
  /** Whole days since the first or the last such event. */
  | { readonly kind: 'first' | 'last'; readonly event: string }
  /** On which weekday, or in which part of the day, it happens most often. */
  | {
      readonly kind: 'favourite';
      readonly event: string;
      readonly of: 'weekday' | 'part-of-day' | 'class';
      readonly withinDays?: number;
    }
  /** The fifth among everybody who has such events: 5 is the latest, the most often, the most. */
  | {
      readonly kind: 'rfm';
      readonly event: string;
      readonly withinDays: number;
      readonly measure: 'recency' | 'frequency' | 'amount';
    }
  /** new, active, sleeping or lost, by the days since the first and the last such event. */
  | {
      readonly kind: 'life-stage';
      readonly event: string;
      readonly newDays: number;
      readonly activeDays: number;
      readonly sleepingDays: number;
    };

/** The kinds of computed traits. */
export const COMPUTED_KINDS = ['count', 'sum', 'first', 'last', 'favourite', 'rfm', 'life-stage'] as const;

/** The stages of a life as a customer. */
export const LIFE_STAGES = ['new', 'active', 'sleeping', 'lost'] as const;

const MEASURES = ['recency', 'frequency', 'amount'] as const;
const FAVOURITES = ['weekday', 'part-of-day', 'class'] as const;
const MOST_DAYS = 3660;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const NAME = /^[^$\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]{0,199}$/;

type Members = Readonly<Record<string, unknown>>;

/** Reads how a trait is computed from JSON that nobody has checked; every fault is named by its path. */
export function readSpec(
  value: unknown,
): { readonly ok: true; readonly spec: ComputedSpec } | { readonly ok: false; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const spec = isMembers(value) ? specOf(value, errors) : undefined;
  if (spec === undefined && errors.length === 0) errors.push(fieldError('spec', '应为对象', 'must be an object'));
  return spec === undefined || errors.length > 0 ? { ok: false, errors } : { ok: true, spec };
}

function specOf(given: Members, errors: FieldError[]): ComputedSpec | undefined {
  const kind = COMPUTED_KINDS.find((each) => each === given['kind']);
  if (kind === undefined) {
    errors.push(
      fieldError('spec.kind', `应为 ${COMPUTED_KINDS.join('、')} 之一`, `must be one of ${COMPUTED_KINDS.join(', ')}`),
    );
    return undefined;
  }
  const known: readonly string[] = ['kind', 'event', ...MEMBERS[kind]];
  for (const name of Object.keys(given))
    if (!known.includes(name)) errors.push(fieldError(`spec.${name.slice(0, 40)}`, '未知字段', 'unknown field'));
  const event = given['event'];
  if (typeof event !== 'string' || !NAME.test(event)) {
    errors.push(fieldError('spec.event', '应为事件名', 'must be the name of an event such as "purchase"'));
    return undefined;
  }
  const days = (name: string): number => {
    const count = given[name];
    if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST_DAYS) return count;
    errors.push(fieldError(`spec.${name}`, `应为1到${MOST_DAYS}的整数`, `must be an integer from 1 to ${MOST_DAYS}`));
    return 1;
  };
  const within = given['withinDays'] === undefined ? {} : { withinDays: days('withinDays') };
  switch (kind) {
    case 'count':
    case 'sum':
      return { kind, event, ...within };
    case 'first':
    case 'last':
      return { kind, event };
    case 'favourite':
      return { kind, event, of: wordOf(FAVOURITES, given, 'of', errors), ...within };
    case 'rfm':
      return { kind, event, withinDays: days('withinDays'), measure: wordOf(MEASURES, given, 'measure', errors) };
    case 'life-stage':
      return stages(
        { kind, event, newDays: days('newDays'), activeDays: days('activeDays'), sleepingDays: days('sleepingDays') },
        errors,
      );
  }
}

const MEMBERS: Readonly<Record<ComputedSpec['kind'], readonly string[]>> = {
  count: ['withinDays'],
  sum: ['withinDays'],
  first: [],
  last: [],
  favourite: ['of', 'withinDays'],
  rfm: ['withinDays', 'measure'],
  'life-stage': ['newDays', 'activeDays', 'sleepingDays'],
};

function stages<S extends { activeDays: number; sleepingDays: number }>(spec: S, errors: FieldError[]): S {
  if (spec.sleepingDays <= spec.activeDays)
    errors.push(fieldError('spec.sleepingDays', '应大于活跃天数', 'must be more than activeDays'));
  return spec;
}

function wordOf<W extends string>(words: readonly W[], given: Members, name: string, errors: FieldError[]): W {
  const found = words.find((word) => word === given[name]);
  const [first] = words;
  if (first === undefined) throw new Error('no words');
  if (found === undefined)
    errors.push(fieldError(`spec.${name}`, `应为 ${words.join('、')} 之一`, `must be one of ${words.join(', ')}`));
  return found ?? first;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
