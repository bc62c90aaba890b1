import {
  type Definition,
  type EventCondition,
  outsideKey,
  type PermissionCondition,
  partsOf,
  type TraitCondition,
} from '../domain/definition.ts';
import { clearTally, emptyTally } from './feeds.ts';
import type { LiveData } from './live-data.ts';

/** Whether one human, given by the records that may be analysed (ascending, at least one), matches on a day. */
export type Matches = (records: readonly number[], today: number) => boolean;

/** What tells that somebody has to be judged again, for example "event:purchase". */
export type Cause = `event:${string}` | `trait:${string}` | `permission:${string}`;

/** The causes that can change the answer of a definition without named segments. */
export function causesOf(definition: Definition): Set<Cause> {
  if ('event' in definition) return new Set<Cause>([`event:${definition.event.name}`]);
  if ('trait' in definition) return new Set<Cause>([`trait:${definition.trait.name}`]);
  if ('permission' in definition) return new Set<Cause>([`permission:${outsideKey(definition)}`]);
  return new Set(partsOf(definition).flatMap((part) => [...causesOf(part)]));
}

/** The conditions of a live definition, kind by kind. */
export interface LiveConditions {
  readonly events: readonly EventCondition[];
  readonly traits: readonly TraitCondition[];
  readonly permissions: readonly PermissionCondition[];
}

/** Every condition of one kind in a definition. */
export function conditionsOf(definition: Definition): LiveConditions {
  const none = { events: [], traits: [], permissions: [] };
  if ('event' in definition) return { ...none, events: [definition] };
  if ('trait' in definition) return { ...none, traits: [definition] };
  if ('permission' in definition) return { ...none, permissions: [definition] };
  const parts = partsOf(definition).map(conditionsOf);
  return {
    events: parts.flatMap((part) => part.events),
    traits: parts.flatMap((part) => part.traits),
    permissions: parts.flatMap((part) => part.permissions),
  };
}

/** Answers from another segment's members instead of judging its definition again; undefined where it can't. */
export type MembersOf = (code: string) => Matches | undefined;

/**
 * Compiles a live definition to a function over what has been counted. `expand` gives the definition of a named segment whose members can't
 * be asked.
 */
export function compileLive(
  definition: Definition,
  data: LiveData,
  membersOf: MembersOf,
  expand: (code: string) => Definition,
): Matches {
  const inside = (parts: readonly Definition[]) => parts.map((part) => compileLive(part, data, membersOf, expand));
  if ('all' in definition) {
    const parts = inside(definition.all);
    return (records, today) => parts.every((part) => part(records, today));
  }
  if ('any' in definition) {
    const parts = inside(definition.any);
    return (records, today) => parts.some((part) => part(records, today));
  }
  if ('not' in definition) {
    const parts = inside(definition.not);
    return (records, today) => !parts.some((part) => part(records, today));
  }
  if ('event' in definition) return compileEvent(definition, data);
  if ('trait' in definition) return compileTrait(definition, data);
  if ('permission' in definition) {
    const allowed = data.allowedFor(definition);
    return (records) => records.some((record) => allowed.has(record));
  }
  if ('segment' in definition)
    return membersOf(definition.segment) ?? compileLive(expand(definition.segment), data, membersOf, expand);
  throw new Error('a condition that is not live');
}

// Everything that a condition compares is the start of a day, so days are exact.
function compileEvent({ event }: EventCondition, data: LiveData): Matches {
  const feed = data.feedFor(event);
  const tally = emptyTally();
  const { atLeast, withinDays, firstWithinDays, notSinceDays } = event;
  const { atMost = Number.POSITIVE_INFINITY, sumAtMost = Number.POSITIVE_INFINITY } = event;
  const { sumAtLeast = Number.NEGATIVE_INFINITY } = event;
  return (records, today) => {
    clearTally(tally);
    const since = withinDays === undefined ? Number.NEGATIVE_INFINITY : today - withinDays + 1;
    for (const record of records) feed.tally(record, since, tally);
    return (
      tally.count >= atLeast &&
      tally.count <= atMost &&
      tally.sum >= sumAtLeast &&
      tally.sum <= sumAtMost &&
      (firstWithinDays === undefined || tally.first >= today - firstWithinDays + 1) &&
      (notSinceDays === undefined || tally.last < today - notSinceDays + 1)
    );
  };
}

function compileTrait({ trait }: TraitCondition, data: LiveData): Matches {
  const values = data.traitFor(trait.name);
  const wanted = new Set(trait.in.map((value) => values.numberOf(value)));
  return (records) => records.some((record) => wanted.has(values.at(record)));
}
