import { type Json, keyedDigest } from '../../../platform/crypto/index.ts';
import { commitmentOf } from './entry.ts';
import { inclusionRanges, leafHash, treeHash } from './merkle.ts';

/** Most people that one use batch may name. */
export const MOST_MEMBERS = 1000;

const SALT_LABEL = Buffer.from('zhinuo.member-salt.v1', 'ascii');

/** A member's salt: HMAC-SHA256(batch secret, "zhinuo.member-salt.v1" || position as uint32, big-endian). Showing one shows no other. */
export function memberSalt(secret: Uint8Array, position: number): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(position);
  return keyedDigest(secret, Buffer.concat([SALT_LABEL, counter]));
}

/** The leaf of a member in its batch's tree: the leaf hash of the salted commitment to {detail, person}. */
export function memberLeaf(salt: Uint8Array, person: string, detail: Json): Buffer {
  return leafHash(commitmentOf(salt, { detail, person }));
}

/** The inclusion proof of one member among the leaves of its batch, lowest element first. */
export function memberPath(leaves: readonly Uint8Array[], position: number): Buffer[] {
  return inclusionRanges(BigInt(position), BigInt(leaves.length)).map(({ start, end }) =>
    treeHash(leaves.slice(Number(start), Number(end))),
  );
}
