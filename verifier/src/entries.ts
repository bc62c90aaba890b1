import type { Checkpoint } from './checkpoint.ts';
import { hmac, isIncluded, leafHash } from './hashing.ts';
import { Refusal } from './refusal.ts';
import {
  bytes,
  constant,
  type Field,
  hashes,
  id,
  instant,
  integer,
  matching,
  members,
  optional,
  text,
} from './shape.ts';
import { checkSignature, type Signer } from './signers.ts';
import { canonical, parseStrictly, type Value } from './strict-json.ts';

/** What every entry is checked against. */
export interface Log {
  readonly checkpoint: Checkpoint;
  readonly signers: ReadonlyMap<string, Signer>;
}

/** An entry whose commitment, and place or promise, hold. */
export interface CheckedEntry {
  readonly at: string;
  readonly id: string;
  readonly kind: string;
  readonly time: string;
  readonly tag: Buffer | undefined;
  readonly text: string;
  readonly payload: Field;
  /** Its place in the log; undefined while there is only the promise. */
  readonly index: number | undefined;
  /** When the promise falls due, if there is only the promise. */
  readonly mergeBy: string | undefined;
}

/** The four members that describe an entry in a bundle. */
export type EntryFields = Record<'entry' | 'opening' | 'place' | 'promise', Field>;

/** Checks one entry. `n` is its number under the person's key, null for an entry without a tag. */
export function checkEntry(fields: EntryFields, at: string, n: number | null, log: Log): CheckedEntry {
  // 1. The entry is one canonical text of a known version.
  const spelled = text(fields.entry);
  const parsed = parseStrictly(spelled, fields.entry.at);
  const entry = members({ value: parsed, at: fields.entry.at }, 'commitment', 'id', 'kind', 'tag', 'time', 'version');
  if (canonical(parsed) !== spelled)
    throw new Refusal('entry-encoding', fields.entry.at, '条目不是规范编码', 'the entry is not canonical JSON');
  constant(entry.version, 1);
  // 2. Its commitment binds the payload that is shown.
  const commitment = bytes(entry.commitment, 32);
  const payload = openCommitment(fields.opening, commitment);
  const tagField = optional(entry.tag);
  const tag = tagField === undefined ? undefined : bytes(tagField, 32);
  // 3. It is in the log, or promised to be.
  const leaf = leafHash(spelled);
  const placed = checkPlace(fields, leaf, log);
  const mergeBy = placed === undefined ? checkPromise(fields, { leaf, commitment, tag, n }, log) : undefined;
  return {
    at,
    id: id(entry.id),
    kind: matching(entry.kind, /^[a-z][a-z-]{0,39}$/),
    time: instant(entry.time),
    tag,
    text: spelled,
    payload,
    index: placed,
    mergeBy,
  };
}

function openCommitment(opening: Field, commitment: Buffer): Field {
  const { salt, payload } = members(opening, 'salt', 'payload');
  if (!hmac(bytes(salt, 32), canonical(payload.value)).equals(commitment))
    throw new Refusal('commitment', opening.at, '内容与条目的承诺不符', 'the payload is not what the entry commits to');
  return payload;
}

function checkPlace(fields: EntryFields, leaf: Buffer, { checkpoint }: Log): number | undefined {
  const place = optional(fields.place);
  if (place === undefined) return undefined;
  if (fields.promise.value !== null)
    throw new Refusal('structure', fields.promise.at, '位置与承诺只能有一个', 'a placed entry carries no promise');
  const { index, inclusion } = members(place, 'index', 'inclusion');
  const at = integer(index, 0);
  if (!isIncluded(leaf, at, checkpoint.size, checkpoint.root, hashes(inclusion)))
    throw new Refusal('inclusion', place.at, '条目不在日志的该位置', 'the entry is not at this place of the log');
  return at;
}

function checkPromise(
  fields: EntryFields,
  bound: { leaf: Buffer; commitment: Buffer; tag: Buffer | undefined; n: number | null },
  { signers }: Log,
): string {
  const promise = members(fields.promise, 'key', 'mergeBy', 'signature');
  const mergeBy = instant(promise.mergeBy);
  const promised = new Map<string, Value>([
    ['commitment', bound.commitment.toString('base64url')],
    ['key', text(promise.key)],
    ['leafHash', bound.leaf.toString('base64url')],
    ['mergeBy', mergeBy],
    ['n', bound.n],
    ['tag', bound.tag?.toString('base64url') ?? null],
  ]);
  checkSignature(signers, promise, `zhinuo.receipt.v1\n${canonical(promised)}`);
  return mergeBy;
}
