import { COMPOUND_SURNAMES } from '../domain/surnames.ts';
import { isHan } from './character-classes.ts';
import type { Finding, ScannedText } from './finding.ts';
import { followsName, isOrdinaryWord, NAME_CUES, TITLES } from './name-cues.ts';
import { codeAt } from './number-token.ts';
import { PairSet } from './pair-set.ts';
import { ENDS_NAME, GIVEN_CHARACTERS, NO_NAME, SINGLE_SURNAMES } from './surname-list.ts';

/** A name that begins at a place, and how plain its end is. */
interface ReadName {
  readonly end: number;
  readonly isPlain: boolean;
  readonly isUsual: boolean;
}

const COMPOUNDS = new PairSet(COMPOUND_SURNAMES);
const DOTS = '·•‧・';

/** The name that begins at `start`; the longest reading whose end makes sense. */
export function readName({ codes, length, text }: ScannedText, start: number): ReadName | undefined {
  const dotted = hasDot(codes, start, length) ? dottedName(text, start) : undefined;
  if (dotted !== undefined) return { end: dotted, isPlain: true, isUsual: true };
  const isCompound = COMPOUNDS.has(codes[start] ?? 0, start + 1 < length ? (codes[start + 1] ?? 0) : 0);
  if (!isCompound && SINGLE_SURNAMES[codes[start] ?? 0] !== 1) return undefined;
  const given = start + (isCompound ? 2 : 1);
  const first = codes[given] ?? 0;
  if (given >= length || !isHan(first) || NO_NAME[first] === 1) return undefined;
  const second = given + 1 < length ? (codes[given + 1] ?? 0) : 0;
  const third = given + 2 < length ? (codes[given + 2] ?? 0) : 0;
  let end = given + 1;
  if (isHan(second) && NO_NAME[second] !== 1 && !followsName(second, third)) {
    const fits = ENDS_NAME[second] === 1 ? !isHan(third) : GIVEN_CHARACTERS[second] === 1 || !isHan(third);
    if (fits) end = given + 2;
  }
  const name = text.slice(start, end);
  if (isOrdinaryWord(name)) return undefined;
  const isUsual = GIVEN_CHARACTERS[first] === 1 && (end === given + 1 || GIVEN_CHARACTERS[second] === 1);
  return { end, isPlain: endsPlainly(codes, length, end), isUsual };
}

function hasDot(codes: Uint16Array, start: number, length: number): boolean {
  const end = Math.min(start + 9, length);
  for (let at = start + 1; at < end; at += 1) {
    const code = codes[at] ?? 0;
    if (!isHan(code)) return DOTS.includes(String.fromCharCode(code));
  }
  return false;
}

// 阿依古丽·买买提: parts of Han characters between dots.
function dottedName(text: string, start: number): number | undefined {
  let at = start;
  let parts = 0;
  let lastEnd = start;
  for (;;) {
    const from = at;
    while (at < text.length && at - from < 8 && isHan(text.charCodeAt(at)) && !(parts > 0 && endsDotted(text, at)))
      at += 1;
    if (at - from < 1) break;
    parts += 1;
    lastEnd = at;
    if (!DOTS.includes(text.charAt(at)) || at >= text.length) break;
    at += 1;
  }
  return parts >= 2 && lastEnd - start >= 4 && parts <= 4 ? lastEnd : undefined;
}

function endsDotted(text: string, at: number): boolean {
  return (
    '的了是在您已未于和与及说先女'.includes(text.charAt(at)) ||
    followsName(text.charCodeAt(at), text.charCodeAt(at + 1))
  );
}

function endsPlainly(codes: Uint16Array, length: number, end: number): boolean {
  const next = end < length ? (codes[end] ?? 0) : 0;
  if (!isHan(next) || NO_NAME[next] === 1 || ENDS_NAME[next] === 1) return true;
  return followsName(next, codes[end + 1] ?? 0);
}

function found(start: number, end: number, confidence: number): Finding {
  return { kind: 'name', start, end, confidence };
}

/** The name behind a word such as 客户 or 联系人, whose last character is at `at`. */
export function findNameBehindCue(scanned: ScannedText, at: number): Finding | undefined {
  const { codes, length } = scanned;
  const start = at + 1;
  if (start >= length || at < 1) return undefined;
  if (!NAME_CUES.pairs.has(codes[at - 1] ?? 0, codes[at] ?? 0)) return undefined;
  const name = readName(scanned, start);
  if (name === undefined) return undefined;
  if (name.isPlain) return found(start, name.end, name.isUsual ? 0.86 : 0.66);
  return found(start, name.end, name.isUsual ? 0.62 : 0.4);
}

/** The name behind a label and a colon, at `start`. */
export function findLabelledName(scanned: ScannedText, start: number): Finding | undefined {
  const name = readName(scanned, start);
  if (name === undefined) return undefined;
  return found(start, name.end, name.isPlain ? (name.isUsual ? 0.96 : 0.85) : name.isUsual ? 0.7 : 0.5);
}

/** The name in front of a title (先生, 女士, 您好 …) that begins at `at`. */
export function findNameBeforeTitle(scanned: ScannedText, at: number): Finding | undefined {
  const { codes } = scanned;
  if (at < 2 || !TITLES.has(codes[at] ?? 0, codes[at + 1] ?? 0)) return undefined;
  for (const size of [4, 3, 2]) {
    const start = at - size;
    if (start < 0) continue;
    const isCompound = COMPOUNDS.has(codes[start] ?? 0, codes[start + 1] ?? 0);
    if (size === 4 && !isCompound) continue;
    if (!isCompound && (SINGLE_SURNAMES[codes[start] ?? 0] !== 1 || ENDS_NAME[codes[start] ?? 0] === 1)) continue;
    if (isCompound && size === 2) continue;
    if (!isUsualGiven(codes, start + (isCompound ? 2 : 1), at)) continue;
    if (isOrdinaryWord(scanned.text.slice(start, at)) || TITLES.has(codes[at - 2] ?? 0, codes[at - 1] ?? 0)) continue;
    // The last part of a name with a dot, 阿依古丽·买买提, is not a name of its own.
    if (DOTS.includes(scanned.text.charAt(start - 1)) && start > 0) continue;
    return found(start, at, 0.84);
  }
  return undefined;
}

function isUsualGiven(codes: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (GIVEN_CHARACTERS[codes[at] ?? 0] !== 1) return false;
  return true;
}

const APART = new Set([...' \t\n\r,、:/|;"\'()[]-'].map((sign) => sign.charCodeAt(0)));
const MOST_APART = 4;

/** Names that stand beside something that is certainly a person's: 张伟 13800138000, 李娜，女，… */
export function findNamesBeside(scanned: ScannedText, beside: Finding): Finding[] {
  return [wholeRun(scanned, beside.start, -1), wholeRun(scanned, beside.end, 1)].filter((name) => name !== undefined);
}

// The whole run of Han characters must be a name: a part of a sentence is none.
function wholeRun(scanned: ScannedText, from: number, step: 1 | -1): Finding | undefined {
  const { text, codes, length } = scanned;
  const shift = step === 1 ? 0 : -1;
  let place = from;
  for (let tries = 0; tries < 2; tries += 1) {
    for (let apart = 0; apart < MOST_APART && APART.has(codeAt(codes, length, place + shift)); apart += 1)
      place += step;
    const edge = place;
    while (Math.abs(place - edge) < 16 && isOfName(codeAt(codes, length, place + shift))) place += step;
    const [start, end] = step === 1 ? [edge, place] : [place, edge];
    if (end - start === 1 && '男女'.includes(text.slice(start, end))) continue;
    if (end - start < 2 || end - start > 15) return undefined;
    const name = readName(scanned, start);
    if (name === undefined || !/^(?:收|签收|先生|女士|小姐)?$/.test(text.slice(name.end, end))) return undefined;
    return found(start, name.end, name.isUsual ? 0.82 : 0.5);
  }
  return undefined;
}

const isOfName = (code: number): boolean => isHan(code) || code === 0xb7 || code === 0x2022;

/** Names that a list adds to one that was found: 客户张伟、李娜和王芳. */
export function findNamesInList(scanned: ScannedText, first: Finding): Finding[] {
  const names: Finding[] = [];
  let end = first.end;
  for (let more = 0; more < 20; more += 1) {
    if (!'、和与及'.includes(scanned.text.charAt(end) || ' ')) break;
    const name = readName(scanned, end + 1);
    if (name === undefined || !name.isUsual) break;
    names.push(found(end + 1, name.end, Math.max(first.confidence - 0.08, 0)));
    end = name.end;
  }
  return names;
}

/** Whether a whole text is shaped like a name: a surname and one or two characters that given names have, or parts between dots. */
export function readsAsName(text: string): boolean {
  if (text.length < 2 || text.length > 20) return false;
  const codes = Uint16Array.from(text, (character) => character.charCodeAt(0));
  const name = readName({ text, codes, length: text.length }, 0);
  return name !== undefined && name.end === text.length && name.isUsual;
}
