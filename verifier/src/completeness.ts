import { equal } from './bytes.ts';
import { type CheckedKey, tagOf } from './chain.ts';
import type { CheckedEntry } from './entries.ts';
import { pairHash, sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { bytes, constant, type Field, hashes, id, integer, items, members, optional } from './shape.ts';

/** What an epoch proves about a bundle: of the person's entries with an index below `size` none is left out. */
export interface Completeness {
  /** When the epoch was made, by the issuer's clock. */
  readonly time: string;
  /** The epoch covers the log up to, not including, this index. */
  readonly size: number;
  /** How many of the bundle's numbered entries it covers. */
  readonly covered: number;
  /** How many came after it. */
  readonly later: number;
  /** Whether the epoch's own entry is not in the log yet: then its signer commits to the map, and the log does not. */
  readonly promised: boolean;
}

/**
 * Checks that an epoch's map holds the entries of every shown key that it covers, and not the next number (section 13 of the format).
 * Undefined if the bundle makes no such claim.
 */
export function checkCompleteness(
  field: Field,
  keys: readonly CheckedKey[],
  related: readonly CheckedEntry[],
  logSize: number,
): Completeness | undefined {
  const claimed = optional(field);
  if (claimed === undefined) return undefined;
  const part = members(claimed, 'epoch', 'keys');
  const { time, size, root, promised } = epochOf(part.epoch, related, logSize);
  const shares = items(part.keys, 10_000);
  if (shares.length !== keys.length || keys.length === 0)
    throw refusal(part.keys.at, '与所示密钥的数量不符', 'does not have one share for each key shown');
  let covered = 0;
  for (const [place, share] of shares.entries()) covered += checkShare(share, keys[place] as CheckedKey, size, root);
  const shown = keys.reduce((sum, key) => sum + key.entries.length, 0);
  return { time, size, covered, later: shown - covered, promised };
}

function epochOf(
  field: Field,
  related: readonly CheckedEntry[],
  logSize: number,
): Pick<Completeness, 'time' | 'size' | 'promised'> & { readonly root: Uint8Array } {
  const wanted = id(field);
  const entry = related.find((each) => each.id === wanted);
  if (entry?.kind !== 'epoch' || entry.payload === undefined)
    throw refusal(field.at, '未附该完整性快照的条目', 'the entry of this epoch is not among the related ones');
  const { count, root, size, v } = members(entry.payload, 'count', 'root', 'size', 'v');
  constant(v, 1);
  const covers = integer(size, 1);
  if (integer(count, 1) > covers || covers > (entry.index ?? logSize))
    throw refusal(entry.at, '完整性快照的大小不成立', 'the epoch covers more than the log held before it');
  return { time: entry.time, size: covers, root: bytes(root, 32), promised: entry.index === undefined };
}

function checkShare(field: Field, key: CheckedKey, size: number, root: Uint8Array): number {
  const { generation, present, absent } = members(field, 'generation', 'present', 'absent');
  constant(generation, key.generation);
  // The chain is checked: indexes grow with the numbers, so what the epoch covers are the first numbers.
  const covered = key.entries.filter((entry) => entry.index !== undefined && entry.index < size);
  const paths = items(present, covered.length);
  if (paths.length !== covered.length)
    throw refusal(present.at, '完整性快照内的条目并非都有证明', 'an entry that the epoch covers is not proven');
  for (const [at, entry] of covered.entries()) {
    const path = paths[at] as Field;
    // The chain has been checked: this is the tag of number at + 1.
    const tag = entry.tag ?? tagOf(key.key, at + 1);
    if (key.entries[at] !== entry || !equal(climb(leafOf(tag, entry.leaf), tag, path), root))
      throw refusal(path.at, '条目不在完整性快照的映射中', 'the entry is not in the map of the epoch');
  }
  checkAbsence(absent, tagOf(key.key, covered.length + 1), root);
  return covered.length;
}

function checkAbsence(field: Field, tag: Uint8Array, root: Uint8Array): void {
  const { siblings, leaf } = members(field, 'siblings', 'leaf');
  const depth = items(siblings, 256).length;
  const end = optional(leaf);
  let hashed: Uint8Array = EMPTY;
  if (end !== undefined) {
    const other = members(end, 'tag', 'leafHash');
    const found = bytes(other.tag, 32);
    if (equal(found, tag))
      throw refusal(end.at, '有条目被遗漏：后续编号在映射中', 'an entry is left out: the next number is in the map');
    for (let level = 0; level < depth; level += 1)
      if (bit(found, level) !== bit(tag, level))
        throw refusal(end.at, '路径终点的条目不在此路径上', 'the leaf at the end does not lie on this path');
    hashed = leafOf(found, bytes(other.leafHash, 32));
  }
  if (!equal(climb(hashed, tag, siblings), root))
    throw refusal(field.at, '未能证明没有后续条目', 'it is not proven that no further entry exists');
}

const EMPTY = new Uint8Array(32);

function leafOf(tag: Uint8Array, leafHash: Uint8Array): Uint8Array {
  return sha256('zhinuo.map-leaf.v1\n', tag, leafHash);
}

const mapNode = pairHash('zhinuo.map-node.v1\n');

// From a hash at the end of a path up to the root; the lowest sibling comes first.
function climb(end: Uint8Array, tag: Uint8Array, path: Field): Uint8Array {
  const siblings = hashes(path, 256);
  let hashed = end;
  for (const [above, beside] of siblings.entries())
    hashed = bit(tag, siblings.length - 1 - above) === 0 ? mapNode(hashed, beside) : mapNode(beside, hashed);
  return hashed;
}

function bit(tag: Uint8Array, level: number): number {
  return ((tag[level >> 3] ?? 0) >> (7 - (level & 7))) & 1;
}

function refusal(at: string, zh: string, en: string): Refusal {
  return new Refusal('completeness', at, zh, en);
}
