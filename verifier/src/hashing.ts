import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of the parts one after another. */
export function sha256(...parts: (string | Uint8Array)[]): Buffer {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** HMAC-SHA256 of the parts one after another. */
export function hmac(key: Uint8Array, ...parts: (string | Uint8Array)[]): Buffer {
  const digest = createHmac('sha256', key);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** The hash of a leaf of a Merkle tree (RFC 6962, section 2.1). */
export function leafHash(data: string | Uint8Array): Buffer {
  return sha256(Buffer.of(0), data);
}

/** Whether `leaf` stands at `index` in the tree of `size` leaves with `root` (RFC 9162, section 2.1.3.2). */
export function isIncluded(leaf: Buffer, index: number, size: number, root: Buffer, proof: readonly Buffer[]): boolean {
  if (index >= size || leaf.length !== 32 || root.length !== 32) return false;
  let node = BigInt(index);
  let last = BigInt(size) - 1n;
  let hashed = leaf;
  for (const sibling of proof) {
    if (last === 0n) return false;
    const isRight = (node & 1n) === 1n;
    if (isRight || node === last) {
      hashed = sha256(Buffer.of(1), sibling, hashed);
      // A node at the right edge has no sibling on levels where it is a left child: they are skipped.
      if (!isRight)
        do {
          node >>= 1n;
          last >>= 1n;
        } while ((node & 1n) === 0n && node !== 0n);
    } else {
      hashed = sha256(Buffer.of(1), hashed, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && hashed.equals(root);
}

/**
 * Whether the tree of `to` leaves with root `newRoot` extends that of `from` leaves with root `oldRoot` (RFC 9162, section 2.1.4.2). Equal
 * sizes need equal roots and an empty proof; nothing is proven from the empty tree.
 */
export function isConsistent(
  from: number,
  to: number,
  oldRoot: Buffer,
  newRoot: Buffer,
  proof: readonly Buffer[],
): boolean {
  if (from === to) return proof.length === 0 && oldRoot.equals(newRoot);
  if (from <= 0 || from > to || proof.length === 0) return false;
  let node = BigInt(from) - 1n;
  let last = BigInt(to) - 1n;
  while ((node & 1n) === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  // An old tree that is one whole subtree of the new one is its own first hash, and is not repeated in the proof.
  const [start, ...rest] = node === 0n ? [oldRoot, ...proof] : proof;
  if (start === undefined) return false;
  let before = start;
  let after = start;
  for (const sibling of rest) {
    if (last === 0n) return false;
    const isRight = (node & 1n) === 1n;
    if (isRight || node === last) {
      before = sha256(Buffer.of(1), sibling, before);
      after = sha256(Buffer.of(1), sibling, after);
      if (!isRight)
        do {
          node >>= 1n;
          last >>= 1n;
        } while ((node & 1n) === 0n && node !== 0n);
    } else {
      after = sha256(Buffer.of(1), after, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && before.equals(oldRoot) && after.equals(newRoot);
}
