import { equal, toBase64url } from './bytes.ts';
import { type CheckedEntry, checkEntry, checkOrder, type Log, MOST_ENTRIES } from './entries.ts';
import { hmac, sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { bytes, constant, type Field, id, integer, items, members, text } from './shape.ts';

/** Whose bundle it is, and which. */
export interface Owner {
  readonly person: string;
  readonly bundle: string;
}

/** One evidence key with every entry under it, from number 1 on. */
export interface CheckedKey {
  readonly at: string;
  readonly key: Uint8Array;
  readonly generation: number;
  readonly digest: string;
  readonly entries: CheckedEntry[];
}

/**
 * Checks the person's own entries: every number under every key from 1 without a gap, each key committed to by its first entry and ended by
 * its last, which names the next key or, at the end, this bundle.
 */
export function checkChain(field: Field, owner: Owner, log: Log): CheckedKey[] {
  const keys = items(field, 10_000).map((item, at) => checkKey(item, at + 1, owner, log));
  if (keys.length === 0) throw new Refusal('chain', field.at, '没有凭证密钥', 'no evidence key is shown');
  for (const [at, key] of keys.entries()) checkEnd(key, keys[at + 1], owner);
  // A person's entries enter the log in the order of their numbers.
  checkOrder(keys.flatMap((key) => key.entries));
  return keys;
}

function checkKey(item: Field, generation: number, owner: Owner, log: Log): CheckedKey {
  const { generation: told, key, entries } = members(item, 'generation', 'key', 'entries');
  if (integer(told, 1) !== generation)
    throw new Refusal('chain', told.at, '密钥的代次不连续', 'a generation of keys is missing');
  const secret = bytes(key, 32);
  const digest = toBase64url(sha256('zhinuo.evidence-key.v1\n', secret));
  const checked = items(entries, MOST_ENTRIES).map((entry, at) => {
    const result = checkEntry(entry, at + 1, log).entry;
    if (result.tag === undefined || !equal(result.tag, tagOf(secret, at + 1)))
      throw new Refusal(
        'tag',
        entry.at,
        `标签与第 ${at + 1} 号不符：有条目缺失、多余或属于他人`,
        `the tag is not that of number ${at + 1}: an entry is missing, added or somebody else's`,
      );
    checkKind(result, at === 0);
    return result;
  });
  const first = checked[0];
  if (first === undefined) throw new Refusal('chain', entries.at, '没有条目', 'there are no entries');
  const begun = members(openingOf(first), 'generation', 'key', 'person');
  constant(begun.generation, generation);
  if (text(begun.key) !== digest || text(begun.person) !== owner.person)
    throw new Refusal(
      'chain',
      first.at,
      '首条未承诺此密钥与此人',
      'the first entry does not commit to this key and person',
    );
  return { at: item.at, key: secret, generation, digest, entries: checked };
}

// What the log says of itself concerns nobody. Under a person's key the text would tell it, and nothing would have checked it.
const NOBODYS = ['epoch', 'signing-key'];

function checkKind({ kind, at }: CheckedEntry, isFirst: boolean): void {
  if ((kind === 'key') !== isFirst)
    throw new Refusal('chain', at, '密钥条目应为且仅为第一条', 'the first entry, and only it, commits to the key');
  if (NOBODYS.includes(kind))
    throw new Refusal('chain', at, '此类条目不属于任何人', 'an entry of this kind concerns nobody');
}

function checkEnd(key: CheckedKey, next: CheckedKey | undefined, owner: Owner): void {
  const ends = key.entries.filter((entry) => entry.kind === 'bundle-issued');
  const last = key.entries.at(-1);
  if (last === undefined || ends.length !== 1 || ends[0] !== last)
    throw new Refusal('chain', key.at, '密钥未由最后一条终止', 'the key is not ended by its last entry');
  const { bundle, generation, successor } = members(openingOf(last), 'bundle', 'generation', 'successor');
  constant(generation, key.generation);
  bytes(successor, 32);
  const named = id(bundle);
  if (next !== undefined && text(successor) !== next.digest)
    throw new Refusal('chain', last.at, '下一密钥不是所承诺的密钥', 'the next key is not the one committed to');
  if (next === undefined && named !== owner.bundle)
    throw new Refusal('chain', last.at, '最后一条不属于此证据包', 'the last entry is not that of this bundle');
}

function openingOf(entry: CheckedEntry): Field {
  if (entry.payload !== undefined) return entry.payload;
  throw new Refusal(
    'opening',
    entry.at,
    '密钥的首末条目须附内容',
    'the first and last entry of a key must show their openings',
  );
}

/** The tag of number `n` under an evidence key. */
export function tagOf(key: Uint8Array, n: number): Uint8Array {
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(n));
  return hmac(key, 'zhinuo.tag.v1', counter);
}
