import { concat, equal } from './bytes.ts';
// The page's build puts browser-primitives.ts in the place of this one file.
import { primitives } from './primitives/node-primitives.ts';

/** SHA-256 of the parts one after another; texts as UTF-8. */
export function sha256(...parts: (string | Uint8Array)[]): Uint8Array {
  return primitives.sha256(concat(...parts));
}

/** HMAC-SHA256 of the parts one after another; texts as UTF-8. */
export function hmac(key: Uint8Array, ...parts: (string | Uint8Array)[]): Uint8Array {
  return primitives.hmacSha256(key, concat(...parts));
}

/** SM3 of the parts, one after another. */
export function sm3(...parts: (string | Uint8Array)[]): Uint8Array {
  return primitives.sm3(concat(...parts));
}

/** Whether an Ed25519 signature over a message holds (RFC 8032). */
export function ed25519Holds(publicKey: Uint8Array, message: string | Uint8Array, signature: Uint8Array): boolean {
  return primitives.ed25519Holds(publicKey, concat(message), signature);
}

const LEAF = Uint8Array.of(0);

/** The hash of a leaf of a Merkle tree (RFC 6962, section 2.1). */
export function leafHash(data: string | Uint8Array): Uint8Array {
  return sha256(LEAF, data);
}

/** SHA-256 of a label, a left and a right hash of 32 bytes, again and again. */
export function pairHash(label: string | Uint8Array): (left: Uint8Array, right: Uint8Array) => Uint8Array {
  const start = concat(label);
  // Hashing is synchronous, so one buffer serves all.
  const bytes = new Uint8Array(start.length + 64);
  bytes.set(start);
  return (left, right) => {
    bytes.set(left, start.length);
    bytes.set(right, start.length + 32);
    return primitives.sha256(bytes);
  };
}

/** The hash of an interior node over two hashes of 32 bytes (RFC 6962, section 2.1). */
export const nodeHash = pairHash(Uint8Array.of(1));

/** Whether `leaf` stands at `index` in the tree of `size` leaves with `root` (RFC 9162, section 2.1.3.2). */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  root: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (index >= size || [leaf, root, ...proof].some((each) => each.length !== 32)) return false;
  let node = BigInt(index);
  let last = BigInt(size) - 1n;
  let hashed = leaf;
  for (const sibling of proof) {
    if (last === 0n) return false;
    const isRight = (node & 1n) === 1n;
    if (isRight || node === last) {
      hashed = nodeHash(sibling, hashed);
      // A node at the right edge has no sibling on levels where it is a left child: they are skipped.
      if (!isRight)
        do {
          node >>= 1n;
          last >>= 1n;
        } while ((node & 1n) === 0n && node !== 0n);
    } else {
      hashed = nodeHash(hashed, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equal(hashed, root);
}

/** A tree of `size` leaves with its root. */
export interface Tree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether the tree `later` begins with the tree `earlier` (RFC 9162, section 2.1.4.2). Equal sizes need equal roots; the empty tree has no proof. */
export function isConsistent(earlier: Tree, later: Tree, proof: readonly Uint8Array[]): boolean {
  if (earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && equal(earlier.root, later.root);
  if (earlier.size === 0 || [earlier.root, later.root, ...proof].some((each) => each.length !== 32)) return false;
  let node = BigInt(earlier.size) - 1n;
  let last = BigInt(later.size) - 1n;
  while ((node & 1n) === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  // A tree of a power of two leaves is itself a node of the later one, and the proof leaves it out.
  const [start, ...path] = node === 0n ? [earlier.root, ...proof] : proof;
  if (start === undefined) return false;
  let old = start;
  let grown = start;
  for (const sibling of path) {
    if (last === 0n) return false;
    if ((node & 1n) === 1n || node === last) {
      old = nodeHash(sibling, old);
      grown = nodeHash(sibling, grown);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      grown = nodeHash(grown, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equal(old, earlier.root) && equal(grown, later.root);
}

/**
 * The root of the tree of `size` leaves that has these leaves at these indexes and, elsewhere, the subtrees in `rest` from left to right (section 7
 * of the format); undefined if `rest` is too short, too long or holds no hash. `leaves` are in the order of growing indexes, at least one.
 */
export function rootWith(
  leaves: readonly { readonly index: number; readonly leaf: Uint8Array }[],
  size: number,
  rest: readonly Uint8Array[],
): Uint8Array | undefined {
  let taken = 0;
  // The leaves leaves[first..end) are those from `start` on in a range of `width`.
  const rangeHash = (start: number, width: number, first: number, end: number): Uint8Array | undefined => {
    if (first === end) {
      taken += 1;
      return rest[taken - 1];
    }
    if (width === 1) return end - first === 1 ? leaves[first]?.leaf : undefined;
    let half = 1;
    while (half * 2 < width) half *= 2;
    let middle = first;
    while (middle < end && (leaves[middle]?.index ?? 0) < start + half) middle += 1;
    const left = rangeHash(start, half, first, middle);
    const right = left && rangeHash(start + half, width - half, middle, end);
    return left && right && nodeHash(left, right);
  };
  const last = leaves.at(-1);
  if (last === undefined || last.index >= size || rest.some((each) => each.length !== 32)) return undefined;
  const root = rangeHash(0, size, 0, leaves.length);
  return taken === rest.length ? root : undefined;
}
