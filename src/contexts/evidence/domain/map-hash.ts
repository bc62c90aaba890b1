import { hash } from 'node:crypto';

// Hashes are held as binary (latin1) strings of 32 characters: one-shot hashing into a string takes half the time of hashing into a buffer.

const LEAF = 'zhinuo.map-leaf.v1\n';
const NODE = 'zhinuo.map-node.v1\n';
const START = LEAF.length;

// Hashing is synchronous, so one buffer of each kind serves all.
const leafBytes = Buffer.alloc(START + 64);
leafBytes.write(LEAF, 'latin1');
const nodeBytes = Buffer.alloc(START + 64);
nodeBytes.write(NODE, 'latin1');

/** The hash of a subtree without leaves: 32 zero bytes. Nobody knows a text whose SHA-256 it is. */
export const EMPTY_MAP = '\0'.repeat(32);

let hashed = 0;

/** How many leaves and nodes this process has hashed, for measuring. */
export function nodesHashed(): number {
  return hashed;
}

/** The hash of a leaf of the map: SHA-256("zhinuo.map-leaf.v1\n" || tag || leaf hash of the entry), both of 32 bytes. */
export function mapLeaf(tag: string, leafHash: string): string {
  leafBytes.write(tag, START, 'latin1');
  leafBytes.write(leafHash, START + 32, 'latin1');
  hashed += 1;
  return hash('sha256', leafBytes, 'binary');
}

/** The same for a leaf whose tag and leaf hash lie at a place of two lists; the hash is written into `out`. */
export function hashLeaf(tags: Uint8Array, leafHashes: Uint8Array, place: number, out: Uint8Array, at: number): void {
  copyBytes(tags, place, leafBytes, START, 32);
  copyBytes(leafHashes, place, leafBytes, START + 32, 32);
  hashFrame(leafBytes, out, at);
}

/** The hash of an inner node of the map, which has at least two leaves below it: SHA-256("zhinuo.map-node.v1\n" || left || right). */
export function mapNode(left: string, right: string): string {
  nodeBytes.write(left, START, 'latin1');
  nodeBytes.write(right, START + 32, 'latin1');
  hashed += 1;
  return hash('sha256', nodeBytes, 'binary');
}

/** Where the left hash begins in a frame; the right one follows. */
export const NODE_START = START;

/** Bytes for hashing nodes from, with the label in its place. */
export function nodeFrame(): Buffer {
  return Buffer.from(nodeBytes);
}

/** Hashes what is in `frame` and writes the hash into `out`. For so few bytes loops are several times faster than Buffer's methods. */
export function hashFrame(frame: Buffer, out: Uint8Array, at: number): void {
  const node = hash('sha256', frame, 'binary');
  hashed += 1;
  for (let byte = 0; byte < 32; byte += 1) out[at + byte] = node.charCodeAt(byte);
}

/** Copies a few bytes. */
export function copyBytes(from: Uint8Array, fromAt: number, to: Uint8Array, toAt: number, count: number): void {
  for (let byte = 0; byte < count; byte += 1) to[toAt + byte] = from[fromAt + byte] as number;
}

/** Subtrees side by side: their hashes, and how many leaves each has. */
export interface MapLevel {
  readonly hashes: readonly string[];
  readonly leaves: readonly number[];
}

/** The level above: a subtree with one leaf is that leaf, one without is empty, any other is a node. */
export function foldLevel({ hashes, leaves }: MapLevel): MapLevel {
  const above: string[] = [];
  const counts: number[] = [];
  for (let at = 0; at < hashes.length; at += 2) {
    const left = hashes[at] as string;
    const right = hashes[at + 1] as string;
    const count = (leaves[at] as number) + (leaves[at + 1] as number);
    counts.push(count);
    above.push(count > 1 ? mapNode(left, right) : leaves[at] === 1 ? left : right);
  }
  return { hashes: above, leaves: counts };
}
