import { createHash } from 'node:crypto';
import type { Json } from '../../../platform/crypto/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { Language } from './account-words.ts';

/** A wording as somebody was shown it: what it put in which place. */
export interface WordingRow {
  readonly id: string;
  readonly hash: string;
  /** When it was shown first. */
  readonly time: string;
  readonly words: readonly { readonly what: string; readonly text: string }[];
}

const PLACES: Readonly<Record<string, Bilingual>> = {
  title: { zh: '标题', en: 'Title' },
  intro: { zh: '导语', en: 'Introduction' },
  submit: { zh: '提交按钮', en: 'Button to submit' },
  consents: { zh: '勾选项', en: 'Box' },
  ask: { zh: '询问', en: 'Question' },
  free: { zh: '可自由选择的说明', en: 'That the choice is free' },
  grant: { zh: '同意按钮', en: 'Button to agree' },
  refuse: { zh: '拒绝按钮', en: 'Button to refuse' },
  looks: { zh: '版式', en: 'Layout' },
};

/** The wordings that presentations among the payloads name and whose text is there, in the words of the language in which each was shown. */
export function wordingRows(
  payloads: readonly { readonly time: string; readonly payload: Json }[],
  texts: readonly string[],
  language: Language,
): WordingRow[] {
  const byHash = new Map(texts.map((text) => [createHash('sha256').update(text, 'utf8').digest('hex'), text]));
  const rows = new Map<string, WordingRow>();
  for (const { time, payload } of payloads) {
    const { wording, locale } = payload as { wording?: { id: string; hash: string }; locale?: string };
    const text = byHash.get(wording?.hash ?? '');
    if (wording === undefined || text === undefined) continue;
    const shown = locale === 'en' ? 'en' : 'zh';
    const key = `${wording.id} ${shown}`;
    if (rows.has(key)) continue;
    rows.set(key, { ...wording, time, words: wordsOf(JSON.parse(text) as Variant, shown, language) });
  }
  return [...rows.values()];
}

interface Variant {
  readonly words?: Readonly<Record<string, Bilingual | Readonly<Record<string, Bilingual>>>>;
  readonly looks?: Json;
}

function wordsOf({ words = {}, looks }: Variant, shown: Language, language: Language): WordingRow['words'] {
  const name = (place: string) => PLACES[place]?.[language] ?? place;
  const told = Object.entries(words).flatMap(([place, said]) =>
    place === 'consents'
      ? Object.entries(said).map(([control, each]) => ({ what: `${name(place)} ${control}`, text: each[shown] }))
      : [{ what: name(place), text: String((said as Bilingual)[shown]) }],
  );
  return looks === undefined ? told : [...told, { what: name('looks'), text: JSON.stringify(looks) }];
}
