import { createCipheriv, hash } from 'node:crypto';
import { deriveKey, type Json, keyedDigest } from '../../../platform/crypto/index.ts';
import { commitmentOf } from './entry.ts';
import { EMPTY_ROOT, foldedPath, foldLevels, inclusionRanges, leafHash, treeHash } from './merkle.ts';

/** Bytes of a member's id, of a salt and of a hash. */
export const ID_BYTES = 16;
const SALT_BYTES = 32;
const HASH_BYTES = 32;

/** Leaves under one stored hash: the tree is kept from this level up, and what is below is computed again when somebody's place is shown. */
export const GROUP_LEAVES = 4_096;

/** Most members of one use: an ordinal is a 32-bit integer. */
export const MOST_MEMBERS = 2 ** 31 - 1;

/**
 * Salts of members `first` to `first + count - 1`, 32 bytes each: the key stream of AES-256 in counter mode (NIST SP 800-38A) under a key derived
 * from the batch's secret; member p has its blocks 2p and 2p + 1. Showing one salt shows no other.
 */
export function memberSalts(secret: Uint8Array, first: number, count: number): Buffer {
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(2n * BigInt(first), 8);
  const cipher = createCipheriv('aes-256-ctr', deriveKey(secret, 'evidence/member-salts'), counter);
  return cipher.update(Buffer.alloc(count * SALT_BYTES));
}

/** Leaf hashes of members with these salts and ids, one after another: SHA-256(0x00 || salt || the 16 bytes of the id). */
export function memberLeaves(salts: Buffer, ids: Buffer): Buffer {
  const count = ids.length / ID_BYTES;
  const leaves = Buffer.alloc(count * HASH_BYTES);
  // The first byte stays 0x00: a leaf hash (RFC 6962). One buffer serves all leaves, filled by loops: calls that copy so little cost more.
  const data = Buffer.alloc(1 + SALT_BYTES + ID_BYTES);
  for (let at = 0; at < count; at += 1) {
    for (let byte = 0; byte < SALT_BYTES; byte += 1) data[1 + byte] = salts[at * SALT_BYTES + byte] ?? 0;
    for (let byte = 0; byte < ID_BYTES; byte += 1) data[1 + SALT_BYTES + byte] = ids[at * ID_BYTES + byte] ?? 0;
    leaves.write(hash('sha256', data, 'binary'), at * HASH_BYTES, 'binary');
  }
  return leaves;
}

/** The hash over a group of leaves, given one after another; the list is overwritten. */
export function groupHash(leaves: Buffer): Buffer {
  return leaves.length === 0 ? EMPTY_ROOT : foldLevels(leaves);
}

/** The inclusion proof of the leaf at `position`, lowest first, from the leaves of its own group and the hashes of all groups. */
export function memberProofPath(leaves: Buffer, groups: Buffer, position: number): Buffer[] {
  return [
    ...foldedPath(Buffer.from(leaves), position % GROUP_LEAVES),
    ...foldedPath(Buffer.from(groups), Math.floor(position / GROUP_LEAVES)),
  ];
}

// Version 1, which is no longer written: a leaf commits to canonical JSON, and every leaf is stored.

const SALT_LABEL = Buffer.from('zhinuo.member-salt.v1', 'ascii');

/** Version 1. A member's salt: HMAC-SHA256(batch secret, "zhinuo.member-salt.v1" || position as uint32, big-endian). */
export function memberSalt(secret: Uint8Array, position: number): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(position);
  return keyedDigest(secret, Buffer.concat([SALT_LABEL, counter]));
}

/** Version 1. The leaf of a member: the leaf hash of the salted commitment to {detail, person}. */
export function memberLeaf(salt: Uint8Array, person: string, detail: Json): Buffer {
  return leafHash(commitmentOf(salt, { detail, person }));
}

/** Version 1. The inclusion proof of one member among the leaves of its batch, lowest element first. */
export function memberPath(leaves: readonly Uint8Array[], position: number): Buffer[] {
  return inclusionRanges(BigInt(position), BigInt(leaves.length)).map(({ start, end }) =>
    treeHash(leaves.slice(Number(start), Number(end))),
  );
}
