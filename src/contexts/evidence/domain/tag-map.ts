import { EMPTY_MAP, mapLeaf, mapNode } from './map-hash.ts';

/** A tag and the leaf hash of the entry that bears it; 32 bytes each, as binary (latin1) strings. */
export interface TaggedLeaf {
  readonly tag: string;
  readonly leafHash: string;
}

/** What a walk towards a tag meets: the siblings, lowest first, and the leaf at the end, if any. */
export interface TagPath {
  readonly siblings: readonly string[];
  readonly leaf: TaggedLeaf | null;
}

/** The bit of a 32-byte binary string at `depth`, the most significant of the first byte being 0. */
export function bitAt(tag: string, depth: number): number {
  return (tag.charCodeAt(depth >> 3) >> (7 - (depth & 7))) & 1;
}

/**
 * The root of a compact sparse Merkle tree over all 2^256 tags, whatever the order of the leaves: a subtree without leaves is empty, one with
 * a single leaf is that leaf, any other is the node of its halves (Gao, Hu, Wu, "Jellyfish Merkle Tree", 2021). For maps held in memory.
 * Throws on a doubled tag.
 */
export function mapRoot(leaves: readonly TaggedLeaf[]): string {
  return subtree(leaves, 0);
}

function subtree(leaves: readonly TaggedLeaf[], depth: number): string {
  const [first] = leaves;
  if (first === undefined) return EMPTY_MAP;
  if (leaves.length === 1) return mapLeaf(first.tag, first.leafHash);
  const [left, right] = halves(leaves, depth);
  return mapNode(subtree(left, depth + 1), subtree(right, depth + 1));
}

function halves(leaves: readonly TaggedLeaf[], depth: number): [TaggedLeaf[], TaggedLeaf[]] {
  if (depth === 256) throw new Error('two leaves bear one tag');
  const sides: [TaggedLeaf[], TaggedLeaf[]] = [[], []];
  for (const leaf of leaves) sides[bitAt(leaf.tag, depth) as 0 | 1].push(leaf);
  return sides;
}

/** The way from the root to where `tag` stands or would stand. */
export function pathOfTag(leaves: readonly TaggedLeaf[], tag: string): TagPath {
  const siblings: string[] = [];
  let below = leaves;
  for (let depth = 0; below.length > 1; depth += 1) {
    const sides = halves(below, depth);
    const bit = bitAt(tag, depth) as 0 | 1;
    siblings.push(subtree(sides[1 - bit] as TaggedLeaf[], depth + 1));
    below = sides[bit];
  }
  return { siblings: siblings.reverse(), leaf: below[0] ?? null };
}

/** The root that a path leads to from the hash at its end. */
function rootOfPath(end: string, tag: string, siblings: readonly string[]): string {
  return siblings.reduce(
    (hashed, sibling, above) =>
      bitAt(tag, siblings.length - 1 - above) === 0 ? mapNode(hashed, sibling) : mapNode(sibling, hashed),
    end,
  );
}

/** Whether `siblings` show that the map with `root` holds this leaf. Never throws. */
export function verifyPresent(root: string, leaf: TaggedLeaf, siblings: readonly string[]): boolean {
  if (siblings.length > 256 || !sized([root, leaf.tag, leaf.leafHash, ...siblings])) return false;
  return rootOfPath(mapLeaf(leaf.tag, leaf.leafHash), leaf.tag, siblings) === root;
}

/**
 * Whether a path shows that the map with `root` holds no leaf with `tag`: where the tag would stand there is nothing, or a leaf with another
 * tag that begins with the same bits. Never throws.
 */
export function verifyAbsent(root: string, tag: string, { siblings, leaf }: TagPath): boolean {
  if (siblings.length > 256 || !sized([root, tag, ...siblings])) return false;
  if (leaf === null) return rootOfPath(EMPTY_MAP, tag, siblings) === root;
  if (!sized([leaf.tag, leaf.leafHash]) || leaf.tag === tag) return false;
  for (let depth = 0; depth < siblings.length; depth += 1)
    if (bitAt(leaf.tag, depth) !== bitAt(tag, depth)) return false;
  return rootOfPath(mapLeaf(leaf.tag, leaf.leafHash), tag, siblings) === root;
}

function sized(values: readonly string[]): boolean {
  return values.every((value) => value.length === 32);
}
