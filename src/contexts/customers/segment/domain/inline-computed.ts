import type { ComputedSpec } from '../../computed/domain/computed-spec.ts';
import { type ComputedCondition, type Definition, partsOf } from './definition.ts';

/** What a condition on a computed trait needs to know of it. */
export interface TraitRule {
  readonly spec: ComputedSpec;
  /** The activity under which it is computed. */
  readonly activity: string;
}

type Bounds = ComputedCondition['computed'];

const NOBODY: Definition = { any: [] };
const FIFTHS = [1, 2, 3, 4, 5] as const;

/**
 * Puts the rules of computed traits in the places of conditions on them, so that such a condition is as fresh as the same words about events would be, and the
 * compiler decides about the whole tree. Whom the gate does not permit under the trait's own activity stays out. A favourite stays a condition on what was
 * computed: no condition on events says it.
 */
export function inlineComputed(definition: Definition, find: (code: string) => TraitRule | undefined): Definition {
  const inside = (parts: readonly Definition[]) => parts.map((part) => inlineComputed(part, find));
  if ('all' in definition) return { all: inside(definition.all) };
  if ('any' in definition) return { any: inside(definition.any) };
  if ('not' in definition) return { not: inside(definition.not) };
  if (!('computed' in definition)) return definition;
  const trait = find(definition.computed.code);
  if (trait === undefined) return NOBODY;
  const rule = ruleOf(definition, trait.spec);
  return rule === definition ? definition : { all: [rule, { permission: { activity: trait.activity } }] };
}

/** Whether a definition compares people with each other, so that one of them can't be judged alone. */
export function comparesPeople(definition: Definition): boolean {
  return 'rfm' in definition || partsOf(definition).some(comparesPeople);
}

function ruleOf(condition: ComputedCondition, spec: ComputedSpec): Definition {
  const bounds = condition.computed;
  if (spec.kind === 'favourite') return condition;
  if (spec.kind === 'life-stage') return stagesOf(bounds, spec);
  // A number has no words.
  if (bounds.in !== undefined) return NOBODY;
  switch (spec.kind) {
    case 'count':
    case 'sum':
      return countedOf(bounds, spec);
    case 'first':
    case 'last':
      return daysSinceOf(bounds, spec);
    case 'rfm':
      return fifthsOf(bounds, spec);
  }
}

function countedOf(
  bounds: Bounds,
  { kind, event, withinDays }: Extract<ComputedSpec, { kind: 'count' | 'sum' }>,
): Definition {
  const of = { name: event, ...(withinDays === undefined ? {} : { withinDays }) };
  const least = bounds.atLeast === undefined ? undefined : Math.ceil(bounds.atLeast);
  const most = bounds.atMost === undefined ? undefined : Math.floor(bounds.atMost);
  // Whoever has none has no value.
  if (kind === 'count' && most !== undefined && most < 1) return NOBODY;
  if (kind === 'count')
    return { event: { ...of, atLeast: Math.max(1, least ?? 1), ...(most === undefined ? {} : { atMost: most }) } };
  return {
    event: {
      ...of,
      atLeast: 1,
      ...(least === undefined ? {} : { sumAtLeast: least }),
      ...(most === undefined ? {} : { sumAtMost: most }),
    },
  };
}

// Today is day 0, so "at most 3 days ago" lies within 4 days.
function daysSinceOf(bounds: Bounds, { kind, event }: Extract<ComputedSpec, { kind: 'first' | 'last' }>): Definition {
  const most = bounds.atMost === undefined ? undefined : Math.floor(bounds.atMost);
  const least = Math.ceil(bounds.atLeast ?? 0);
  if (most !== undefined && most < 0) return NOBODY;
  const ever = { name: event, atLeast: 1 };
  const parts: Definition[] = [{ event: ever }];
  if (most !== undefined)
    parts.push({ event: { ...ever, [kind === 'first' ? 'firstWithinDays' : 'withinDays']: most + 1 } });
  if (least > 0)
    parts.push(
      kind === 'first'
        ? { not: [{ event: { ...ever, firstWithinDays: least } }] }
        : { event: { ...ever, notSinceDays: least } },
    );
  return { all: parts };
}

function fifthsOf(bounds: Bounds, { event, withinDays, measure }: Extract<ComputedSpec, { kind: 'rfm' }>): Definition {
  const { atLeast = 1, atMost = 5 } = bounds;
  const fifths = FIFTHS.filter((fifth) => fifth >= atLeast && fifth <= atMost);
  return fifths.length === 0 ? NOBODY : { rfm: { name: event, withinDays, [measure]: fifths } };
}

function stagesOf(bounds: Bounds, spec: Extract<ComputedSpec, { kind: 'life-stage' }>): Definition {
  // A word is no number.
  if (bounds.atLeast !== undefined || bounds.atMost !== undefined) return NOBODY;
  const ever = { name: spec.event, atLeast: 1 };
  const isNew = { event: { ...ever, firstWithinDays: spec.newDays } };
  const active = { event: { ...ever, withinDays: spec.activeDays } };
  const sleeping = { event: { ...ever, withinDays: spec.sleepingDays } };
  const stages: Readonly<Record<string, Definition>> = {
    new: isNew,
    active: { all: [active, { not: [isNew] }] },
    sleeping: { all: [sleeping, { not: [isNew, active] }] },
    lost: { all: [{ event: ever }, { not: [isNew, active, sleeping] }] },
  };
  return { any: (bounds.in ?? []).flatMap((word) => stages[word] ?? []) };
}
