import { type CheckedEntry, checkEntry, type Log } from './entries.ts';
import { hmac, sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { bytes, constant, type Field, integer, items, members, text } from './shape.ts';

/** Most entries that a bundle may hold. */
export const MOST_ENTRIES = 200_000;

/** Whose bundle it is, and which. */
export interface Subject {
  readonly person: string;
  readonly bundle: string;
}

interface CheckedKey {
  readonly at: string;
  readonly generation: number;
  readonly digest: string;
  readonly entries: CheckedEntry[];
}

/**
 * Checks the person's own entries: every number under every key from 1 without a gap, each key committed to by its first entry and ended by
 * its last, which names the next key or, at the end, this bundle.
 */
export function checkChain(field: Field, subject: Subject, log: Log): CheckedEntry[] {
  const keys = items(field, 10_000).map((item, at) => checkKey(item, at + 1, subject, log));
  if (keys.length === 0) throw new Refusal('chain', field.at, '没有凭证密钥', 'no evidence key is shown');
  for (const [at, key] of keys.entries()) checkEnd(key, keys[at + 1], subject);
  const entries = keys.flatMap((key) => key.entries);
  checkOrder(entries);
  return entries;
}

function checkKey(item: Field, generation: number, subject: Subject, log: Log): CheckedKey {
  const { generation: told, key, entries } = members(item, 'generation', 'key', 'entries');
  if (integer(told, 1) !== generation)
    throw new Refusal('chain', told.at, '密钥的代次不连续', 'a generation of keys is missing');
  const secret = bytes(key, 32);
  const digest = sha256('zhinuo.evidence-key.v1\n', secret).toString('base64url');
  const checked = items(entries, MOST_ENTRIES).map((entry, at) => {
    const fields = members(entry, 'entry', 'opening', 'place', 'promise');
    const result = checkEntry(fields, entry.at, at + 1, log);
    if (result.tag === undefined || !result.tag.equals(tagOf(secret, at + 1)))
      throw new Refusal(
        'tag',
        entry.at,
        `标签与第 ${at + 1} 号不符：有条目缺失、多余或属于他人`,
        `the tag is not that of number ${at + 1}: an entry is missing, added or somebody else's`,
      );
    if ((result.kind === 'key') !== (at === 0))
      throw new Refusal(
        'chain',
        entry.at,
        '密钥条目应为且仅为第一条',
        'the first entry, and only it, commits to the key',
      );
    return result;
  });
  const first = checked[0];
  if (first === undefined) throw new Refusal('chain', entries.at, '没有条目', 'there are no entries');
  const begun = members(first.payload, 'generation', 'key', 'person');
  constant(begun.generation, generation);
  if (text(begun.key) !== digest || text(begun.person) !== subject.person)
    throw new Refusal(
      'chain',
      first.at,
      '首条未承诺此密钥与此人',
      'the first entry does not commit to this key and person',
    );
  return { at: item.at, generation, digest, entries: checked };
}

function checkEnd(key: CheckedKey, next: CheckedKey | undefined, subject: Subject): void {
  const ends = key.entries.filter((entry) => entry.kind === 'bundle-issued');
  const last = key.entries.at(-1);
  if (last === undefined || ends.length !== 1 || ends[0] !== last)
    throw new Refusal('chain', key.at, '密钥未由最后一条终止', 'the key is not ended by its last entry');
  const { bundle, generation, successor } = members(last.payload, 'bundle', 'generation', 'successor');
  constant(generation, key.generation);
  bytes(successor, 32);
  if (next !== undefined && text(successor) !== next.digest)
    throw new Refusal('chain', last.at, '下一密钥不是所承诺的密钥', 'the next key is not the one committed to');
  if (next === undefined && text(bundle) !== subject.bundle)
    throw new Refusal('chain', last.at, '最后一条不属于此证据包', 'the last entry is not that of this bundle');
}

// A person's entries enter the log in the order of their numbers, so those that are only promised come last.
function checkOrder(entries: readonly CheckedEntry[]): void {
  let before = -1;
  for (const entry of entries) {
    const index = entry.index ?? Number.POSITIVE_INFINITY;
    if (index < before || (index === before && entry.index !== undefined))
      throw new Refusal('order', entry.at, '日志中的顺序与编号不符', 'the order in the log is not that of the numbers');
    before = index;
  }
}

function tagOf(key: Buffer, n: number): Buffer {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(n));
  return hmac(key, 'zhinuo.tag.v1', counter);
}
