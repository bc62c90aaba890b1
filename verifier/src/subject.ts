import { Refusal } from './refusal.ts';
import { type Field, id, instant, matching, members } from './shape.ts';

/** What a bundle is about: a person, or the acts of a processing activity in a period (from <= time < to). */
export type Subject =
  | { readonly person: string }
  | { readonly activity: string; readonly from: string; readonly to: string };

/** Reads the member `subject` of a bundle of version 2. */
export function readSubject(field: Field): Subject {
  if (field.value instanceof Map && field.value.has('person')) return { person: id(members(field, 'person').person) };
  const { activity, from, to } = members(field, 'activity', 'from', 'to');
  const period = { from: instant(from), to: instant(to) };
  if (period.from >= period.to)
    throw new Refusal('structure', to.at, '期间的终点应晚于起点', 'a period ends after it begins');
  return { activity: matching(activity, /^[a-z0-9][a-z0-9-]{0,79}$/), ...period };
}
