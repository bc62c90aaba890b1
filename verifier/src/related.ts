import { MOST_ENTRIES, type Subject } from './chain.ts';
import { type CheckedEntry, checkEntry, type Log } from './entries.ts';
import { hmac, isIncluded, leafHash } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { bytes, constant, type Field, hashes, integer, items, matching, members, optional, text } from './shape.ts';
import { canonical } from './strict-json.ts';

/** An entry that concerns nobody, or a use batch in which the person has a place. */
export interface RelatedEntry extends CheckedEntry {
  /** What a batch of version 1 says of this person. */
  readonly detail: Field | undefined;
}

/** Checks the entries without a tag, and the person's place in each use batch. */
export function checkRelated(field: Field, subject: Subject, log: Log): RelatedEntry[] {
  return items(field, MOST_ENTRIES).map((item) => {
    const { member, ...fields } = members(item, 'entry', 'opening', 'place', 'promise', 'member');
    const checked = checkEntry(fields, item.at, null, log);
    if (checked.tag !== undefined)
      throw new Refusal('tag', item.at, '带标签的条目属于某人的链', "an entry with a tag belongs to a person's chain");
    const membership = optional(member);
    if ((membership === undefined) === (checked.kind === 'use-batch'))
      throw new Refusal('member', member.at, '使用批次须且仅须附此人的位置', 'a use batch, and only it, shows a place');
    return { ...checked, detail: membership && checkMember(membership, checked, subject) };
  });
}

function checkMember(field: Field, batch: CheckedEntry, subject: Subject): Field | undefined {
  const { position, salt, payload, inclusion } = members(field, 'position', 'salt', 'payload', 'inclusion');
  const { tree, version } = treeOf(batch.payload);
  const { root, size } = members(tree, 'root', 'size');
  const { detail, person } =
    version === 1 ? members(payload, 'detail', 'person') : { ...members(payload, 'person'), detail: undefined };
  if (text(person) !== subject.person)
    throw new Refusal('member', person.at, '批次中的人不是此人', 'the member is another person');
  const leaf =
    version === 1
      ? leafHash(hmac(bytes(salt, 32), canonical(payload.value)))
      : leafHash(Buffer.concat([bytes(salt, 32), idBytes(person)]));
  if (!isIncluded(leaf, integer(position, 0), integer(size, 1), bytes(root, 32), hashes(inclusion)))
    throw new Refusal('member', field.at, '此人不在该使用批次中', 'the person is not in this use batch');
  return detail;
}

// Version 1 has no "v" and commits to JSON; version 2 commits to the bytes of the id alone.
function treeOf(payload: Field): { tree: Field; version: 1 | 2 } {
  if (!(payload.value instanceof Map) || !payload.value.has('v'))
    return { tree: members(payload, 'members', 'use').members, version: 1 };
  const { members: tree, v } = members(payload, 'members', 'use', 'v');
  constant(v, 2);
  return { tree, version: 2 };
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function idBytes(person: Field): Buffer {
  return Buffer.from(matching(person, ID).replaceAll('-', ''), 'hex');
}
