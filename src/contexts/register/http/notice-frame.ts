import { escapeHtml } from '../domain/escape-html.ts';
import type { Notice } from '../domain/notice.ts';
import { papersOf, paperTitle } from '../papers/compile-paper.ts';
import type { PaperCode, PaperLanguage } from '../papers/paper.ts';
import { NOTICE_STYLE } from './notice-style.ts';

/** Where the one style sheet of all notices is. */
export const STYLE_PATH = '/n/assets/notice.css';

/** A paper of a version, to be put in its frame. */
export interface FramedPaper {
  readonly notice: Notice;
  readonly paper: PaperCode | 'short';
  readonly html: (language: PaperLanguage) => string;
}

const CHANGE_NAMES: Readonly<Record<string, string>> = {
  purpose: '处理目的',
  method: '处理方式',
  categories: '信息种类',
  recipient: '接收方',
  retention: '保存期限',
  editorial: '文字',
};

/** The page of a paper: the paper, and above it the ways to its other forms; a saved copy stands alone. */
export function framedPage(framed: FramedPaper, language: PaperLanguage, saved: boolean): string {
  const { notice, paper } = framed;
  const zh = language === 'zh';
  const name = paper === 'short' ? notice.title[language] : paperTitle(notice.content, paper, language);
  // A saved copy carries its style; the content security policy concerns only what we serve to be shown.
  const style = saved
    ? `<style>${NOTICE_STYLE}${printStyle(notice)}</style>`
    : `<link rel="stylesheet" href="${STYLE_PATH}"><link rel="stylesheet" href="${addressOf(notice)}/page.css">`;
  return (
    `<!doctype html><html lang="${zh ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(name)} · v${notice.version}</title>${style}</head>` +
    `<body>${saved ? '' : links(framed, language)}<main>${framed.html(language)}</main></body></html>`
  );
}

/** The footer of every printed page: which notice and version, and the hash of what it says. Nothing in it comes from a text. */
export function printStyle(notice: Notice): string {
  const small = 'font:6.5pt/1.3 "Times New Roman","Noto Serif CJK SC",serif;color:#333';
  const version = `content:"${notice.code} v${notice.version}  SHA-256 ${notice.hash}";${small};white-space:nowrap`;
  const pages = `content:counter(page) " / " counter(pages);${small}`;
  return `@page{@bottom-left{${version}}@bottom-right{${pages}}}\n`;
}

function addressOf({ code, version }: Notice): string {
  return `/n/${code}/${version}`;
}

function link(href: string, text: string, attributes = ''): string {
  return `<a href="${escapeHtml(href)}"${attributes}>${escapeHtml(text)}</a>`;
}

function links({ notice, paper }: FramedPaper, language: PaperLanguage): string {
  const zh = language === 'zh';
  const at = addressOf(notice);
  const here = paper === 'policy' ? at : `${at}/${paper}`;
  const lang = `lang=${language}`;
  const foreign = zh ? ' hreflang="en" lang="en"' : ' hreflang="zh-CN" lang="zh-CN"';
  const parts = [
    link(`${here}?lang=${zh ? 'en' : 'zh'}`, zh ? 'English' : '中文', foreign),
    link(`${here}?${lang}&download=1`, zh ? '保存本页' : 'Save this page'),
  ];
  if (paper !== 'short') parts.push(link(`${at}/${paper}.docx?${lang}`, zh ? '下载 Word' : 'Word file'));
  if (paper === 'collected' || paper === 'shared')
    parts.push(link(`${at}/${paper}.xlsx?${lang}`, zh ? '下载 Excel' : 'Excel file'));
  for (const code of papersOf(notice.content))
    if (code !== paper)
      parts.push(
        link(`${at}${code === 'policy' ? '' : `/${code}`}?${lang}`, paperTitle(notice.content, code, language)),
      );
  parts.push(link(`/n/${notice.code}`, zh ? '现行版本' : 'Version in force'));
  if (notice.version > 1) parts.push(...sinceBefore(notice, zh));
  return `<nav aria-label="${zh ? '文件' : 'Document'}">${parts.join('')}</nav>`;
}

function sinceBefore(notice: Notice, zh: boolean): string[] {
  const before = notice.version - 1;
  const parts = [link(`/n/${notice.code}/${before}`, zh ? `上一版本 v${before}` : `Previous version v${before}`)];
  const kinds = [...new Set(notice.changes.map((change) => change.kind))];
  const names = kinds.map((kind) => (zh ? (CHANGE_NAMES[kind] ?? kind) : kind)).join(zh ? '、' : ', ');
  if (names !== '') parts.push(`<span>${zh ? '本版变化：' : 'Changed in this version: '}${escapeHtml(names)}</span>`);
  return parts;
}
