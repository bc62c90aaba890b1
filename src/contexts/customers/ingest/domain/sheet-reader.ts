import { SaxesParser, type SaxesTagPlain } from 'saxes';

/** One row of a sheet: its number from 1, and its cells as text. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** What the cells of a sheet refer to elsewhere in the file. */
export interface SheetContext {
  readonly sharedStrings: readonly string[];
  /** For each cell style, whether its numbers are days. */
  readonly dateStyles: readonly boolean[];
  /** Days are counted from 1904 (files of old Macintosh versions). */
  readonly from1904: boolean;
}

/** More columns than any list has; what stands further right is left out. */
const MOST_COLUMNS = 500;

/**
 * Reads the XML of one sheet as it streams by (ECMA-376, part 1, 18.3). Numbers keep every digit that the file has; days become
 * `2026-11-11 20:00:00`, which the importer reads as Asia/Shanghai; a cell that holds an error is empty.
 */
export class SheetReader {
  readonly #parser = new SaxesParser();
  readonly #context: SheetContext;
  #rows: SheetRow[] = [];
  #cells: string[] = [];
  #row = 0;
  #column = 0;
  #type = '';
  #style = 0;
  #text = '';
  #takes = false;

  constructor(context: SheetContext) {
    this.#context = context;
    this.#parser.on('opentag', (tag) => this.#open(tag));
    this.#parser.on('text', (text) => {
      if (this.#takes) this.#text += text;
    });
    this.#parser.on('closetag', (tag) => this.#close(tag));
  }

  /** Rows that are complete after `xml`. Throws when it is no XML. */
  push(xml: string): SheetRow[] {
    this.#parser.write(xml);
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #open({ name, attributes }: SaxesTagPlain): void {
    if (name === 'row') {
      this.#row = Number(attributes['r'] ?? this.#row + 1);
      this.#cells = [];
      this.#column = 0;
    } else if (name === 'c') {
      this.#column = columnOf(attributes['r']) ?? this.#column;
      this.#type = attributes['t'] ?? 'n';
      this.#style = Number(attributes['s'] ?? 0);
      this.#text = '';
    } else if (name === 'v' || name === 't') this.#takes = true;
    // The reading aid of Japanese and Chinese names is no part of the value.
    else if (name === 'rPh') this.#takes = false;
  }

  #close({ name }: { name: string }): void {
    if (name === 'v' || name === 't') this.#takes = false;
    else if (name === 'c') {
      if (this.#column < MOST_COLUMNS) this.#cells[this.#column] = this.#value();
      this.#column += 1;
    } else if (name === 'row')
      this.#rows.push({ number: this.#row, cells: Array.from(this.#cells, (cell) => cell ?? '') });
  }

  #value(): string {
    const text = this.#text;
    switch (this.#type) {
      case 's':
        return this.#shared(text);
      case 'e':
        return '';
      case 'b':
        return text === '1' ? 'TRUE' : 'FALSE';
      case 'n':
        return text === '' ? '' : this.#number(text);
      default:
        return text;
    }
  }

  // The table of strings stands behind the sheets: a file that was cut between them would come in with its words blank.
  #shared(text: string): string {
    const shared = text === '' ? '' : this.#context.sharedStrings[Number(text)];
    if (shared === undefined) throw new Error('a cell refers to a string that the file does not have');
    return shared;
  }

  #number(text: string): string {
    const number = Number(text);
    if (!Number.isFinite(number)) return text;
    if (this.#context.dateStyles[this.#style] === true) return dayOf(number, this.#context.from1904);
    // Long numbers come as 1.3800138E10 from some writers.
    return /e/i.test(text) && Number.isSafeInteger(number) ? String(number) : text;
  }
}

// "C5" is column 2.
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

const DAY_SECONDS = 86_400;
/** Day 0 of the 1900 system, which takes 1900 for a leap year; right from 1 March 1900 on. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

function dayOf(serial: number, from1904: boolean): string {
  const seconds = Math.round(serial * DAY_SECONDS);
  const instant = new Date((from1904 ? EPOCH_1904 : EPOCH_1900) + seconds * 1000);
  if (Number.isNaN(instant.getTime())) return String(serial);
  const text = instant.toISOString();
  return seconds % DAY_SECONDS === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** Reads the table of shared strings (18.4). */
export function readSharedStrings(xml: string): string[] {
  const parser = new SaxesParser();
  const strings: string[] = [];
  let text = '';
  let takes = false;
  let aid = false;
  parser.on('opentag', ({ name }) => {
    if (name === 'si') text = '';
    if (name === 'rPh') aid = true;
    takes = name === 't' && !aid;
  });
  parser.on('text', (part) => {
    if (takes) text += part;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 't') takes = false;
    if (name === 'rPh') aid = false;
    if (name === 'si') strings.push(text);
  });
  parser.write(xml).close();
  return strings;
}

/** Built-in number formats that show days or times (18.8.30), the Chinese ones included. */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

/** For each cell style, whether its numbers are days (18.8.9, 18.8.10). */
export function readDateStyles(xml: string): boolean[] {
  const parser = new SaxesParser();
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'numFmt') custom.set(Number(attributes['numFmtId']), showsDay(attributes['formatCode'] ?? ''));
    if (name === 'cellXfs') inCells = true;
    if (name === 'xf' && inCells) {
      const id = Number(attributes['numFmtId'] ?? 0);
      const chinese = (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
      styles.push(custom.get(id) ?? (BUILT_IN_DATES.has(id) || chinese));
    }
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'cellXfs') inCells = false;
  });
  parser.write(xml).close();
  return styles;
}

// Quoted text, escaped characters, colours and conditions are no part of the pattern.
function showsDay(format: string): boolean {
  return /[ymdhs年月日]/i.test(format.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));
}

/** Where the first sheet lies, and whether days are counted from 1904 (18.2). */
export function readWorkbook(workbook: string, relations: string): { sheet: string; from1904: boolean } {
  let first: string | undefined;
  let from1904 = false;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'sheet' && attributes['state'] !== 'hidden') first ??= attributes['r:id'];
    if (name === 'workbookPr') from1904 = attributes['date1904'] === '1' || attributes['date1904'] === 'true';
  });
  parser.write(workbook).close();
  let target = 'worksheets/sheet1.xml';
  const links = new SaxesParser();
  links.on('opentag', ({ name, attributes }) => {
    if (name === 'Relationship' && attributes['Id'] === first) target = attributes['Target'] ?? target;
  });
  links.write(relations).close();
  return { sheet: target.startsWith('/') ? target.slice(1) : `xl/${target}`, from1904 };
}
