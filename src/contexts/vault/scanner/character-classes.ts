import { NAME_CUES } from './name-cues.ts';

/** What a character may begin or end; most characters of a text are `NOTHING` and cost one look-up. */
export const NOTHING = 0;
export const DIGIT = 1;
export const AT = 2;
export const PLATE = 3;
export const NAME_BEFORE = 4;
export const NAME_TITLE = 5;
export const ACCOUNT = 6;
export const HOUSE = 7;
export const COLON = 8;
export const CLAUSE = 9;

const PLATE_PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';

/** Classes by UTF-16 unit. A character that two detectors begin with has the class of the one that hands on to the other. */
export const CLASSES: Uint8Array = classes();

const DASHES = '‐‑‒–—―−';

/** A unit whose half-width form is another one. */
export const WIDE = 0x80;

/** The class of a UTF-16 unit, and whether it is `WIDE`; 0 for most. */
export const SIGNS: Uint8Array = signs();

function classes(): Uint8Array {
  const table = new Uint8Array(65_536);
  const set = (characters: Iterable<string>, value: number) => {
    for (const character of characters) table[character.charCodeAt(0)] = value;
  };
  set('先女小同老师经主医教总律阿叔太您你博大', NAME_TITLE);
  set(NAME_CUES.lastCharacters, NAME_BEFORE);
  set('号弄栋幢室村座层楼', HOUSE);
  set(PLATE_PROVINCES, PLATE);
  set('微xXｘＸ', ACCOUNT);
  set('0123456789０１２３４５６７８９', DIGIT);
  set('@＠', AT);
  set(':：=＝', COLON);
  set(',，。;；!！?？\n', CLAUSE);
  return table;
}

function signs(): Uint8Array {
  const table = CLASSES.slice();
  const isWide = (code: number) => {
    table[code] = (table[code] ?? 0) | WIDE;
  };
  for (let code = 0xff01; code <= 0xff5e; code += 1) isWide(code);
  isWide(0x3000);
  isWide(0xa0);
  for (const dash of DASHES) isWide(dash.charCodeAt(0));
  return table;
}

/** The half-width form of a `WIDE` unit (０-９, Ａ-Ｚ, ＠ …), which is one unit too, so that places stay the same. */
export function halfWidthOf(code: number): number {
  if (code > 0xff00) return code - 0xfee0;
  return code === 0x3000 || code === 0xa0 ? 0x20 : 0x2d;
}

/** Whether a half-width code is a digit. */
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Whether a half-width code is a letter of ASCII. */
export const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Whether a code is a Han character of the common block. */
export const isHan = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;
