import { isDigit, isLetter } from './character-classes.ts';
import { isSocialCreditCode } from './checksums.ts';
import type { Finding, ScannedText } from './finding.ts';
import { numberLabel } from './number-context.ts';
import { codeAt } from './number-token.ts';

const LONGEST_WORD = 36;
const PASSPORT =
  /^(?:E\d{8}|E[A-HJ-NP-Z]\d{7}|G\d{8}|(?:D|S|P|DE|SE|PE)\d{7,8}|(?:K|KJ|H)\d{7,8}|C\d{8}|C[A-HJ-NP-Z]\d{7}|W\d{8}|[HM]\d{8}(?:\d{2})?|[LT]\d{8})$/i;
const OPEN_ID = /^o[A-Za-z0-9_-]{27}$/;
const EXTERNAL_USER = /^w[mo][A-Za-z0-9_-]{30}$/;

/** A word of letters and digits around a digit: papers with letters and pseudonymous ids of WeChat. Answers the word's end, too. */
export function findWord(
  { text, codes, length }: ScannedText,
  digit: number,
): { finding: Finding | undefined; end: number } | undefined {
  let start = digit;
  while (start > 0 && digit - start < LONGEST_WORD && isWordCode(codeAt(codes, length, start - 1))) start -= 1;
  let end = digit;
  while (end < length && end - start <= LONGEST_WORD && isWordCode(codeAt(codes, length, end))) end += 1;
  const word = text.slice(start, end);
  if (word.length < 8 || !/[A-Za-z]/.test(word) || /^\d{17}[Xx]$/.test(word)) return undefined;
  const found = (kind: Finding['kind'], confidence: number) => ({ finding: { kind, start, end, confidence }, end });
  if (word.length === 18 && isSocialCreditCode(word)) return { finding: undefined, end };
  if (word.length <= 11 && PASSPORT.test(word)) {
    if (numberLabel(text, start) === 'passport') return found('passport', 0.96);
    if (numberLabel(text, start) === 'id') return found('passport', 0.85);
    return found('passport', 0.4);
  }
  const mixed = /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word);
  if (mixed && OPEN_ID.test(word)) return found('open_id', 0.8);
  if (mixed && EXTERNAL_USER.test(word)) return found('wecom_id', 0.85);
  return undefined;
}

function isWordCode(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 0x5f || code === 0x2d;
}

const WECHAT_CUE =
  /^(?:(?:微信|wechat|weixin)(?:号|账号|id|帐号)?|(?:wx|vx)(?:号|id)?)\s?(?:[:=>]|是|为|加)?\s?(?:同号)?[:]?["'“]?\s?([a-z][-_a-z0-9]{5,19})(?![-_a-z0-9@.])/i;

/** An account name behind the word 微信, wx or vx; `at` is the 微 or the x. */
export function findWechat({ text: whole, codes, length }: ScannedText, at: number): Finding | undefined {
  const isHan = codes[at] === 0x5fae;
  const first = isHan ? at : at - 1;
  if (!isHan && (codeAt(codes, length, first) | 0x20) !== 0x76 && (codeAt(codes, length, first) | 0x20) !== 0x77)
    return undefined;
  if (!isHan && isLetter(codeAt(codes, length, first - 1))) return undefined;
  const text = whole.slice(first, first + 40);
  const match = WECHAT_CUE.exec(text);
  const id = match?.[1];
  if (match === null || id === undefined || /^(?:wechat|weixin|openid|unionid|appid|official|mini)/i.test(id))
    return undefined;
  // A word without a digit or a sign is more often the beginning of an English sentence.
  const confidence = /[\d_-]/.test(id) || /[:=>号是]/.test(match[0].slice(0, match[0].length - id.length)) ? 0.92 : 0.5;
  const start = first + match[0].length - id.length;
  return { kind: 'wechat_id', start, end: start + id.length, confidence };
}

const PLATE =
  /^[A-HJ-NP-Z][·.\s-]?(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])(?![A-Za-z0-9])/;
// Words that end with a character which is also a province's.
const NO_PROVINCE =
  /(?:更新|最新|全新|崭新|创新|阿里云|腾讯云|华为云|白云|珍贵|昂贵|四川|宁|低吉|年青|冬青|宝藏|收藏|典藏)$/;

/** A number plate that begins with a province's character. */
export function findPlate({ text: whole, codes, length }: ScannedText, at: number): Finding | undefined {
  if (!isLetter(codeAt(codes, length, at + 1))) return undefined;
  const text = whole.slice(at + 1, at + 10).toUpperCase();
  const match = PLATE.exec(text);
  if (match === null || !/\d/.test(match[0])) return undefined;
  if (NO_PROVINCE.test(whole.slice(Math.max(0, at - 2), at + 1))) return undefined;
  const digits = match[0].replace(/\D/g, '').length;
  const isElectric = match[0].replace(/[·.\s-]/, '').length === 7;
  const confidence = isElectric && !/[DF]/.test(match[0].slice(1)) ? 0.75 : digits >= 2 ? 0.93 : 0.65;
  return { kind: 'plate', start: at, end: at + 1 + match[0].length, confidence };
}
