import { toHex } from './bytes.ts';
import type { CheckedEntry } from './entries.ts';
import { sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import type { RelatedEntry } from './related.ts';
import { type Field, items, matching, members, text } from './shape.ts';
import type { Value } from './strict-json.ts';

/** A page as it was rendered when shown, with the SHA-256 under which an entry names it. */
export interface Page {
  readonly hash: string;
  readonly html: string;
}

/** Checks that each page has its hash and that an entry of the bundle holds that hash. */
export function checkPages(field: Field, entries: readonly (CheckedEntry | RelatedEntry)[]): Page[] {
  const pages = items(field, 10_000);
  const named = new Set<string>();
  for (const entry of pages.length === 0 ? [] : entries) {
    if (entry.payload !== undefined) collect(entry.payload.value, named);
    if ('detail' in entry && entry.detail !== undefined) collect(entry.detail.value, named);
  }
  return pages.map((item) => {
    const { hash, html } = members(item, 'hash', 'html');
    const told = matching(hash, /^[0-9a-f]{64}$/);
    if (toHex(sha256(text(html))) !== told)
      throw new Refusal('page', item.at, '页面与其哈希不符', 'the page does not have this hash');
    if (!named.has(told)) throw new Refusal('page', item.at, '没有条目记载此页面', 'no entry names this page');
    return { hash: told, html: text(html) };
  });
}

function collect(value: Value, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (value instanceof Map) for (const item of value.values()) collect(item, into);
}

/** The issuer's own account in both languages. */
export interface Documents {
  readonly zh: string;
  readonly en: string;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";
const ACTIVE = /<(?:meta|script|link|base|form|i?frame|object|embed)/i;

/** Reads the account of a bundle of version 2: documents that can be opened from a disk without running anything or asking any network. */
export function readDocuments(field: Field): Documents {
  const { zh, en } = members(field, 'zh', 'en');
  return { zh: readDocument(zh, 'zh-CN'), en: readDocument(en, 'en') };
}

function readDocument(field: Field, language: string): string {
  const html = text(field);
  const start = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  if (!html.startsWith(start) || ACTIVE.test(html.slice(start.length)))
    throw new Refusal(
      'account',
      field.at,
      '说明不是静态文档：其中可能运行脚本或联网',
      'the account is not a still document: it might run something or reach a network',
    );
  return html;
}
