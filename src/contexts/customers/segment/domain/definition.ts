import type { Channel } from '../../../register/index.ts';

/** People who did something, by how often, how much in all, and how long ago. Every bound that is given holds. */
export interface EventCondition {
  readonly event: {
    /** For example "purchase"; trackers' own begin with "@" ("@page"). */
    readonly name: string;
    /** Today and the days before it, counted in Asia/Shanghai; since ever if missing. */
    readonly withinDays?: number;
    readonly atLeast: number;
    readonly atMost?: number;
    /** Fen; events below it don't count. */
    readonly minAmount?: number;
    /** Fen, all counted events together. */
    readonly sumAtLeast?: number;
    readonly sumAtMost?: number;
    /** The first counted event lies in the last so many days: whoever is new. */
    readonly firstWithinDays?: number;
    /** The last counted event lies before the last so many days: whoever stays away. */
    readonly notSinceDays?: number;
  };
}

/** People who did several things in this order, the last within so many days of the first. */
export interface SequenceCondition {
  readonly sequence: {
    /** Two to five names of events. */
    readonly steps: readonly string[];
    /** From the first step to the last, in days of 24 hours. */
    readonly withinDays: number;
    /** The first step lies in the last so many days; since ever if missing. */
    readonly startedWithinDays?: number;
  };
}

/** People by recency, frequency and amount, each in fifths of the analysed people who have such events: 5 is the latest, the most often, the most. */
export interface RfmCondition {
  readonly rfm: {
    readonly name: string;
    readonly withinDays: number;
    readonly recency?: readonly number[];
    readonly frequency?: readonly number[];
    readonly amount?: readonly number[];
  };
}

/** People of another segment, as it is defined when this one is computed. */
export interface MembershipCondition {
  readonly segment: string;
}

/** People who carry a tag of the catalogue (decision 0069). */
export interface TagCondition {
  readonly tag: string;
}

/** People by a computed trait (decision 0069): a number within bounds, or one of some words. */
export interface ComputedCondition {
  readonly computed: {
    readonly code: string;
    readonly atLeast?: number;
    readonly atMost?: number;
    readonly in?: readonly string[];
  };
}

/** Traits that are general enough to be kept outside the vault; `organisation`, by its id, is that of a business contact (decision 0104). */
export const TRAITS = ['province', 'age_band', 'organisation'] as const;
/** A generalised trait. */
export type Trait = (typeof TRAITS)[number];

/** People of whom a generalised trait has one of these values. */
export interface TraitCondition {
  readonly trait: { readonly name: Trait; readonly in: readonly string[] };
}

/** People about whom the gate would say yes: an activity, by a channel or none. */
export interface PermissionCondition {
  readonly permission: { readonly activity: string; readonly channel?: Channel };
}

/** People by a field that is encrypted, answered in the vault (decision 0071): the month of birth, or the city. */
export interface FieldCondition {
  readonly field:
    | { readonly name: 'birth_date'; readonly months: readonly number[] }
    | { readonly name: 'city'; readonly in: readonly string[] };
}

/** The segment language (人群圈选): the same for every store that computes it. `not` means: none of these. */
export type Definition =
  | { readonly all: readonly Definition[] }
  | { readonly any: readonly Definition[] }
  | { readonly not: readonly Definition[] }
  | EventCondition
  | SequenceCondition
  | RfmCondition
  | MembershipCondition
  | TagCondition
  | ComputedCondition
  | PermissionCondition
  | FieldCondition
  | TraitCondition;

/** The segments that a definition names, each once. */
export function namedSegments(definition: Definition): string[] {
  if ('segment' in definition) return [definition.segment];
  return [...new Set(partsOf(definition).flatMap(namedSegments))];
}

/** The events that a definition names, each once; those of computed traits are the traits' own. */
export function namedEvents(definition: Definition): string[] {
  if ('event' in definition) return [definition.event.name];
  if ('sequence' in definition) return [...new Set(definition.sequence.steps)];
  if ('rfm' in definition) return [definition.rfm.name];
  return [...new Set(partsOf(definition).flatMap(namedEvents))];
}

/** The tags that a definition names, each once. */
export function namedTags(definition: Definition): string[] {
  if ('tag' in definition) return [definition.tag];
  return [...new Set(partsOf(definition).flatMap(namedTags))];
}

/** The computed traits that a definition names, each once. */
export function namedComputed(definition: Definition): string[] {
  if ('computed' in definition) return [definition.computed.code];
  return [...new Set(partsOf(definition).flatMap(namedComputed))];
}

/** The organisations that a definition names by their ids, each once. */
export function namedOrganisations(definition: Definition): string[] {
  if ('trait' in definition) return definition.trait.name === 'organisation' ? [...definition.trait.in] : [];
  return [...new Set(partsOf(definition).flatMap(namedOrganisations))];
}

/** The conditions that the gate or the vault has to answer. */
export function outsideConditions(definition: Definition): (PermissionCondition | FieldCondition)[] {
  if ('permission' in definition || 'field' in definition) return [definition];
  return partsOf(definition).flatMap(outsideConditions);
}

/** The conditions on computed traits, which only DuckDB answers. */
export function computedConditions(definition: Definition): ComputedCondition[] {
  if ('computed' in definition) return [definition];
  return partsOf(definition).flatMap(computedConditions);
}

/** By what a condition that is answered elsewhere is told from others. */
export function outsideKey(condition: PermissionCondition | FieldCondition | ComputedCondition): string {
  return JSON.stringify(condition);
}

/** The conditions inside a group; none for a condition. */
export function partsOf(definition: Definition): readonly Definition[] {
  if ('all' in definition) return definition.all;
  if ('any' in definition) return definition.any;
  return 'not' in definition ? definition.not : [];
}

/** The definition with the definitions of named segments in their places; `find` answers undefined for one that is not there, which matches nobody. */
export function withSegments(definition: Definition, find: (code: string) => Definition | undefined): Definition {
  const inside = (parts: readonly Definition[]) => parts.map((each) => withSegments(each, find));
  if ('all' in definition) return { all: inside(definition.all) };
  if ('any' in definition) return { any: inside(definition.any) };
  if ('not' in definition) return { not: inside(definition.not) };
  if (!('segment' in definition)) return definition;
  return find(definition.segment) ?? { any: [] };
}
