import { isRealDate } from './checksums.ts';
import type { Finding, ScannedText } from './finding.ts';
import { numberLabel } from './number-context.ts';

const DATE = /^((?:19|20)\d{2})(?:[-/.]|年)\s?(\d{1,2})(?:[-/.]|月)\s?(\d{1,2})日?(?!\d)/;
const BORN_BEHIND = /^\s?[(（,，]?\s?(?:出?生(?!效|成|产|意|活|鲜)|生日|born)/i;
const BORN_BEFORE = /(?:出生|生日|生于|birth|dob|born)[^\d\n]{0,4}$/i;
const LONGEST = 14;

/** A day that is called somebody's birth, beginning at a digit; a date that is not called so says nothing about anyone. */
export function findBirthDate({ text }: ScannedText, start: number): Finding | undefined {
  const match = DATE.exec(text.slice(start, start + LONGEST));
  if (match === null) return undefined;
  const [all, year = '', month = '', day = ''] = match;
  if (!isRealDate(year + month.padStart(2, '0') + day.padStart(2, '0'))) return undefined;
  const end = start + all.length;
  const isBirth =
    numberLabel(text, start) === 'birth' ||
    BORN_BEHIND.test(text.slice(end, end + 6)) ||
    BORN_BEFORE.test(text.slice(Math.max(0, start - 8), start));
  return isBirth ? { kind: 'birth_date', start, end, confidence: 0.93 } : undefined;
}
