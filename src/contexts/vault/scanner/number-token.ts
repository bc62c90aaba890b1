import { isDigit, isLetter } from './character-classes.ts';
import type { ScannedText } from './finding.ts';

/** Digits that stand together, cut where blanks, hyphens or dots separate them. */
export interface NumberToken {
  readonly groups: readonly DigitGroup[];
  /** Behind the last digit. */
  readonly end: number;
  /** Whether a letter, digit-like sign or hyphenated word is glued to its beginning. */
  readonly gluedBefore: boolean;
}

export interface DigitGroup {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** What separates it from the group before: blank, hyphen, dot; empty for the first and for invisible characters. */
  readonly separator: string;
}

const MOST_GROUPS = 24;
const MOST_DIGITS = 64;
const BLANK = 0x20;
const HYPHEN = 0x2d;
const DOT = 0x2e;

/** Reads the number that begins at a digit. A run of more digits than any number of a person has is one group without digits. */
export function readNumber({ text, codes, length }: ScannedText, start: number): NumberToken {
  const groups: DigitGroup[] = [];
  let at = start;
  let separator = '';
  while (groups.length < MOST_GROUPS) {
    const from = at;
    while (at < length && isDigit(codes[at] ?? 0)) at += 1;
    groups.push({ start: from, end: at, digits: at - from > MOST_DIGITS ? '' : text.slice(from, at), separator });
    const next = separatorAt(codes, length, at, separator === '');
    if (next === undefined) break;
    separator = next.separator;
    at = next.end;
  }
  return { groups, end: groups.at(-1)?.end ?? at, gluedBefore: isGluedBefore(codes, start) };
}

// A separator counts only between digits; a blank may stand on both sides of a hyphen.
function separatorAt(
  codes: Uint16Array,
  length: number,
  at: number,
  isFirst: boolean,
): { separator: string; end: number } | undefined {
  let end = at;
  let separator = '';
  for (; end < length && end - at < 3; end += 1) {
    const code = codes[end] ?? 0;
    if (code === BLANK || code === 9) separator ||= ' ';
    else if (code === HYPHEN) separator = '-';
    else if (code === DOT || code === 0xb7) separator = '.';
    // The bracket behind an area code: (0755)88888888.
    else if (code === 0x29 && isFirst && end === at) separator = '-';
    else if (!isInvisible(code)) break;
  }
  if (end === at || end >= length || !isDigit(codes[end] ?? 0)) return undefined;
  return { separator, end };
}

/** Characters without a width, which are put into numbers to hide them. */
export function isInvisible(code: number): boolean {
  return (code >= 0x200b && code <= 0x200f) || code === 0x2060 || code === 0xfeff || code === 0xad;
}

function isGluedBefore(codes: Uint16Array, start: number): boolean {
  if (start === 0) return false;
  const before = codes[start - 1] ?? 0;
  if (isLetter(before) || before === 0x5f) return true;
  // SO-13912345678 and 0.13912345678 are one thing each.
  const beyond = start > 1 ? (codes[start - 2] ?? 0) : 0;
  return (before === HYPHEN || before === DOT) && (isLetter(beyond) || isDigit(beyond));
}

/** The code at a place; 0 outside the text. */
export function codeAt(codes: Uint16Array, length: number, at: number): number {
  return at < 0 || at >= length ? 0 : (codes[at] ?? 0);
}
