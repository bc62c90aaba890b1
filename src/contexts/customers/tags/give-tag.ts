import { createHash } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import { redactReason } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { personNotFound } from '../customers-failures.ts';
import { appendTags } from '../events/event-log.ts';
import { findPerson } from '../identity/store/person-store.ts';
import { recordsOf } from '../profile/records-of.ts';
import { recordTagAct } from './record-tag-act.ts';
import {
  deletePersonTag,
  forgetDeletedTag,
  insertDeletedTag,
  upsertPersonTag,
  wasDeletedByPerson,
} from './store/person-tag-store.ts';
import { findTag } from './store/tag-store.ts';
import {
  tagByRule,
  tagDeletedByPerson,
  tagNotCarried,
  tagNotFound,
  tagNotPermitted,
  tagOfEmployee,
} from './tag-failures.ts';

const DAY_MS = 86_400_000;

/** What the reason of a given tag is sealed as. */
export function tagReasonLabel(id: string): string {
  return `tag-reason/${id}`;
}

/**
 * Gives somebody a tag by hand, with a reason: a use under the tag's activity with its receipt, and an act of evidence. Throws
 * `customers.tag-not-permitted` (422, with the article), `customers.tag-deleted-by-person`, `customers.tag-by-rule` or `customers.tag-of-employee`.
 */
export async function giveTag(
  deps: CustomersDeps,
  tx: Tx,
  request: { readonly person: string; readonly tag: string; readonly reason: string; readonly by: string },
): Promise<{ receipt: string }> {
  const { person, by } = request;
  const tag = await findTag(tx, request.tag);
  if (tag === undefined) throw tagNotFound();
  if (tag.segment !== null) throw tagByRule();
  const row = await findPerson(tx, person);
  if (row === undefined) throw personNotFound();
  if ((await deps.gate.rolesOf(tx, [person])).get(person) === 'employee') throw tagOfEmployee();
  const records = (await recordsOf(tx, person)).map((record) => record.id);
  if (await wasDeletedByPerson(tx, tag.code, records)) throw tagDeletedByPerson();
  const grant = await deps.gate.usePersons(tx, {
    activity: tag.activity,
    operation: 'use',
    fields: [...new Set(['tags' as const, tag.says])],
    persons: [person],
    by,
    subject: `tag:${tag.code}`,
  });
  const refused = grant.refused.get(person);
  if (refused !== undefined) throw tagNotPermitted(refused);
  const reason = redactReason(request.reason.trim());
  const at = deps.clock.now();
  const endsAt = new Date(at.getTime() + tag.days * DAY_MS);
  const receipt = await recordTagAct(deps, tx, {
    act: 'given',
    tag: tag.code,
    activity: tag.activity,
    by,
    person,
    more: {
      reasonDigest: createHash('sha256').update(reason).digest('base64url'),
      until: endsAt.toISOString(),
    },
  });
  const id = newId(deps.clock);
  await forgetDeletedTag(tx, tag.code, person);
  await upsertPersonTag(tx, {
    id,
    tag: tag.code,
    person,
    ordinal: row.ordinal,
    byRule: false,
    givenBy: by,
    givenAt: at,
    endsAt,
    reason: deps.vault.sealBlob(tagReasonLabel(id), Buffer.from(reason)),
    receipt,
  });
  await appendTags(tx, { code: tag.code, given: [row.ordinal], taken: [] }, at);
  return { receipt };
}

/**
 * Takes a tag off somebody: by staff (`removed`), or by the person themselves (`deleted`). Its rule does not bring it back; what the person
 * deleted nobody gives again. Throws `customers.tag-not-carried`.
 */
export async function takeTag(
  deps: CustomersDeps,
  tx: Tx,
  request: { readonly person: string; readonly tag: string; readonly by: string; readonly byPerson: boolean },
): Promise<{ receipt: string }> {
  const { person, by, byPerson } = request;
  const tag = await findTag(tx, request.tag);
  const carried = tag === undefined ? undefined : await deletePersonTag(tx, tag.code, person);
  if (tag === undefined || carried === undefined) throw tagNotCarried();
  const at = deps.clock.now();
  await insertDeletedTag(tx, { tag: tag.code, person, ordinal: carried.ordinal, byPerson, at });
  await appendTags(tx, { code: tag.code, given: [], taken: [carried.ordinal] }, at);
  const act = byPerson ? ('deleted' as const) : ('removed' as const);
  return { receipt: await recordTagAct(deps, tx, { act, tag: tag.code, activity: tag.activity, by, person }) };
}
