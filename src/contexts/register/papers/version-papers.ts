import type { NoticeContent } from '../domain/notice-document.ts';
import { compilePaper } from './compile-paper.ts';
import type { PaperLanguage } from './paper.ts';
import { paperHtml } from './paper-html.ts';

/** The notice itself, typeset. */
export function policyHtml(content: NoticeContent, hash: string, language: PaperLanguage): string {
  const paper = compilePaper(content, hash, 'policy', language);
  if (paper === undefined) throw new Error('every version has its notice');
  return paperHtml(paper);
}
