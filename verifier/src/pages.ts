import type { CheckedEntry } from './entries.ts';
import { sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import type { RelatedEntry } from './related.ts';
import { type Field, items, matching, members, text } from './shape.ts';
import type { Value } from './strict-json.ts';

/** Checks that each page has its hash and that an entry of the bundle holds that hash; returns the hashes. */
export function checkPages(field: Field, entries: readonly (CheckedEntry | RelatedEntry)[]): string[] {
  const named = new Set<string>();
  for (const entry of entries) {
    collect(entry.payload.value, named);
    if ('detail' in entry && entry.detail !== undefined) collect(entry.detail.value, named);
  }
  return items(field, 10_000).map((item) => {
    const { hash, html } = members(item, 'hash', 'html');
    const told = matching(hash, /^[0-9a-f]{64}$/);
    if (sha256(text(html)).toString('hex') !== told)
      throw new Refusal('page', item.at, '页面与其哈希不符', 'the page does not have this hash');
    if (!named.has(told)) throw new Refusal('page', item.at, '没有条目记载此页面', 'no entry names this page');
    return told;
  });
}

function collect(value: Value, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (value instanceof Map) for (const item of value.values()) collect(item, into);
}
