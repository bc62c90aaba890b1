import { isDigit, isLetter } from './character-classes.ts';
import { isIdNumber, isOldIdNumber, isRealDate, passesLuhn } from './checksums.ts';
import type { Finding, PersonalKind, ScannedText } from './finding.ts';
import { isMeasured, type NumberLabel, numberLabel } from './number-context.ts';
import { codeAt, type DigitGroup, type NumberToken, readNumber } from './number-token.ts';

const MOBILE = /^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9\d)\d{8}$/;
const MOBILE_SHAPES = new Set(['11', '3,4,4', '3,8', '7,4', '4,3,4', '3,3,5', '3,5,3', '1,1,1,1,1,1,1,1,1,1,1']);
const AREA = /^0(?:10|2\d|[3-9]\d{2})/;
// The words that people write straight in front of a number.
const GLUED_WORDS = /(?:^|[^a-z])(?:tel|phone|mobile|mob|cell|call|sms|v|vx|wx|qq|id|card|no|email|p|m|t|u)[_-]?$/i;

interface Numbers {
  readonly scanned: ScannedText;
  readonly token: NumberToken;
  readonly findings: Finding[];
  label: (at: number) => NumberLabel;
}

/** Looks at the number that begins at `start` and answers where to go on. */
export function findNumber(scanned: ScannedText, start: number, findings: Finding[]): number {
  const token = readNumber(scanned, start);
  const total = token.groups.reduce((sum, group) => sum + group.digits.length, 0);
  if (total < 5) return token.end;
  const isWord = token.gluedBefore && !GLUED_WORDS.test(scanned.text.slice(Math.max(0, start - 10), start));
  // The word ends with its own digits; what follows behind a blank is another number.
  if (isWord) return token.groups[0]?.end ?? token.end;
  const numbers: Numbers = { scanned, token, findings, label: labelsOf(scanned.text) };
  for (let first = 0; first < token.groups.length; ) first = takeFrom(numbers, first) ?? first + 1;
  return token.end;
}

// A number is read in several ways and asks for the same label again.
function labelsOf(text: string): (at: number) => NumberLabel {
  let [place, label]: [number, NumberLabel] = [-1, undefined];
  return (at) => {
    if (at !== place) [place, label] = [at, numberLabel(text, at)];
    return label;
  };
}

// The longest reading wins: a card in four groups is not four codes.
function takeFrom(numbers: Numbers, first: number): number | undefined {
  const { groups } = numbers.token;
  let best: { finding: Finding; next: number } | undefined;
  let digits = '';
  for (let last = first; last < groups.length && digits.length <= 21; last += 1) {
    digits += groups[last]?.digits ?? '';
    const finding = digits.length < 5 ? undefined : read(numbers, first, last, digits);
    if (finding !== undefined && (best === undefined || finding.confidence >= best.finding.confidence))
      best = { finding, next: last + 1 };
  }
  if (best === undefined) return undefined;
  numbers.findings.push(best.finding);
  return best.next;
}

function read(numbers: Numbers, first: number, last: number, digits: string): Finding | undefined {
  const all = numbers.token.groups;
  const groups = all.length === 1 ? all : all.slice(first, last + 1);
  const [start, end] = [groups[0]?.start ?? 0, groups.at(-1)?.end ?? 0];
  if (digits.length === 17 || digits.length === 18) {
    const id = idNumber(numbers, digits, start, end);
    if (id !== undefined) return id;
  }
  const { codes, length } = numbers.scanned;
  if (isLetter(codeAt(codes, length, end)) || codeAt(codes, length, end) === 0x5f) return undefined;
  const place = { numbers, groups, first, last, digits, start, end };
  return mobile(place) ?? landline(place) ?? labelled(place) ?? card(place);
}

interface Place {
  readonly numbers: Numbers;
  readonly groups: readonly DigitGroup[];
  readonly first: number;
  readonly last: number;
  readonly digits: string;
  readonly start: number;
  readonly end: number;
}

function found(kind: PersonalKind, place: { start: number; end: number }, confidence: number): Finding {
  return { kind, start: place.start, end: place.end, confidence };
}

function idNumber(numbers: Numbers, digits: string, start: number, end: number): Finding | undefined {
  const { codes, length } = numbers.scanned;
  let stop = end;
  let text = digits;
  if (digits.length === 17) {
    const skip = [0x20, 0x2d].includes(codeAt(codes, length, end)) ? 1 : 0;
    if ((codeAt(codes, length, end + skip) | 0x20) !== 0x78) return undefined;
    stop = end + skip + 1;
    text += 'X';
  }
  const behind = codeAt(codes, length, stop);
  if (isLetter(behind) || isDigit(behind) || !isIdNumber(text)) return undefined;
  const label = numbers.label(start);
  if (label === 'code') return found('id_number', { start, end: stop }, 0.5);
  return found('id_number', { start, end: stop }, text.startsWith('9') && label !== 'id' ? 0.5 : 0.99);
}

function separatorsOf(groups: readonly DigitGroup[]): Set<string> {
  return new Set(groups.slice(1).map((group) => group.separator));
}

function mobile(place: Place): Finding | undefined {
  const { numbers, groups, digits } = place;
  let [own, prefix] = [digits, ''];
  if (digits.length > 11) {
    prefix = digits.slice(0, digits.length - 11);
    own = digits.slice(-11);
    if (prefix !== '86' && prefix !== '0086') return undefined;
  }
  if (own.length !== 11 || !MOBILE.test(own)) return undefined;
  const shape = groups.length === 1 ? '11' : shapeOf(groups, prefix);
  if (!MOBILE_SHAPES.has(shape)) return undefined;
  if (shape !== '11' && separatorsOf(groups.slice(-shape.split(',').length)).size > 1) return undefined;
  if (!standsFree(place)) return undefined;
  const label = numbers.label(plusBefore(place));
  const measured = isMeasured(numbers.scanned.text, place.end);
  const start = plusBefore(place);
  const at = { start, end: place.end };
  if (label === 'mobile' || prefix !== '') return found('mobile', at, measured ? 0.8 : 0.99);
  if (label === 'code' || label === 'imei' || measured) return found('mobile', at, 0.3);
  return found('mobile', at, shape === '11' || shape === '3,4,4' ? 0.92 : 0.7);
}

function shapeOf(groups: readonly DigitGroup[], prefix: string): string {
  const [head, ...rest] = groups.map((group) => group.digits.length);
  if (prefix === '' || head === undefined) return groups.map((group) => group.digits.length).join(',');
  return (head === prefix.length ? rest : [head - prefix.length, ...rest]).join(',');
}

function plusBefore({ numbers, start }: Place): number {
  const { codes, length } = numbers.scanned;
  return codeAt(codes, length, start - 1) === 0x2b ? start - 1 : start;
}

// Hyphens and dots join: only the extension of a virtual number, or another mobile, may hang on a mobile.
function standsFree({ numbers, first, last }: Place): boolean {
  const { groups } = numbers.token;
  const here = groups[first];
  const next = groups[last + 1];
  const before = first > 0 && here !== undefined && here.separator !== ' ' && here.separator !== '';
  const previous = groups[first - 1]?.digits ?? '';
  if (before && !(here.separator === '-' && MOBILE.test(previous))) return false;
  if (next === undefined || next.separator === ' ' || next.separator === '') return true;
  return next.separator === '-' && (next.digits.length <= 4 || MOBILE.test(next.digits));
}

function landline(place: Place): Finding | undefined {
  const { numbers, groups, digits } = place;
  const { text, codes, length } = numbers.scanned;
  if (digits.length < 10 || digits.length > 18 || !digits.startsWith('0')) return undefined;
  const area = AREA.exec(digits)?.[0];
  if (area === undefined) return undefined;
  const sizes = groups.map((group) => group.digits.length);
  const local = digits.slice(area.length);
  const apart = sizes[0] === area.length && sizes.length > 1;
  if (sizes.length > 1 && !apart) return undefined;
  const joined = sizes.slice(1);
  const main =
    joined[0] === 4 && joined[1] === 4 ? 8 : joined[0] === 3 && joined[1] === 4 ? 7 : (joined[0] ?? local.length);
  const extension = local.length - main;
  const eight = area.length === 3;
  if (!(main === 8 || (main === 7 && !eight)) || extension > 6 || /^[01]/.test(local) || !standsFree(place))
    return undefined;
  const label = numbers.label(place.start);
  if (label === 'code' || isMeasured(text, place.end)) return undefined;
  const bracket = codeAt(codes, length, place.start - 1) === 0x28 ? 1 : 0;
  const sure = label === 'phone' || label === 'mobile';
  return found('landline', { start: place.start - bracket, end: place.end }, sure ? 0.97 : apart ? 0.9 : 0.65);
}

const CARD_BINS = /^(?:62|4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|35|60|955|9558|3[47]|30|36|68|69|9)/;

function card(place: Place): Finding | undefined {
  const { numbers, groups, digits } = place;
  if (digits.length < 13 || digits.length > 19 || !CARD_BINS.test(digits) || !passesLuhn(digits)) return undefined;
  const sizes = groups.map((group) => group.digits.length);
  const even = sizes.slice(0, -1).every((size) => size === 4) && (sizes.at(-1) ?? 0) <= 4;
  const known = sizes.length === 1 || (even && sizes.length > 2) || ['6,13', '6,10', '4,6,5'].includes(sizes.join(','));
  if (!known || separatorsOf(groups).size > 1 || separatorsOf(groups).has('.')) return undefined;
  if (/^(\d)\1+$/.test(digits)) return undefined;
  const label = numbers.label(place.start);
  if (label === 'card') return found('bank_card', place, 0.98);
  if (label === 'code' || label === 'imei') return found('bank_card', place, 0.3);
  const usual = digits.startsWith('62') ? digits.length >= 16 : digits.length === 16 && /^(?:4|5[1-5]|35)/.test(digits);
  return found('bank_card', place, usual ? (digits.startsWith('62') ? 0.9 : 0.75) : 0.4);
}

function labelled(place: Place): Finding | undefined {
  const { numbers, groups, digits } = place;
  if (groups.length > 3) return undefined;
  const label = numbers.label(place.start);
  if (label === 'qq' && groups.length === 1 && /^[1-9]\d{4,10}$/.test(digits)) return found('qq_id', place, 0.93);
  if (label === 'imei' && groups.length === 1 && digits.length === 15 && passesLuhn(digits))
    return found('imei', place, 0.97);
  if (label === 'id' && isOldIdNumber(digits)) return found('id_number', place, 0.8);
  if (label === 'phone' && /^[2-9]\d{6,7}$/.test(digits)) return found('landline', place, 0.8);
  if (label === 'birth' && groups.length === 1 && digits.length === 8 && isRealDate(digits))
    return found('birth_date', place, 0.95);
  return undefined;
}
