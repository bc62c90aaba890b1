import type { Bilingual } from '../../../platform/failure.ts';
import type { NoticeActivityContent } from '../domain/notice-document.ts';

/** The languages a paper is written in. */
export type PaperLanguage = keyof Bilingual;

/** A cell of a table: text, or lines under each other. */
export type PaperCell = string | readonly string[];

/** A piece of a paper, before it is typeset: plain text throughout, which each typesetter escapes in its own way. */
export type PaperBlock =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly link?: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: PaperCell])[] }
  | PaperTable;

/** A table with its columns; `widths` are hundredths of its width. */
export interface PaperTable {
  readonly kind: 'table';
  readonly label: string;
  readonly head: readonly string[];
  readonly widths: readonly number[];
  readonly rows: readonly (readonly PaperCell[])[];
}

/** Which paper it is; the part of its address after the version. */
export const PAPER_CODES = ['policy', 'collected', 'shared', 'guardian', 'mini-program'] as const;
/** Which paper it is. */
export type PaperCode = (typeof PAPER_CODES)[number];

/** A paper compiled from one version of a notice, in one language. */
export interface Paper {
  readonly code: PaperCode;
  readonly language: PaperLanguage;
  readonly title: string;
  /** The line under the title. */
  readonly subtitle: string;
  readonly blocks: readonly PaperBlock[];
  /** Whether its tables need the page across. */
  readonly wide: boolean;
  /** What the footer binds it to: notice, version, day and hash. */
  readonly bound: {
    readonly notice: string;
    readonly version: number;
    readonly publishedAt: string;
    readonly hash: string;
  };
}

/** The text of a block in one language. */
export function inLanguage(language: PaperLanguage): (text: Bilingual) => string {
  return (text) => text[language];
}

/** What stands in brackets behind a word, with the brackets and the space of the language. */
export function bracketed(language: PaperLanguage, word: string, inner: string): string {
  return language === 'en' ? `${word} (${inner})` : `${word}（${inner}）`;
}

/** A label and what it says, with the colon of the language. */
export function labelled(language: PaperLanguage, label: string, words: string): string {
  return language === 'en' ? `${label}: ${words}` : `${label}：${words}`;
}

/** A recipient in one line: who, how to reach them, what for and what of it (PIPL 23). */
export function recipientLine(language: PaperLanguage, recipient: NoticeActivityContent['recipients'][number]): string {
  const pick = inLanguage(language);
  const comma = language === 'en' ? ', ' : '，';
  const who = bracketed(language, recipient.name, [pick(recipient.role), recipient.contact].join(comma));
  const what = joined(language, recipient.fields.map(pick));
  return labelled(language, who, [pick(recipient.purpose), what].join(language === 'en' ? '; ' : '；'));
}

/** Several words in a row, as the language writes it. */
export function joined(language: PaperLanguage, words: readonly string[]): string {
  return words.join(language === 'zh' ? '、' : ', ');
}

/** A heading. */
export function heading(text: string, level: 2 | 3 = 2): PaperBlock {
  return { kind: 'heading', level, text };
}

/** A paragraph; `link` is a path or address that it leads to. */
export function text(words: string, link?: string): PaperBlock {
  return link === undefined ? { kind: 'text', text: words } : { kind: 'text', text: words, link };
}
