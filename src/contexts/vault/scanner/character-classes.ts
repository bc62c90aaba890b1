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

const PLATE_PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';

/** Classes by UTF-16 unit. A character that two detectors begin with has the class of the one that hands on to the other. */
export const CLASSES: Uint8Array = classes();

/** The half-width form of a full-width character (０-９, Ａ-Ｚ, ＠ …), which is one unit too, so that places stay the same; others stand for themselves. */
export const FOLDED: Uint16Array = folded();

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
  return table;
}

function folded(): Uint16Array {
  const table = Uint16Array.from({ length: 65_536 }, (_, code) => code);
  for (let code = 0xff01; code <= 0xff5e; code += 1) table[code] = code - 0xfee0;
  table[0x3000] = 0x20;
  table[0xa0] = 0x20;
  for (const dash of '‐‑‒–—―−') table[dash.charCodeAt(0)] = 0x2d;
  return table;
}

/** Whether a half-width code is a digit. */
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Whether a half-width code is a letter of ASCII. */
export const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Whether a code is a Han character of the common block. */
export const isHan = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;
