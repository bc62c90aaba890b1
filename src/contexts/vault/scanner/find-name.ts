import { COMPOUND_SURNAMES } from '../domain/surnames.ts';
import { isHan } from './character-classes.ts';
import type { Finding, ScannedText } from './finding.ts';
import { followsName, isOrdinaryWord, NAME_CUES, TITLES } from './name-cues.ts';
import { codeAt } from './number-token.ts';
import { PairSet } from './pair-set.ts';
import { ENDS_NAME, FREQUENT_SURNAMES, GIVEN_CHARACTERS, NO_NAME, SINGLE_SURNAMES } from './surname-list.ts';

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
    const ends = !isHan(third) || followsName(third, codes[given + 3] ?? 0);
    const fits = ENDS_NAME[second] === 1 ? !isHan(third) : GIVEN_CHARACTERS[second] === 1 || ends;
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
  if (at < 1) return undefined;
  if (!NAME_CUES.pairs.has(codes[at - 1] ?? 0, codes[at] ?? 0)) return undefined;
  const isCue = !NAME_CUES.weakPairs.has(codes[at - 1] ?? 0, codes[at] ?? 0);
  let start = at + 1;
  while (start < length && start - at < 3 && (codes[start] === 0x20 || codes[start] === 0x09)) start += 1;
  // 姓名和出生日期: 和 between two labels is no surname.
  const name = start >= length || codes[start] === 0x548c ? undefined : readName(scanned, start);
  if (name === undefined || !(isCue || isFrequent(codes, start))) return undefined;
  if (name.isPlain) return found(start, name.end, name.isUsual ? (isCue ? 0.86 : 0.66) : isCue ? 0.66 : 0.4);
  // Words apart from their cue, and words behind a day or a list, must end like names.
  if (!isCue || start > at + 1) return undefined;
  return found(start, name.end, name.isUsual ? 0.62 : 0.4);
}

/** The name with which a clause begins, where a word follows that follows names: 王建国要求退货. */
export function findNameOfClause(scanned: ScannedText, start: number): Finding | undefined {
  const { codes, length, text } = scanned;
  if (start + 3 >= length || OPENS_NAME[codes[start] ?? 0] !== 1 || !isFrequent(codes, start)) return undefined;
  const name = readName(scanned, start);
  if (name === undefined || !name.isUsual) return undefined;
  const ends =
    followsName(codes[name.end] ?? 0, codes[name.end + 1] ?? 0) || OWNED.test(text.slice(name.end, name.end + 3));
  return ends ? found(start, name.end, 0.64) : undefined;
}

// Compound surnames that are ordinary words as well.
const WORDS_TOO = new PairSet('东方 第五 百里 西门 南门 东里 东宫 即墨 公门 公山'.split(' '));

/** Whether a clause that begins with this UTF-16 unit may begin with a name; one byte a unit. */
export const OPENS_NAME: Uint8Array = FREQUENT_SURNAMES.slice();
for (const surname of COMPOUND_SURNAMES) OPENS_NAME[surname.charCodeAt(0)] = 1;

function isFrequent(codes: Uint16Array, at: number): boolean {
  const [first, second] = [codes[at] ?? 0, codes[at + 1] ?? 0];
  return FREQUENT_SURNAMES[first] === 1 || (COMPOUNDS.has(first, second) && !WORDS_TOO.has(first, second));
}

const OWNED =
  /^的(?:合同|订单|包裹|快递|手机|电话|号码|账户|账号|身份|证件|地址|妈妈|爸爸|母亲|父亲|孩子|家长|家属|会员|积分|预约|退款|申请|投诉|卡号|资料|信息|收货|发票|工资|保单|病历|成绩|车|生日|留言|反馈)/;

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
  if (TITLES.has(codes[at - 2] ?? 0, codes[at - 1] ?? 0)) return undefined;
  const dotted = dottedNameBefore(scanned, at);
  if (dotted !== undefined) return found(dotted, at, 0.84);
  for (const doubtful of [false, true])
    for (const size of [4, 3, 2]) {
      const start = at - size;
      if (start < 0) continue;
      const isCompound = COMPOUNDS.has(codes[start] ?? 0, codes[start + 1] ?? 0);
      if (isCompound ? size === 2 || doubtful : size === 4 || SINGLE_SURNAMES[codes[start] ?? 0] !== 1) continue;
      const first = codes[start] ?? 0;
      if (!isCompound && (doubtful ? !DOUBTFUL.has(first) : ENDS_NAME[first] === 1)) continue;
      if (!isUsualGiven(codes, start + (isCompound ? 2 : 1), at)) continue;
      if (isOrdinaryWord(scanned.text.slice(start, at))) continue;
      return found(start, at, doubtful ? 0.66 : 0.84);
    }
  return undefined;
}

// Surnames that are function words more often: they begin a name only where nothing else does.
const DOUBTFUL = new Set([...'曾于向'].map((surname) => surname.charCodeAt(0)));

// 阿依古丽·买买提女士: the part before the first dot is at most four characters of the run before it.
function dottedNameBefore({ text, codes }: ScannedText, at: number): number | undefined {
  let dot = at - 1;
  while (dot > 0 && at - dot < 9 && isHan(codes[dot] ?? 0)) dot -= 1;
  if (dot < 1 || dot === at - 1 || !isOfName(codes[dot] ?? 0) || isHan(codes[dot] ?? 0)) return undefined;
  let start = at;
  let first = -1;
  while (start > 0 && at - start < 20 && isOfName(codes[start - 1] ?? 0)) {
    start -= 1;
    if (!isHan(codes[start] ?? 0)) first = start;
  }
  const before = text.slice(start, first);
  const cut =
    /^.*(?:[今昨]天|[上下]午|客户|用户|会员|顾客|患者|员|的|给|请|由|和|是|叫|与)/.exec(before)?.[0].length ?? 0;
  const least = Math.max(start + cut, first - 6);
  return least < first ? least : undefined;
}

function isUsualGiven(codes: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (GIVEN_CHARACTERS[codes[at] ?? 0] !== 1) return false;
  return true;
}

const APART = new Set([...' \t\n\r,、:/|;"\'()[]-'].map((sign) => sign.charCodeAt(0)));
const MOST_APART = 4;

/** Names that stand beside something that is certainly a person's: 张伟 13800138000, 李娜（身份证…）, 李娜，女，… */
export function findNamesBeside(scanned: ScannedText, beside: Finding): Finding[] {
  const names: Finding[] = [];
  const behind = wholeRun(scanned, beside.end, 1);
  if (behind !== undefined) names.push(behind);
  const before = wholeRun(scanned, beside.start, -1);
  if (before !== undefined) names.push(before);
  const label = before === undefined ? labelBefore(scanned, beside.start) : 0;
  const further = label > 0 ? wholeRun(scanned, beside.start - label, -1) : undefined;
  if (further !== undefined) names.push(further);
  return names;
}

// How many characters of a label such as 手机： stand right before a place.
function labelBefore({ text, codes }: ScannedText, at: number): number {
  let end = at;
  while (end > 0 && at - end < 3 && PARTS_LABEL.has(codes[end - 1] ?? 0)) end -= 1;
  if (end === 0 || ENDS_LABEL[codes[end - 1] ?? 0] !== 1) return 0;
  return NUMBER_LABEL.exec(text.slice(Math.max(0, at - LONGEST_LABEL), at))?.[0].length ?? 0;
}

const PARTS_LABEL = new Set([...' :=是为'].map((sign) => sign.charCodeAt(0)));
const ENDS_LABEL = new Uint8Array(65_536);
for (const end of '机话式件证照卡箱户号址码elds') ENDS_LABEL[end.charCodeAt(0)] = 1;
const LONGEST_LABEL = 16;
const NUMBER_LABEL =
  /[^\u4e00-\u9fff]?(?:的?(?:联系|预留|绑定|常用|本人)?(?:手机|电话|方式|证件|身份证|护照|银行卡|储蓄卡|邮箱|邮件|账户|账号|卡|地址|住址)(?:号码|号)?|phone|mobile|tel|email|id)[\s:=是为]{0,3}$/i;

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
