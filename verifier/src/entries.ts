import { equal, toBase64url } from './bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { hmac, isIncluded, leafHash } from './hashing.ts';
import type { Claims } from './inclusion.ts';
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
import { checkSignature, type Signers } from './signers.ts';
import { canonical, readStrictly, type Value } from './strict-json.ts';

/** Most entries that a list of a bundle may hold. */
export const MOST_ENTRIES = 200_000;

/** What every entry is checked against. */
export interface Log {
  /** Version 1 proves each entry by itself; in version 2 the places are claimed here and proven together. */
  readonly version: 1 | 2;
  readonly checkpoint: Checkpoint;
  readonly signers: Signers;
  readonly claims: Claims;
}

/** An entry whose commitment, and place or promise, hold. */
export interface CheckedEntry {
  readonly at: string;
  readonly id: string;
  readonly kind: string;
  readonly time: string;
  readonly tag: Uint8Array | undefined;
  /** The entry's own text, the data of its leaf. */
  readonly text: string;
  /** The hash of its leaf. */
  readonly leaf: Uint8Array;
  /** What happened; undefined if the opening is withheld. */
  readonly payload: Field | undefined;
  /** Its place in the log; undefined while there is only the promise. */
  readonly index: number | undefined;
  /** When the promise falls due, if there is only the promise. */
  readonly mergeBy: string | undefined;
}

/** Checks one entry. `n` is its number under the person's key, null for an entry without one; `more` are further members that it has. */
export function checkEntry<More extends string = never>(
  item: Field,
  n: number | null,
  log: Log,
  ...more: More[]
): { readonly entry: CheckedEntry; readonly more: Record<More, Field> } {
  const place = log.version === 1 ? 'place' : 'index';
  const fields = members<string>(item, 'entry', 'opening', place, 'promise', ...more) as Record<string, Field> &
    Record<'entry' | 'opening' | 'promise' | More, Field>;
  // 1. The entry is one canonical text of a known version.
  const spelled = text(fields.entry);
  const parsed = readStrictly(spelled, fields.entry.at);
  const entry = members(
    { value: parsed.value, at: fields.entry.at },
    'commitment',
    'id',
    'kind',
    'tag',
    'time',
    'version',
  );
  if (!parsed.canonical)
    throw new Refusal('entry-encoding', fields.entry.at, '条目不是规范编码', 'the entry is not canonical JSON');
  constant(entry.version, 1);
  // 2. Its commitment binds the payload that is shown.
  const commitment = bytes(entry.commitment, 32);
  const shown = log.version === 1 ? fields.opening : optional(fields.opening);
  const payload = shown && openCommitment(shown, commitment);
  const tagField = optional(entry.tag);
  const tag = tagField && bytes(tagField, 32);
  // 3. It is in the log, or promised to be.
  const leaf = leafHash(spelled);
  const placeField = optional(fields[place] ?? item);
  const index = placeField && placeOf(placeField, spelled, leaf, log);
  const promise = optional(fields.promise);
  if ((index === undefined) === (promise === undefined))
    throw new Refusal(
      'structure',
      fields.promise.at,
      '位置与承诺须有且仅有一个',
      'an entry has either a place or a promise',
    );
  const mergeBy = promise && checkPromise(promise, { leaf, commitment, tag, n }, log);
  const checked: CheckedEntry = {
    at: item.at,
    id: id(entry.id),
    kind: matching(entry.kind, /^[a-z][a-z-]{0,39}$/),
    time: instant(entry.time),
    tag,
    text: spelled,
    leaf,
    payload,
    index,
    mergeBy,
  };
  return { entry: checked, more: fields };
}

function openCommitment(opening: Field, commitment: Uint8Array): Field {
  const { salt, payload } = members(opening, 'salt', 'payload');
  if (!equal(hmac(bytes(salt, 32), canonical(payload.value)), commitment))
    throw new Refusal('commitment', opening.at, '内容与条目的承诺不符', 'the payload is not what the entry commits to');
  return payload;
}

function placeOf(place: Field, spelled: string, leaf: Uint8Array, { version, checkpoint, claims }: Log): number {
  const { index, inclusion } =
    version === 1 ? members(place, 'index', 'inclusion') : { index: place, inclusion: undefined };
  const at = integer(index, 0);
  if (inclusion !== undefined && !isIncluded(leaf, at, checkpoint.size, checkpoint.root, hashes(inclusion)))
    throw new Refusal('inclusion', place.at, '条目不在日志的该位置', 'the entry is not at this place of the log');
  claims.add(at, spelled, leaf, place.at);
  return at;
}

function checkPromise(
  field: Field,
  bound: { leaf: Uint8Array; commitment: Uint8Array; tag: Uint8Array | undefined; n: number | null },
  { signers }: Log,
): string {
  const promise = members(field, 'key', 'mergeBy', 'signature');
  const mergeBy = instant(promise.mergeBy);
  const promised = new Map<string, Value>([
    ['commitment', toBase64url(bound.commitment)],
    ['key', text(promise.key)],
    ['leafHash', toBase64url(bound.leaf)],
    ['mergeBy', mergeBy],
    ['n', bound.n],
    ['tag', bound.tag === undefined ? null : toBase64url(bound.tag)],
  ]);
  checkSignature(signers, promise, `zhinuo.receipt.v1\n${canonical(promised)}`);
  return mergeBy;
}

/** Refuses unless the places of the entries grow; those that are only promised come last, each once. */
export function checkOrder(entries: readonly CheckedEntry[]): void {
  let before = -1;
  const promised = new Set<string>();
  for (const entry of entries) {
    // A place shows an entry twice by itself; a promise has none, and a use shown twice would read as two.
    if (entry.index === undefined && promised.size === promised.add(entry.text).size)
      throw new Refusal('order', entry.at, '同一条目出现两次', 'an entry stands there twice');
    const index = entry.index ?? Number.POSITIVE_INFINITY;
    if (index < before || (index === before && entry.index !== undefined))
      throw new Refusal('order', entry.at, '日志中的顺序与编号不符', 'the order in the log is not that of the numbers');
    before = index;
  }
}
