import type { RetentionState } from '../../consent/index.ts';
import type { Activity, FieldCode } from '../../register/index.ts';

/** What ends the need for a value: the five triggers of PIPL 47(1). */
export type RetentionEnd = 'purpose-achieved' | 'term-ended' | 'consent-withdrawn' | 'unlawful' | 'other-law';

/** The DPO's order about an activity's fields. */
export interface ErasureOrder {
  readonly activity: string;
  /** All of the activity's when empty. */
  readonly fields: readonly string[];
  readonly ground: 'unlawful' | 'other-law';
  readonly at: Date;
}

/** Until when one activity needs a field of a person, and what ends it. */
export interface Need {
  readonly activity: string;
  readonly until: Date;
  readonly endedBy: RetentionEnd;
  readonly atEnd: Activity['retention']['atEnd'];
}

/** The need that lasts longest, or that nothing is known of how the value came. */
export type FieldNeed =
  | { readonly kind: 'need'; readonly last: Need; readonly activities: readonly string[] }
  | { readonly kind: 'unknown' };

/**
 * Which activities need a field of a person, and until when: the register's terms over the person's standings and consents. A field that none of them
 * names any more is no longer necessary (PIPL 47(1)(1)) since the latest revision that dropped it. Somebody about whom nothing stands is
 * `unknown`: nobody may be erased because something was never written down.
 */
export function fieldNeed(
  field: FieldCode,
  states: readonly RetentionState[],
  activities: ReadonlyMap<string, Activity>,
  orders: readonly ErasureOrder[],
): FieldNeed {
  if (states.length === 0) return { kind: 'unknown' };
  if (states.some((state) => !activities.has(state.activity))) return { kind: 'unknown' };
  const names = ({ activity }: RetentionState) => activities.get(activity)?.fields.some((each) => each.field === field);
  const naming = states.filter(names);
  const needs = (naming.length > 0 ? naming : states).flatMap((state) => {
    const activity = activities.get(state.activity);
    return activity === undefined ? [] : (activityNeed(field, state, activity, orders) ?? []);
  });
  const last = needs.reduce<Need | undefined>(
    (latest, each) => (latest === undefined || each.until > latest.until ? each : latest),
    undefined,
  );
  return last === undefined
    ? { kind: 'unknown' }
    : { kind: 'need', last, activities: needs.map((each) => each.activity) };
}

/**
 * What ended last when nothing stands about somebody any more: every activity that they were told of or answered has ended for them. Undefined while one
 * goes on, and while it is not known of one when it ends: nobody is erased because something was never written down.
 */
export function nothingStands(
  states: readonly RetentionState[],
  activities: ReadonlyMap<string, Activity>,
  orders: readonly ErasureOrder[],
  now: Date,
): { readonly endedBy: RetentionEnd; readonly activities: readonly string[] } | undefined {
  let last: End | undefined;
  for (const state of states) {
    const activity = activities.get(state.activity);
    const end = activity === undefined ? undefined : endOfState(state, activity, orders);
    if (end === undefined || end.until > now) return undefined;
    if (last === undefined || end.until > last.until) last = end;
  }
  return last && { endedBy: last.endedBy, activities: [...new Set(states.map(({ activity }) => activity))].sort() };
}

function endOfState(state: RetentionState, activity: Activity, orders: readonly ErasureOrder[]): End | undefined {
  const whole = orders.filter((order) => order.activity === activity.code && order.fields.length === 0);
  const ends = [termOf(state, activity, whole)].filter((end) => end !== undefined);
  if (activity.endedAt !== null) ends.push({ until: activity.endedAt, endedBy: 'purpose-achieved' });
  return ends.length === 0 ? undefined : earliest(ends);
}

function activityNeed(
  field: FieldCode,
  state: RetentionState,
  activity: Activity,
  orders: readonly ErasureOrder[],
): Need | undefined {
  const { code, endedAt, savedAt } = activity;
  const ordered = orders.filter(
    (order) => order.activity === code && (order.fields.length === 0 || order.fields.includes(field)),
  );
  const term = termOf(state, activity, ordered);
  if (term === undefined) return undefined;
  const ends = [term];
  if (endedAt !== null) ends.push({ until: endedAt, endedBy: 'purpose-achieved' });
  if (!activity.fields.some((each) => each.field === field)) ends.push({ until: savedAt, endedBy: 'purpose-achieved' });
  return { activity: code, ...earliest(ends), atEnd: activity.retention.atEnd };
}

type End = Pick<Need, 'until' | 'endedBy'>;

function termOf(state: RetentionState, activity: Activity, ordered: readonly ErasureOrder[]): End | undefined {
  if (activity.basis !== 'consent') {
    if (state.standingUntil === null) return undefined;
    const told: End = { until: state.standingUntil, endedBy: 'term-ended' };
    return earliest([told, ...endsByOrder(ordered, state.standingAt)]);
  }
  const ends = state.grants.map((grant) => earliest([...grantEnds(grant), ...endsByOrder(ordered, grant.givenAt)]));
  return ends.reduce<End | undefined>(
    (latest, each) => (latest === undefined || each.until > latest.until ? each : latest),
    undefined,
  );
}

// An order ends what was there when it was given, not what is collected afterwards.
function endsByOrder(ordered: readonly ErasureOrder[], since: Date | null): End[] {
  return ordered
    .filter((order) => since === null || since <= order.at)
    .map((order) => ({ until: order.at, endedBy: order.ground }));
}

function grantEnds(grant: RetentionState['grants'][number]): End[] {
  const ends: End[] = [{ until: grant.keepUntil, endedBy: 'term-ended' }];
  if (grant.validUntil !== null) ends.push({ until: grant.validUntil, endedBy: 'term-ended' });
  if (grant.usedAt !== null) ends.push({ until: grant.usedAt, endedBy: 'purpose-achieved' });
  if (grant.withdrawnAt !== null) ends.push({ until: grant.withdrawnAt, endedBy: 'consent-withdrawn' });
  return ends;
}

function earliest(ends: readonly End[]): End {
  const [first, ...others] = ends;
  if (first === undefined) throw new Error('a need has an end');
  return others.reduce((soonest, each) => (each.until < soonest.until ? each : soonest), first);
}

/** Years for which what is locked is kept: records of transactions, provision and entrustment (E-Commerce Law 31, NDSR 12). */
export const LOCKED_YEARS = 3;

/**
 * What becomes of a value whose last need has ended: stored only, when the activity says so and its term or purpose ended; erased in every other
 * case, whatever the activity says, since a withdrawal or an order leaves nothing to keep it for.
 */
export function actionAtEnd(need: Need): 'erase' | 'lock' {
  const keeps = need.endedBy === 'term-ended' || need.endedBy === 'purpose-achieved';
  return keeps && need.atEnd === 'storage_only' ? 'lock' : 'erase';
}

/** When a lock ends. */
export function lockEnd(from: Date): Date {
  const end = new Date(from);
  end.setUTCFullYear(end.getUTCFullYear() + LOCKED_YEARS);
  return end;
}
