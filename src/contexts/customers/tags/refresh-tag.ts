import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { appendTags } from '../events/event-log.ts';
import { headsAround } from '../identity/store/cluster-store.ts';
import { computeSegment } from '../segment/compute-segment.ts';
import { digestOfOrdinals } from './domain/digest-of-ordinals.ts';
import { recordTagAct } from './record-tag-act.ts';
import { carriersOf, deletedFrom, giveByRule, renewByRule, takeOff } from './store/person-tag-store.ts';
import { findTag, setRefreshed, type TagRow } from './store/tag-store.ts';
import { tagNotFound } from './tag-failures.ts';

/** The job that refreshes one tag. */
export const TAG_TASK = 'customers.refresh-tag';

const DAY_MS = 86_400_000;

/** What a refresh changed. */
export interface Refreshed {
  readonly added: number;
  readonly removed: number;
}

/**
 * Brings a tag up to date in the caller's transaction: its rule's segment is computed (a use of its own), the gate says who of it may carry the tag under
 * the tag's activity, and whoever carries it and may no longer, or whose term has ended, carries it no more. Nobody from whom it was taken off gets it
 * back, and no employee gets any. One act of evidence, committing to who was added and removed. Throws `customers.tag-not-found`.
 */
export async function refreshTag(
  deps: CustomersDeps,
  tx: Tx,
  request: { readonly tag: string; readonly by: string },
): Promise<Refreshed> {
  const tag = await findTag(tx, request.tag, true);
  if (tag === undefined) throw tagNotFound();
  const now = deps.clock.now();
  const carriers = await carriersOf(tx, tag.code);
  const matching = tag.segment === null ? undefined : await matchingPeople(deps, tx, tag, tag.segment);
  const stays = await permitted(deps, tx, tag, [...carriers.map((each) => each.ordinal), ...(matching ?? [])]);
  const wanted = new Set((matching ?? []).filter((ordinal) => stays.has(ordinal)));
  const removed = carriers
    .filter(({ ordinal, byRule, endsAt }) => {
      if (!stays.has(ordinal)) return true;
      if (byRule) return matching === undefined || !wanted.has(ordinal);
      return endsAt <= now;
    })
    .map(({ ordinal }) => ordinal);
  const carried = new Set(carriers.map((each) => each.ordinal));
  const added = [...wanted].filter((ordinal) => !carried.has(ordinal));
  await setRefreshed(tx, tag.code, now);
  const endsAt = new Date(now.getTime() + tag.days * DAY_MS);
  if (added.length + removed.length > 0) await change(deps, tx, tag, { added, removed, by: request.by, endsAt });
  await renewByRule(tx, tag.code, endsAt);
  return { added: added.length, removed: removed.length };
}

async function change(
  deps: CustomersDeps,
  tx: Tx,
  tag: TagRow,
  { added, removed, by, endsAt }: { added: number[]; removed: number[]; by: string; endsAt: Date },
): Promise<void> {
  const at = deps.clock.now();
  const fields = fieldsOf(tag);
  if (added.length > 0)
    await deps.gate.recordPopulationUse(tx, {
      activity: tag.activity,
      operation: 'use',
      fields,
      allowed: Uint32Array.from(added).sort(),
      purposeNote: '按规则打标签 / tagging by a rule',
      by,
      subject: `tag:${tag.code}`,
    });
  const receipt = await recordTagAct(deps, tx, {
    act: 'refreshed',
    tag: tag.code,
    activity: tag.activity,
    by,
    person: null,
    more: {
      added: added.length,
      addedPeople: digestOfOrdinals(added),
      removed: removed.length,
      removedPeople: digestOfOrdinals(removed),
      revision: tag.revision,
    },
  });
  await takeOff(tx, tag.code, removed);
  const rows = added.map((ordinal) => ({ id: newId(deps.clock), ordinal }));
  await giveByRule(tx, rows, { tag: tag.code, by, at, endsAt, receipt });
  await appendTags(tx, { code: tag.code, given: added, taken: removed }, at);
}

async function matchingPeople(deps: CustomersDeps, tx: Tx, tag: TagRow, code: string): Promise<number[]> {
  const computed = await computeSegment(deps, tx, { code, by: `tag:${tag.code}` });
  const deleted = await deletedFrom(tx, tag.code);
  // What was taken off one record of a human comes back on none of the others.
  const theirs = (await headsAround(tx, deleted)).keys();
  const never = new Set([...deleted, ...theirs, ...(await deps.gate.employees(tx))]);
  return Array.from(computed.ordinals).filter((ordinal) => !never.has(ordinal));
}

/** Who of some people may carry the tag now. */
async function permitted(
  deps: CustomersDeps,
  tx: Tx,
  tag: TagRow,
  ordinals: readonly number[],
): Promise<ReadonlySet<number>> {
  if (ordinals.length === 0) return new Set();
  const decided = await deps.gate.decidePopulation(tx, {
    activity: tag.activity,
    operation: 'use',
    fields: fieldsOf(tag),
    ordinals: Uint32Array.from(new Set(ordinals)),
  });
  return new Set(decided.allowed);
}

/** The fields that giving and using a tag is about. */
export function fieldsOf(tag: Pick<TagRow, 'says'>) {
  return [...new Set(['tags' as const, tag.says])];
}
