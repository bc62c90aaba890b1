import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { DeclaredAge, ShownWording } from './acts.ts';

/** What is shown, where and when: all that a presentation says beside what stands in its notice. */
export interface ShownFacts {
  readonly id: string;
  readonly activities: readonly { readonly code: string; readonly revision: number }[];
  readonly surface: string;
  readonly locale: 'zh-CN' | 'en';
  readonly shownAt: Date;
  readonly ageDeclarations?: readonly DeclaredAge[];
  readonly wording?: ShownWording;
}

/** The published version of a notice, as far as a presentation names it. */
export interface ShownNotice {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
  readonly shortHtml: Bilingual;
}

/** The content of a presentation, as its entry in the log holds it, and the SHA-256 of its canonical form. */
export interface PresentationContent {
  readonly content: Json;
  readonly hash: Buffer;
}

/** SHA-256 of a text. */
export function digestOf(text: string): Buffer {
  return Buffer.from(hash('sha256', text, 'binary'), 'binary');
}

/** Puts the content of a presentation together. */
export function presentationContent(notice: ShownNotice, shown: ShownFacts): PresentationContent {
  const content: Json = {
    id: shown.id,
    notice: notice.code,
    version: notice.version,
    noticeHash: notice.hash,
    activities: shown.activities.map(({ code, revision }) => ({ code, revision })),
    surface: shown.surface,
    locale: shown.locale,
    // The short text itself is part of the immutable notice version; its hash binds the presentation to it.
    textHash: textHashOf(notice, shown.locale),
    shownAt: shown.shownAt.toISOString(),
    // Older presentations have no such member; a presentation that asks for no age is the same as ever.
    ...(shown.ageDeclarations === undefined ? {} : { ageDeclarations: [...shown.ageDeclarations] }),
    // Likewise for one that stands in no experiment (decision 0064).
    ...(shown.wording === undefined ? {} : { wording: { id: shown.wording.id, hash: shown.wording.hash } }),
  };
  return { content, hash: digestOf(canonicalJson(content)) };
}

// A version's texts never change, and hashing them costs more than all the rest.
const textHashes = new WeakMap<Bilingual, { readonly zh: string; readonly en: string }>();

function textHashOf({ shortHtml }: ShownNotice, locale: 'zh-CN' | 'en'): string {
  let hashes = textHashes.get(shortHtml);
  if (hashes === undefined) {
    hashes = { zh: digestOf(shortHtml.zh).toString('hex'), en: digestOf(shortHtml.en).toString('hex') };
    textHashes.set(shortHtml, hashes);
  }
  return locale === 'en' ? hashes.en : hashes.zh;
}
