import { hash } from 'node:crypto';

const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);
const PAIR = Buffer.alloc(65, 0x01);

// One-shot hashing into a binary (latin1) string is about three times as fast as an incremental hash object for inputs this small.
function sha256(bytes: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
}

/** The hash of a leaf: SHA-256(0x00 || data) (RFC 6962, section 2.1). */
export function leafHash(data: Uint8Array): Buffer {
  return sha256(Buffer.concat([LEAF, data]));
}

// An entry has some 280 bytes. Hashing is synchronous, so one buffer serves all.
const TEXT = Buffer.alloc(2048);

/** The leaf hash of an entry's text, base64url. */
export function textLeafHash(text: string): string {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  if (text.length * 3 >= TEXT.length) return leafHash(Buffer.from(text, 'utf8')).toString('base64url');
  const length = TEXT.write(text, 1, 'utf8');
  return hash('sha256', TEXT.subarray(0, 1 + length), 'base64url');
}

/** The hash of an interior node: SHA-256(0x01 || left || right) (RFC 6962, section 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== 32 || right.length !== 32) return sha256(Buffer.concat([NODE, left, right]));
  // Hashing is synchronous, so one buffer serves all: building it anew takes longer than hashing it.
  PAIR.set(left, 1);
  PAIR.set(right, 33);
  return sha256(PAIR);
}

/** The root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT = sha256(Buffer.alloc(0));

/** The Merkle tree hash of a list of leaf hashes (RFC 6962, section 2.1); for small trees held in memory. */
export function treeHash(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return EMPTY_ROOT;
  let level: Uint8Array[] = [...leaves];
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Uint8Array;
      const right = level[i + 1];
      // An odd node at the end moves up unchanged, which gives the same tree as splitting at the largest power of two.
      above.push(right === undefined ? left : nodeHash(left, right));
    }
    level = above;
  }
  return Buffer.from(level[0] as Uint8Array);
}

/** The Merkle tree hash of leaf hashes given as one buffer, computed in place: `hashes` is overwritten. At least one leaf. */
export function foldLevels(hashes: Buffer): Buffer {
  let count = hashes.length / 32;
  while (count > 1) count = foldLevel(hashes, count);
  return Buffer.from(hashes.subarray(0, 32));
}

/** The inclusion proof of leaf `index`, lowest first (RFC 9162, section 2.1.3.1), from leaf hashes given as one buffer, which is overwritten. */
export function foldedPath(hashes: Buffer, index: number): Buffer[] {
  const path: Buffer[] = [];
  let at = index;
  for (let count = hashes.length / 32; count > 1; at = Math.floor(at / 2)) {
    const sibling = at % 2 === 0 ? at + 1 : at - 1;
    if (sibling < count) path.push(Buffer.from(hashes.subarray(sibling * 32, sibling * 32 + 32)));
    count = foldLevel(hashes, count);
  }
  return path;
}

// One level up, in place; an odd node at the end moves up unchanged. Returns how many nodes there are now.
function foldLevel(hashes: Buffer, count: number): number {
  const pairs = Math.floor(count / 2);
  for (let at = 0; at < pairs; at += 1) {
    for (let byte = 0; byte < 64; byte += 1) PAIR[1 + byte] = hashes[at * 64 + byte] ?? 0;
    hashes.write(hash('sha256', PAIR, 'binary'), at * 32, 'binary');
  }
  if (count % 2 === 1) hashes.copy(hashes, pairs * 32, count * 32 - 32, count * 32);
  return pairs + (count % 2);
}

/** A range of leaves whose subtree hash is one element of a proof: from `start` up to, not including, `end`. */
export interface LeafRange {
  readonly start: bigint;
  readonly end: bigint;
}

function largestPowerBelow(size: bigint): bigint {
  let power = 1n;
  while (power * 2n < size) power *= 2n;
  return power;
}

/** The subtrees whose hashes make the inclusion proof of leaf `index` in the tree of `size` leaves, lowest first (RFC 9162, section 2.1.3.1). */
export function inclusionRanges(index: bigint, size: bigint): LeafRange[] {
  const ranges: LeafRange[] = [];
  let start = 0n;
  let end = size;
  while (end - start > 1n) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** The subtrees whose hashes make the consistency proof between the trees of `from` and `to` leaves (RFC 9162, section 2.1.4.1). */
export function consistencyRanges(from: bigint, to: bigint): LeafRange[] {
  if (from === 0n || from === to) return [];
  const ranges: LeafRange[] = [];
  let start = 0n;
  let end = to;
  let whole = true;
  while (from !== end) {
    const middle = start + largestPowerBelow(end - start);
    if (from <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  // The old tree itself is left out when the verifier already holds it as the old root.
  if (!whole) ranges.push({ start, end });
  return ranges.reverse();
}

/** What an inclusion proof claims: that `leaf` stands at `index` in the tree of `size` leaves with `root`. */
export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: bigint;
  readonly size: bigint;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether an inclusion proof holds (RFC 9162, section 2.1.3.2). Never throws. */
export function verifyInclusion({ leaf, index, size, root, proof }: InclusionClaim): boolean {
  if (index < 0n || index >= size || leaf.length !== 32 || root.length !== 32) return false;
  let node = index;
  let last = size - 1n;
  let hashed: Uint8Array = leaf;
  for (const element of proof) {
    if (last === 0n || element.length !== 32) return false;
    if (node % 2n === 1n || node === last) {
      hashed = nodeHash(element, hashed);
      while (node % 2n === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hashed = nodeHash(hashed, element);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && Buffer.compare(hashed, root) === 0;
}

/** What a consistency proof claims: that the tree of `to` leaves with `newRoot` extends the tree of `from` leaves with `oldRoot`. */
export interface ConsistencyClaim {
  readonly from: bigint;
  readonly to: bigint;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether a consistency proof holds (RFC 9162, section 2.1.4.2). Trees of equal size need equal roots; a claim from the empty tree to a
 * larger one says nothing and is refused. Never throws.
 */
export function verifyConsistency({ from, to, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  if (from < 0n || from > to) return false;
  if (from === to) return proof.length === 0 && Buffer.compare(oldRoot, newRoot) === 0;
  if (from === 0n || proof.length === 0) return false;
  if ([oldRoot, newRoot, ...proof].some((hashed) => hashed.length !== 32)) return false;
  const path = (from & (from - 1n)) === 0n ? [oldRoot, ...proof] : proof;
  let node = from - 1n;
  let last = to - 1n;
  while (node % 2n === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  const first = path[0] as Uint8Array;
  let oldHash: Uint8Array = first;
  let newHash: Uint8Array = first;
  for (const element of path.slice(1)) {
    if (last === 0n) return false;
    if (node % 2n === 1n || node === last) {
      oldHash = nodeHash(element, oldHash);
      newHash = nodeHash(element, newHash);
      while (node % 2n === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      newHash = nodeHash(newHash, element);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && Buffer.compare(oldHash, oldRoot) === 0 && Buffer.compare(newHash, newRoot) === 0;
}
