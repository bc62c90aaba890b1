import { randomBytes } from 'node:crypto';
import { canonicalJson, deriveKey, type Json, seal, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { MOST_MEMBERS, memberLeaf, memberSalt } from './domain/member-tree.ts';
import { treeHash } from './domain/merkle.ts';
import type { Receipt } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { recordActs } from './record-acts.ts';
import { insertBatch } from './store/batches.ts';

/** One use of many people's information. */
export interface UseBatch {
  /** What the use was: activity, operation, channel, message, who; the same for everybody. */
  readonly payload: Json;
  /** The people and what is particular to each; 1 to 1,000. */
  readonly members: readonly { readonly person: string; readonly detail: Json }[];
}

const SECRET = 'evidence.batch-secrets';

/**
 * Records one entry that commits to the Merkle root of all members' salted leaves, so that each can later be shown to be in the batch without
 * showing any other. The members are not numbered: batches are proven one by one, not as complete. Throws on more than 1,000 members or none.
 */
export async function recordUseBatch(
  context: EvidenceContext,
  tx: Tx,
  { payload, members }: UseBatch,
): Promise<{ receipt: Receipt; batch: string }> {
  if (members.length === 0 || members.length > MOST_MEMBERS) throw new Error('a use batch names 1 to 1,000 people');
  const batch = newId(context.clock);
  const secret = randomBytes(32);
  const key = detailKey(secret);
  const leaves = members.map(({ person, detail }, position) =>
    memberLeaf(memberSalt(secret, position), person, detail),
  );
  const act = {
    kind: 'use-batch' as const,
    payload: { members: { root: toBase64url(treeHash(leaves)), size: leaves.length }, use: payload },
  };
  const [receipt] = await recordActs(context, tx, [act]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertBatch(
    tx,
    {
      id: batch,
      entry: receipt.id,
      secret: context.service.sealSmall(SECRET, secret),
      leaves: Buffer.concat(leaves),
    },
    members.map(({ person, detail }, position) => ({
      position,
      person,
      detail: seal(key, Buffer.from(canonicalJson(detail), 'utf8'), detailBinding(batch, position)),
    })),
  );
  return { receipt, batch };
}

/** The key of a batch's sealed details; unlike the salts it is never shown. */
export function detailKey(secret: Uint8Array): Buffer {
  return deriveKey(secret, 'evidence/member-detail');
}

/** What a sealed detail is bound to. */
export function detailBinding(batch: string, position: number): string {
  return `evidence.members|${batch}|${position}`;
}

/** The secret of a stored batch; throws when it does not open. */
export function openBatchSecret(context: EvidenceContext, sealed: Buffer): Buffer {
  const secret = context.service.unsealSmall(SECRET, sealed);
  if (secret === undefined) throw new Error('a stored batch secret does not open');
  return secret;
}
