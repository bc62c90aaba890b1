/** The segment language as the API takes it. */
export type Rule = GroupRule | ConditionRule;
export type GroupRule = { all: Rule[] } | { any: Rule[] } | { not: Rule[] };
export type ConditionRule =
  | { event: EventRule }
  | { sequence: { steps: string[]; withinDays: number; startedWithinDays?: number } }
  | { rfm: { name: string; withinDays: number; recency?: number[]; frequency?: number[]; amount?: number[] } }
  | { segment: string }
  | { trait: { name: 'province' | 'age_band' | 'organisation'; in: string[] } }
  | { tag: string }
  | { computed: { code: string; atLeast?: number; atMost?: number; in?: string[] } }
  | { permission: { activity: string; channel?: string } }
  | { field: { name: 'birth_date'; months: number[] } | { name: 'city'; in: string[] } };

/** People who did something; amounts in fen. */
export interface EventRule {
  name: string;
  atLeast: number;
  withinDays?: number;
  atMost?: number;
  minAmount?: number;
  sumAtLeast?: number;
  sumAtMost?: number;
  firstWithinDays?: number;
  notSinceDays?: number;
}

export const GROUPS = ['all', 'any', 'not'] as const;
export type GroupKind = (typeof GROUPS)[number];
export const KINDS = [
  'event',
  'sequence',
  'rfm',
  'segment',
  'trait',
  'tag',
  'computed',
  'permission',
  'field',
] as const;
export type ConditionKind = (typeof KINDS)[number];

/** Which group it is and what is in it; undefined for a condition. */
export function groupOf(rule: Rule): { kind: GroupKind; parts: Rule[] } | undefined {
  if ('all' in rule) return { kind: 'all', parts: rule.all };
  if ('any' in rule) return { kind: 'any', parts: rule.any };
  return 'not' in rule ? { kind: 'not', parts: rule.not } : undefined;
}

export function group(kind: GroupKind, parts: Rule[]): GroupRule {
  if (kind === 'all') return { all: parts };
  return kind === 'any' ? { any: parts } : { not: parts };
}

/** A rule as a group, since that is what the editor edits. */
export function asGroup(rule: Rule): GroupRule {
  return groupOf(rule) === undefined ? { all: [rule] } : (rule as GroupRule);
}

export function kindOf(rule: ConditionRule): ConditionKind {
  return KINDS.find((kind) => kind in rule) ?? 'event';
}

/** A condition of a kind as it begins. */
export function fresh(kind: ConditionKind): ConditionRule {
  switch (kind) {
    case 'event':
      return { event: { name: 'purchase', atLeast: 2, withinDays: 90 } };
    case 'sequence':
      return { sequence: { steps: ['@page', 'purchase'], withinDays: 7 } };
    case 'rfm':
      return { rfm: { name: 'purchase', withinDays: 365, recency: [4, 5] } };
    case 'segment':
      return { segment: '' };
    case 'trait':
      return { trait: { name: 'province', in: [] } };
    case 'tag':
      return { tag: '' };
    case 'computed':
      return { computed: { code: '', atLeast: 1 } };
    case 'permission':
      return { permission: { activity: '' } };
    case 'field':
      return { field: { name: 'birth_date', months: [] } };
  }
}

/** Whether every box of it that must be filled is. */
export function isWhole(rule: Rule): boolean {
  const inner = groupOf(rule);
  if (inner !== undefined) return inner.parts.length > 0 && inner.parts.every(isWhole);
  const condition = rule as ConditionRule;
  if ('event' in condition) return condition.event.name !== '';
  if ('sequence' in condition) return condition.sequence.steps.length > 1;
  if ('rfm' in condition) {
    const { name, recency, frequency, amount } = condition.rfm;
    return name !== '' && [recency, frequency, amount].some((fifths) => fifths !== undefined);
  }
  if ('segment' in condition) return condition.segment !== '';
  if ('trait' in condition) return condition.trait.in.length > 0;
  if ('tag' in condition) return condition.tag !== '';
  if ('permission' in condition) return condition.permission.activity !== '';
  if ('field' in condition)
    return condition.field.name === 'city' ? condition.field.in.length > 0 : condition.field.months.length > 0;
  const { code, atLeast, atMost, in: words } = condition.computed;
  return code !== '' && (atLeast !== undefined || atMost !== undefined || (words ?? []).length > 0);
}

/** The object with a member set, or without it where there is no value. */
export function withMember<T extends object, K extends keyof T>(object: T, name: K, value: T[K] | null | undefined): T {
  const { [name]: _before, ...rest } = object;
  return (value === null || value === undefined ? rest : { ...rest, [name]: value }) as T;
}
