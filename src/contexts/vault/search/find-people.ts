import type { Tx } from '../../../platform/database/index.ts';
import { normalise } from '../domain/normalise.ts';
import { findByIndex } from '../find-by-index.ts';
import { findByWord } from '../store/search-table.ts';
import { today, type VaultDeps } from '../vault-deps.ts';
import { wordDigest } from './index-people.ts';
import { queryWords } from './search-words.ts';

/** Fields in which a whole value may have been typed. */
const WHOLE = ['mobile', 'email', 'member_id'] as const;

/**
 * Ids of people who are found by what somebody typed, newest first: a name or its beginning, its pinyin or initials, a masked mobile number or its
 * last four digits, or a whole number, address or member number. Undefined when it is too short to look for anything.
 */
export async function findPeople(
  deps: VaultDeps,
  tx: Tx,
  text: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<string[] | undefined> {
  const found = new Set<string>();
  const words = queryWords(text);
  for (const { generation, key } of deps.ring.indexKeys('search'))
    for (const word of words)
      for (const person of await findByWord(tx, { generation, word: wordDigest(key, word) }, page)) found.add(person);
  let whole = false;
  for (const field of WHOLE) {
    if (!normalise(field, text, today(deps.clock)).ok || (field === 'member_id' && /\p{Script=Han}|\*/u.test(text)))
      continue;
    whole = whole || field !== 'member_id' || [...text.trim()].length >= 2;
    for (const person of await findByIndex(deps, tx, field, text))
      if (page.before === null || person < page.before) found.add(person);
  }
  if (words.length === 0 && !whole) return undefined;
  return [...found].sort((one, other) => (one < other ? 1 : -1)).slice(0, page.limit);
}
