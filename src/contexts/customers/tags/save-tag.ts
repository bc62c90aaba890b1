import type { Tx } from '../../../platform/database/index.ts';
import { type Bilingual, fieldError } from '../../../platform/failure.ts';
import { type FieldCode, fieldKind, isFieldCode } from '../../register/index.ts';
import { redactReason } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { appendTags } from '../events/event-log.ts';
import { segment } from '../segment/save-segment.ts';
import { sensitiveSense } from './domain/sensitive-words.ts';
import { recordTagAct } from './record-tag-act.ts';
import { carriersOf, takeOff } from './store/person-tag-store.ts';
import { findTag, setEnded, upsertTag } from './store/tag-store.ts';
import { tagNotCovered, tagNotFound, tagSensitive } from './tag-failures.ts';

/** A tag as it is entered. */
export interface TagInput {
  readonly code: string;
  readonly name: Bilingual;
  /** The activity under which it is given and used. */
  readonly activity: string;
  /** The kind of information that carrying it is; `tags` unless told. A sensitive kind needs its separate basis. */
  readonly says?: string;
  /** The team that answers for it; nobody's name. */
  readonly owner: string;
  /** After so many days it ends by itself. */
  readonly days: number;
  /** The segment that gives it; without one it is given by hand. */
  readonly segment?: string;
  readonly by: string;
}

/**
 * Stores a tag of the catalogue or its next revision, as an act of evidence. Throws `customers.tag-fields` (400), `customers.tag-not-covered` or
 * `customers.tag-sensitive` (422), or the register's and segments' own not-found.
 */
export async function saveTag(
  deps: CustomersDeps,
  tx: Tx,
  input: TagInput,
): Promise<{ code: string; revision: number }> {
  const says = saidBy(input);
  await mustBeCovered(deps, tx, input, says);
  if (input.segment !== undefined) await segment(tx, input.segment);
  const before = await findTag(tx, input.code, true);
  const row = {
    code: input.code,
    name: input.name,
    activity: input.activity,
    says,
    owner: input.owner,
    days: input.days,
    segment: input.segment ?? null,
    savedBy: input.by,
    savedAt: deps.clock.now(),
  };
  const revision = await upsertTag(tx, row);
  // Under another activity, or as another kind of information, nobody has been asked about it yet.
  if (before !== undefined && (before.activity !== row.activity || before.says !== says))
    await empty(deps, tx, row.code);
  await recordTagAct(deps, tx, {
    act: 'declared',
    tag: row.code,
    activity: row.activity,
    by: input.by,
    person: null,
    more: { days: row.days, revision, says, segment: row.segment },
  });
  return { code: row.code, revision };
}

/** Ends a tag: nobody carries it any more. Throws `customers.tag-not-found`. */
export async function endTag(deps: CustomersDeps, tx: Tx, request: { code: string; by: string }): Promise<void> {
  const row = await findTag(tx, request.code, true);
  if (row === undefined) throw tagNotFound();
  const removed = await empty(deps, tx, row.code);
  await setEnded(tx, row.code, deps.clock.now());
  await recordTagAct(deps, tx, {
    act: 'ended',
    tag: row.code,
    activity: row.activity,
    by: request.by,
    person: null,
    more: { removed },
  });
}

async function empty(deps: CustomersDeps, tx: Tx, code: string): Promise<number> {
  const ordinals = (await carriersOf(tx, code)).map((each) => each.ordinal);
  await takeOff(tx, code, ordinals);
  await appendTags(tx, { code, given: [], taken: ordinals }, deps.clock.now());
  return ordinals.length;
}

function saidBy(input: TagInput): FieldCode {
  const says = input.says ?? 'tags';
  const errors = [];
  if (!isFieldCode(says)) errors.push(fieldError('says', '未知的字段', 'unknown field'));
  for (const [path, text] of [
    ['name.zh', input.name.zh],
    ['name.en', input.name.en],
    ['owner', input.owner],
  ] as const)
    if (redactReason(text) !== text)
      errors.push(fieldError(path, '不能含有个人信息', 'must hold no personal information'));
  if (errors.length > 0 || !isFieldCode(says)) throw badFields('tag-fields', errors);
  const sense = sensitiveSense(input.name);
  if (sense !== undefined && fieldKind(says).sensitiveKind === null)
    throw tagSensitive('name', fieldKind(sense).label.zh);
  return says;
}

async function mustBeCovered(deps: CustomersDeps, tx: Tx, input: TagInput, says: FieldCode): Promise<void> {
  const activity = await deps.register.activity(tx, input.activity);
  const declared = new Set(activity.fields.map(({ field }) => field));
  const kind = fieldKind(says);
  if (kind.sensitiveKind !== null && (!declared.has(says) || activity.basis !== 'consent'))
    throw tagSensitive('activity', kind.label.zh);
  for (const field of ['tags', says] as const) if (!declared.has(field)) throw tagNotCovered(field);
}
