import {
  ACCOUNT,
  AT,
  CLASSES,
  CLAUSE,
  COLON,
  DIGIT,
  HOUSE,
  halfWidthOf,
  isDigit,
  isHan,
  isLetter,
  NAME_BEFORE,
  NAME_TITLE,
  NOTHING,
  PLATE,
  SIGNS,
  WIDE,
} from './character-classes.ts';
import { findPlate, findWechat, findWord } from './find-accounts.ts';
import { announcesAddress, findAddress, findDashedAddress, findLabelledAddress } from './find-address.ts';
import { findBirthDate } from './find-dates.ts';
import { findEmail } from './find-email.ts';
import {
  findLabelledName,
  findNameBeforeTitle,
  findNameBehindCue,
  findNameOfClause,
  findNamesBeside,
  findNamesInList,
  OPENS_NAME,
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
const marksRoom = new Int32Array(ROOM);

/**
 * Finds personal information in free text (obligations, section 8), in the order of their places and without overlaps; what the scanner is less
 * sure of than `least` (0.6 unless told) is left out. One pass; every character costs a look-up in a table, and only a few begin anything.
 */
export function scanText(text: string, least: number = CLEAR_CONFIDENCE): Finding[] {
  if (text.length < 2) return [];
  const codes = codesOf(text);
  const marks = text.length <= ROOM ? marksRoom : new Int32Array(text.length);
  const { count, isChanged } = mark(codes, text.length, marks);
  const half = isChanged ? Buffer.from(codes.buffer, codes.byteOffset, text.length * 2).toString('utf16le') : text;
  const scanned = { text: half, codes, length: text.length };
  const found = detect(scanned, marks, count);
  const opening = findNameOfClause(scanned, 0);
  if (opening !== undefined) found.push(opening);
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

// Makes the codes half-width and notes the places of those that may begin or end something.
function mark(codes: Uint16Array, length: number, marks: Int32Array): { count: number; isChanged: boolean } {
  let [count, wide] = [0, 0];
  for (let at = 0; at < length; at += 1) {
    const sign = SIGNS[codes[at] ?? 0] ?? 0;
    if (sign === NOTHING) continue;
    wide |= sign;
    if (sign >= WIDE) codes[at] = halfWidthOf(codes[at] ?? 0);
    if (sign === WIDE) continue;
    marks[count] = at;
    count += 1;
  }
  return { count, isChanged: wide >= WIDE };
}

function detect(scanned: ScannedText, marks: Int32Array, count: number): Finding[] {
  const { codes, length } = scanned;
  const found: Finding[] = [];
  let from = 0;
  for (let each = 0; each < count; each += 1) {
    const at = marks[each] ?? 0;
    if (at < from) continue;
    const kind = CLASSES[codes[at] ?? 0] ?? NOTHING;
    if (kind === DIGIT) from = atDigit(scanned, at, found);
    else if (kind !== CLAUSE || OPENS_NAME[codeAt(codes, length, at + 1)] === 1)
      from = atSign(scanned, at, kind, found);
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
  if (behind === 0x2d && isHan(codeAt(scanned.codes, scanned.length, at - 1))) return findDashedAddress(scanned, at);
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
  if (kind === CLAUSE) return findNameOfClause(scanned, at + 1);
  return kind === COLON ? behindColon(scanned, at) : undefined;
}

const LABEL = 16;
// The last characters of labels that announce names and addresses; most colons stand behind others.
const ENDS_LABEL = new Uint8Array(65_536);
for (const end of `名称字人户主客员家者生长师事机售购服办款头落址所在到往至寄于籍贯送货是为etrRTEsS'\u2019\t`)
  ENDS_LABEL[end.charCodeAt(0)] = 1;

function behindColon(scanned: ScannedText, at: number): Finding | undefined {
  const { codes, length } = scanned;
  let start = at + 1;
  while (start < length && start - at < 5 && ' "\'“「[\n\t'.includes(scanned.text.charAt(start))) start += 1;
  if ((codes[start] ?? 0) < 0x4e00 || start >= length) return undefined;
  let end = at;
  while (end > 0 && at - end < 3 && (codes[end - 1] === 0x22 || codes[end - 1] === 0x20)) end -= 1;
  if (ENDS_LABEL[codeAt(codes, length, end - 1)] !== 1) return undefined;
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
