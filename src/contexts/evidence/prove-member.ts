import { type Json, toBase64url, unseal } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { BundleMember } from './domain/bundle.ts';
import {
  GROUP_LEAVES,
  groupHash,
  ID_BYTES,
  memberLeaves,
  memberPath,
  memberProofPath,
  memberSalt,
  memberSalts,
} from './domain/member-tree.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { openBatchSecret } from './record-use-batch.ts';
import { type BatchRow, detailBinding, detailKey, type MemberRow } from './store/batches.ts';
import { findMemberTree } from './store/member-trees.ts';

/** Where a person stands among the members of one use, as told by the context that recorded it. */
export interface MemberPlace {
  /** Id of the use's receipt. */
  readonly receipt: string;
  /** From 0, in the order in which the members were recorded. */
  readonly position: number;
  /** Ids, 16 bytes each, of the members from `start` up to, not including, `end`, in that order. */
  ids(start: number, end: number): Promise<Uint8Array>;
}

/**
 * The proof that a person is a member of a use, showing no other member; undefined when the entry commits to no tree of version 2. Throws (a bug
 * or a change behind our back, not a refusal) when the members are not those that the entry commits to.
 */
export async function proveMember(
  context: EvidenceContext,
  tx: Tx,
  person: string,
  { receipt, position, ids }: MemberPlace,
): Promise<BundleMember | undefined> {
  const tree = await findMemberTree(tx, receipt);
  if (tree === undefined) return undefined;
  if (position < 0 || position >= tree.size) throw new Error('no such place in a use batch');
  const secret = openBatchSecret(context, tree.secret);
  const group = Math.floor(position / GROUP_LEAVES);
  const start = group * GROUP_LEAVES;
  const count = Math.min(GROUP_LEAVES, tree.size - start);
  const members = Buffer.from(await ids(start, start + count));
  const within = (position - start) * ID_BYTES;
  const salts = memberSalts(secret, start, count);
  const leaves = memberLeaves(salts, members);
  const kept = tree.groups.subarray(group * 32, group * 32 + 32);
  if (
    members.length !== count * ID_BYTES ||
    members.toString('hex', within, within + ID_BYTES) !== person.replaceAll('-', '') ||
    !groupHash(Buffer.from(leaves)).equals(kept)
  )
    throw new Error('the members of a use are not those that its entry commits to');
  return {
    position,
    salt: toBase64url(salts.subarray((position - start) * 32, (position - start) * 32 + 32)),
    payload: { person },
    inclusion: memberProofPath(leaves, tree.groups, position).map(toBase64url),
  };
}

/** The same for a batch of version 1, whose leaves and sealed details are stored. */
export function provenInFirstVersion(context: EvidenceContext, batch: BatchRow & MemberRow): BundleMember {
  const secret = openBatchSecret(context, batch.secret);
  const leaves: Buffer[] = [];
  for (let at = 0; at < batch.leaves.length; at += 32) leaves.push(batch.leaves.subarray(at, at + 32));
  return {
    position: batch.position,
    salt: toBase64url(memberSalt(secret, batch.position)),
    payload: { detail: openedDetail(context, batch), person: batch.person },
    inclusion: memberPath(leaves, batch.position).map(toBase64url),
  };
}

/** The detail of a member of a batch of version 1; throws when it does not open, also after the person was erased. */
export function openedDetail(context: EvidenceContext, batch: BatchRow & MemberRow): Json {
  const secret = openBatchSecret(context, batch.secret);
  const detail = unseal(detailKey(secret), batch.detail, detailBinding(batch.id, batch.position));
  if (detail === undefined) throw new Error('a stored detail of a use batch does not open');
  return JSON.parse(detail.toString('utf8')) as Json;
}
