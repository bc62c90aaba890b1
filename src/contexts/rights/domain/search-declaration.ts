import { type Json, keyedDigest, toBase64url } from '../../../platform/crypto/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { LetterForm, LetterNumber } from './letter-number.ts';

/** An index that was asked, with the generations of its keys; none for an index that no key protects. */
export interface SearchedIndex {
  readonly name: string;
  readonly generations: readonly number[];
}

/** What a search says it did (docs/evidence-format.md, section 16). */
export interface SearchFacts {
  readonly search: string;
  readonly by: string;
  readonly number: LetterNumber;
  readonly reason: string;
  readonly indexes: readonly SearchedIndex[];
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string };
  readonly found: { readonly people: number; readonly erased: number };
}

/** Binds a text under a salt; without the salt nobody can try all numbers, with it whoever holds the letter checks that it was this one. */
export function searchCommitment(salt: Buffer, label: 'number' | 'reason', text: string): string {
  return toBase64url(keyedDigest(salt, Buffer.from(`zhinuo.search-${label}.v1\n${text}`, 'utf8')));
}

/** The payload of the log's entry of kind `search`; it holds neither the number nor the reason. */
export function searchPayload(facts: SearchFacts, salt: Buffer): Json {
  return {
    by: facts.by,
    checkpoint: { ...facts.checkpoint },
    form: facts.number.form,
    found: { ...facts.found },
    indexes: facts.indexes.map(({ name, generations }) => ({ generations: [...generations], name })),
    number: searchCommitment(salt, 'number', facts.number.value),
    reason: searchCommitment(salt, 'reason', facts.reason),
    search: facts.search,
    v: 1,
  };
}

/** What a search means, in plain words; always says that it is a declaration and not a proof. */
export function searchStatement(form: LetterForm, found: SearchFacts['found'], size: number): Bilingual {
  const result = resultOf(form, found);
  return {
    zh: `${result.zh}本次检索及其范围已签名并记入日志（当时日志 ${size} 条）。这是检索声明，不是证明：它说明查了哪些索引、结果如何，不能证明从未处理过该号码；已过保存期限并删除的、从未记录的，检索不到。`,
    en: `${result.en} The search and its extent are signed and in the log (${size} entries at the time). This is a declaration of a search, not a proof: it says which indexes were asked and what they answered. It cannot prove that the number was never handled; what was deleted at the end of its term, or never recorded, is not found.`,
  };
}

function resultOf(form: LetterForm, { people, erased }: SearchFacts['found']): Bilingual {
  if (form === 'relay')
    return {
      zh: '该号码是平台隐私号，不属于任何个人，未按其检索个人。',
      en: 'The number is a relay number of a platform; nobody owns it, and no person was searched for by it.',
    };
  if (people === 0 && erased === 0)
    return form === 'other'
      ? {
          zh: '该号码不是中国大陆手机号，本系统没有保存此类号码的字段，检索不到。',
          en: 'The number is not a mobile number of mainland China. No field here holds such numbers; nothing is found.',
        }
      : { zh: '在下列索引中没有检索到该号码。', en: 'The number was not found in the indexes listed.' };
  const parts = {
    zh: [people > 0 ? `${people} 条现有记录` : '', erased > 0 ? `${erased} 条已删除的记录` : ''],
    en: [people > 0 ? `${people} present record(s)` : '', erased > 0 ? `${erased} erased record(s)` : ''],
  };
  return {
    zh: `检索到 ${parts.zh.filter((part) => part !== '').join('、')}。`,
    en: `Found: ${parts.en.filter((part) => part !== '').join(', ')}.`,
  };
}
