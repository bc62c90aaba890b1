import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Json, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { GROUP_LEAVES, groupHash, ID_BYTES, MOST_MEMBERS, memberLeaves, memberSalts } from './domain/member-tree.ts';
import type { Receipt } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { recordActs } from './record-acts.ts';
import { insertMemberTree } from './store/member-trees.ts';

/** One use of many people's information. */
export interface UseBatch {
  /** What the use was: activity, operation, channel, message, who; the same for everybody. */
  readonly payload: Json;
  /** Ids of the people, 16 bytes each, in pieces of any size, each person once, in an order that the caller can give again. */
  readonly members: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const SECRET = 'evidence.batch-secrets';

/**
 * Records one entry that commits to the Merkle root of all members' salted leaves, so that each can later be shown to be in the batch without
 * showing any other (`proveMember`). Of any size up to 2^31 - 1; hashing lets other work run every 4,096 members. The members are not numbered:
 * batches are proven one by one, not as complete.
 */
export async function recordUseBatch(
  context: EvidenceContext,
  tx: Tx,
  { payload, members }: UseBatch,
): Promise<{ receipt: Receipt; size: number }> {
  const secret = randomBytes(32);
  const { groups, size } = await growTree(secret, members);
  const root = toBase64url(groupHash(Buffer.from(groups)));
  const act = { kind: 'use-batch' as const, payload: { members: { root, size }, use: payload, v: 2 } };
  const [receipt] = await recordActs(context, tx, [act]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertMemberTree(tx, {
    entry: receipt.id,
    secret: context.service.sealSmall(SECRET, secret),
    size,
    groups,
  });
  return { receipt, size };
}

/** The hashes over every 4,096 leaves of members under a secret, and how many members there are. Lets other work run in between. */
export async function growTree(
  secret: Buffer,
  members: UseBatch['members'],
): Promise<{ groups: Buffer; size: number }> {
  const hashes: Buffer[] = [];
  let size = 0;
  for await (const ids of inGroups(members)) {
    const count = ids.length / ID_BYTES;
    hashes.push(groupHash(memberLeaves(memberSalts(secret, size, count), ids)));
    size += count;
    if (size > MOST_MEMBERS) throw new Error('more members than there can be ordinals');
    if (count === GROUP_LEAVES) await setImmediate();
  }
  return { groups: Buffer.concat(hashes), size };
}

// Pieces of any size as groups of 4,096 ids; only the last may be shorter.
async function* inGroups(members: UseBatch['members']): AsyncGenerator<Buffer> {
  const group = Buffer.alloc(GROUP_LEAVES * ID_BYTES);
  let filled = 0;
  for await (const piece of members) {
    for (let at = 0; at < piece.length; ) {
      const taken = piece.subarray(at, at + group.length - filled);
      group.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled === group.length) {
        yield group;
        filled = 0;
      }
    }
  }
  if (filled % ID_BYTES !== 0) throw new Error('an id of a member is cut off');
  if (filled > 0) yield group.subarray(0, filled);
}

/** The secret of a stored batch; throws when it does not open. */
export function openBatchSecret(context: EvidenceContext, sealed: Buffer): Buffer {
  const secret = context.service.unsealSmall(SECRET, sealed);
  if (secret === undefined) throw new Error('a stored batch secret does not open');
  return secret;
}
