import {
  ACCOUNT,
  AT,
  CLASSES,
  COLON,
  DIGIT,
  FOLDED,
  HOUSE,
  isDigit,
  isLetter,
  NAME_BEFORE,
  NAME_TITLE,
  NOTHING,
  PLATE,
} from './character-classes.ts';
import { findPlate, findWechat, findWord } from './find-accounts.ts';
import { announcesAddress, findAddress, findLabelledAddress } from './find-address.ts';
import { findBirthDate } from './find-dates.ts';
import { findEmail } from './find-email.ts';
import {
  findLabelledName,
  findNameBeforeTitle,
  findNameBehindCue,
  findNamesBeside,
  findNamesInList,
} from './find-name.ts';
import { findNetwork } from './find-network.ts';
import { findNumber } from './find-numbers.ts';
import { CLEAR_CONFIDENCE, type Finding, type PersonalKind, type ScannedText } from './finding.ts';
import { announcesName } from './name-cues.ts';
import { codeAt } from './number-token.ts';

const ROOM = 65_536;
// Scanning is synchronous, so one room serves every text that fits.
const codesRoom = new Uint16Array(ROOM);
const bytesRoom = Buffer.from(codesRoom.buffer);

/**
 * Finds personal information in free text (obligations, section 8), in the order of their places and without overlaps; what the scanner is less
 * sure of than `least` (0.6 unless told) is left out. One pass; every character costs a look-up in a table, and only a few begin anything.
 */
export function scanText(text: string, least: number = CLEAR_CONFIDENCE): Finding[] {
  if (text.length < 2) return [];
  const codes = codesOf(text);
  const first = firstSign(codes, text.length);
  if (first === text.length) return [];
  const scanned = { text: halfWidth(codes, text), codes, length: text.length };
  const found = detect(scanned, first);
  if (found.length === 0) return [];
  return withoutOverlaps(addNames(scanned, found).filter((finding) => finding.confidence >= least));
}

function codesOf(text: string): Uint16Array {
  if (text.length <= ROOM) {
    bytesRoom.write(text, 'utf16le');
    return codesRoom;
  }
  const bytes = Buffer.allocUnsafeSlow(text.length * 2);
  bytes.write(text, 'utf16le');
  return new Uint16Array(bytes.buffer, bytes.byteOffset, text.length);
}

function firstSign(codes: Uint16Array, length: number): number {
  let at = 0;
  while (at < length && CLASSES[codes[at] ?? 0] === NOTHING) at += 1;
  return at;
}

// Full-width digits and letters are one unit each, as their half-width forms are, so every place stays what it was.
function halfWidth(codes: Uint16Array, text: string): string {
  let changed = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = codes[at] ?? 0;
    const folded = FOLDED[code] ?? 0;
    changed |= code ^ folded;
    codes[at] = folded;
  }
  if (changed === 0) return text;
  return Buffer.from(codes.buffer, codes.byteOffset, text.length * 2).toString('utf16le');
}

function detect(scanned: ScannedText, from: number): Finding[] {
  const { codes, length } = scanned;
  const found: Finding[] = [];
  for (let at = from; at < length; ) {
    const kind = CLASSES[codes[at] ?? 0];
    if (kind === NOTHING) at += 1;
    else if (kind === DIGIT) at = atDigit(scanned, at, found);
    else at = atSign(scanned, at, kind ?? NOTHING, found);
  }
  return found;
}

function atDigit(scanned: ScannedText, at: number, found: Finding[]): number {
  const { codes, length } = scanned;
  let end = at + 1;
  while (end < length && isDigit(codes[end] ?? 0)) end += 1;
  const [before, behind] = [codeAt(codes, length, at - 1), codeAt(codes, length, end)];
  const special = specialNumber(scanned, at, end - at, behind);
  if (special !== undefined) {
    found.push(special);
    return special.end;
  }
  if (isLetter(before) || before === 0x5f || isLetter(behind) || before === 0x2d) {
    const word = findWord(scanned, at);
    if (word !== undefined) {
      if (word.finding !== undefined) found.push(word.finding);
      return word.end;
    }
  }
  if (end - at < 5 && !goesOn(codes, length, end)) return end;
  return findNumber(scanned, at, found);
}

// Whether more digits of the same number follow, behind up to three separators.
function goesOn(codes: Uint16Array, length: number, end: number): boolean {
  for (let at = end; at < end + 4; at += 1) {
    const code = codeAt(codes, length, at);
    if (isDigit(code)) return at > end;
    if (code === 0 || isLetter(code) || code === 0x2c || (code >= 0x3001 && code < 0xf000)) return false;
  }
  return false;
}

// Networks, places and dates begin with few digits and a sign; looked at only then.
function specialNumber(scanned: ScannedText, at: number, digits: number, behind: number): Finding | undefined {
  if (digits > 4 || behind === 0) return undefined;
  const isDate = digits === 4 && (behind === 0x2d || behind === 0x2e || behind === 0x2f || behind === 0x5e74);
  if (isDate) return findBirthDate(scanned, at);
  if (digits > 3 || !(behind === 0x2e || behind === 0x3a || behind === 0x2d || isLetter(behind))) return undefined;
  return findNetwork(scanned, at);
}

function atSign(scanned: ScannedText, at: number, kind: number, found: Finding[]): number {
  const finding = signFinding(scanned, at, kind);
  if (finding === undefined) return at + 1;
  found.push(finding);
  if (kind === NAME_BEFORE || kind === COLON)
    found.push(...(finding.kind === 'name' ? findNamesInList(scanned, finding) : []));
  // Only what lies wholly ahead is skipped; a number inside an address is no number of its own.
  return Math.max(
    at + 1,
    finding.kind === 'address' || finding.kind === 'plate' || finding.kind === 'email' ? finding.end : at + 1,
  );
}

function signFinding(scanned: ScannedText, at: number, kind: number): Finding | undefined {
  // 师 ends 老师 and begins 师傅.
  if (kind === NAME_BEFORE) return findNameBehindCue(scanned, at) ?? findNameBeforeTitle(scanned, at);
  if (kind === NAME_TITLE) return findNameBeforeTitle(scanned, at);
  if (kind === AT) return findEmail(scanned, at);
  if (kind === HOUSE) return findAddress(scanned, at);
  if (kind === PLATE) return findPlate(scanned, at);
  if (kind === ACCOUNT) return findWechat(scanned, at);
  return kind === COLON ? behindColon(scanned, at) : undefined;
}

const LABEL = 16;

function behindColon(scanned: ScannedText, at: number): Finding | undefined {
  const { codes, length } = scanned;
  let start = at + 1;
  while (start < length && start - at < 5 && ' "\'“「[\n\t'.includes(scanned.text.charAt(start))) start += 1;
  if ((codes[start] ?? 0) < 0x4e00 || start >= length) return undefined;
  const before = scanned.text.slice(Math.max(0, at - LABEL), at);
  if (announcesName(before)) return findLabelledName(scanned, start);
  return announcesAddress(before) ? findLabelledAddress(scanned, start) : undefined;
}

const ANCHORS: ReadonlySet<PersonalKind> = new Set([
  'mobile',
  'id_number',
  'bank_card',
  'email',
  'address',
  'landline',
  'passport',
]);

function addNames(scanned: ScannedText, found: Finding[]): Finding[] {
  const anchors = found.filter((finding) => ANCHORS.has(finding.kind) && finding.confidence >= CLEAR_CONFIDENCE);
  return [...found, ...anchors.flatMap((anchor) => findNamesBeside(scanned, anchor))];
}

const RANK: Partial<Readonly<Record<PersonalKind, number>>> = {
  email: 5,
  open_id: 5,
  id_number: 4,
  address: 3,
  bank_card: 3,
  name: 1,
};

// Where two findings claim the same characters the stronger kind keeps them; an ID number is not also a card, and 号 inside an address is no name.
function withoutOverlaps(found: readonly Finding[]): Finding[] {
  const inOrder = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Finding[] = [];
  for (const finding of inOrder) {
    const last = kept.at(-1);
    if (last === undefined || finding.start >= last.end) kept.push(finding);
    else if (isStronger(finding, last)) kept[kept.length - 1] = finding;
  }
  return kept;
}

function isStronger(one: Finding, other: Finding): boolean {
  return ((RANK[one.kind] ?? 2) - (RANK[other.kind] ?? 2) || one.confidence - other.confidence) > 0;
}
