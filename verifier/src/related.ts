import { concat, fromHex } from './bytes.ts';
import { type CheckedEntry, checkEntry, checkOrder, type Log, MOST_ENTRIES } from './entries.ts';
import { hmac, isIncluded, leafHash } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { bytes, constant, type Field, hashes, integer, items, members, optional, text } from './shape.ts';
import { canonical, type Value } from './strict-json.ts';
import type { Subject } from './subject.ts';

/** An entry that concerns nobody, or a use batch in which the person has a place. */
export interface RelatedEntry extends CheckedEntry {
  /** What a batch of version 1 says of this person. */
  readonly detail: Field | undefined;
}

/** Checks the entries without a tag: the person's place in each use batch, or that they are acts of the activity in the period. */
export function checkRelated(field: Field, subject: Subject, log: Log): RelatedEntry[] {
  const checked = items(field, MOST_ENTRIES).map((item) => {
    const { entry, more } = checkEntry(item, null, log, 'member');
    if (entry.tag !== undefined)
      throw new Refusal('tag', item.at, '带标签的条目属于某人的链', "an entry with a tag belongs to a person's chain");
    const membership = optional(more.member);
    const needed = 'person' in subject && entry.kind === 'use-batch' && entry.payload !== undefined;
    if ((membership !== undefined) !== needed)
      throw new Refusal(
        'member',
        more.member.at,
        '使用批次须且仅须附此人的位置',
        'a use batch, and only it, shows a place',
      );
    if ('activity' in subject) checkActivity(entry, subject);
    const detail =
      membership && entry.payload && 'person' in subject
        ? checkMember(membership, entry.payload, subject.person)
        : undefined;
    return { ...entry, detail };
  });
  if (log.version === 2) checkOrder(checked);
  return checked;
}

function checkMember(field: Field, batch: Field, owner: string): Field | undefined {
  const { position, salt, payload, inclusion } = members(field, 'position', 'salt', 'payload', 'inclusion');
  const { version, root, size } = treeOf(batch);
  const { detail, person } =
    version === 1 ? members(payload, 'detail', 'person') : { ...members(payload, 'person'), detail: undefined };
  if (text(person) !== owner)
    throw new Refusal('member', person.at, '批次中的人不是此人', 'the member is another person');
  const leaf =
    version === 1
      ? leafHash(hmac(bytes(salt, 32), canonical(payload.value)))
      : leafHash(concat(bytes(salt, 32), fromHex(owner.replaceAll('-', '')) ?? new Uint8Array()));
  if (!isIncluded(leaf, integer(position, 0), size, root, hashes(inclusion)))
    throw new Refusal('member', field.at, '此人不在该使用批次中', 'the person is not in this use batch');
  return detail;
}

// Version 1 has no "v" and commits to JSON; version 2 commits to the bytes of the id alone.
function treeOf(payload: Field): { version: 1 | 2; root: Uint8Array; size: number } {
  if (!(payload.value instanceof Map) || !payload.value.has('v'))
    return { version: 1, ...rootOf(members(payload, 'members', 'use').members) };
  const { members: tree, v } = members(payload, 'members', 'use', 'v');
  constant(v, 2);
  return { version: 2, ...rootOf(tree) };
}

function rootOf(tree: Field): { root: Uint8Array; size: number } {
  const { root, size } = members(tree, 'root', 'size');
  return { root: bytes(root, 32), size: integer(size, 0) };
}

type ActivitySubject = Extract<Subject, { activity: string }>;

// What the payload says of the activity; a notice names none, its pages do.
function checkActivity(entry: CheckedEntry, { activity, from, to }: ActivitySubject): void {
  const named =
    entry.kind === 'activity-revised' ? entry.payload : entry.kind === 'use-batch' && inside(entry.payload, 'use');
  if (named && inside(named, 'activity')?.value !== activity)
    throw new Refusal('subject', entry.at, '条目属于另一处理活动', 'the entry is of another activity');
  // Nobody's place is shown here; what the batch commits to is of the form that a place would be checked against all the same.
  const batch = entry.kind === 'use-batch' ? entry.payload : undefined;
  if (batch?.value instanceof Map && batch.value.has('members')) treeOf(batch);
  if (entry.kind === 'use-batch' && !(from <= entry.time && entry.time < to))
    throw new Refusal('subject', entry.at, '使用不在此期间内', 'the use is not in the period');
}

function inside(field: Field | undefined, name: string): Field | undefined {
  const value: Value | undefined = field?.value instanceof Map ? field.value.get(name) : undefined;
  return field === undefined ? undefined : { value: value ?? null, at: `${field.at}.${name}` };
}
