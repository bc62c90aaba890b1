import { type Layout, splitColumns } from './layout.ts';
import { NO_OBJECT } from './plain-csv.ts';

/** One record of a file. `line` counts from 1, the header included, and is the line on which the record begins. */
export interface SourceRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** Set when the record can't be read: a quote that never closes, a cell without end, or no whole JSON object. `cells` then holds the raw line. */
  readonly broken?: 'unclosed-quote' | 'too-long' | 'no-object';
  /** The text ended inside its line: a line break may be left out there, or the file was cut. */
  readonly unended?: true;
}

/** A quoted cell may hold line breaks, but a record of more than this many characters is a quote that somebody forgot to close. */
const MOST_CHARACTERS = 16_384;

/**
 * Cuts a stream of text into records (RFC 4180, with the liberties of real exports: `="001"` cells, quotes inside unquoted cells, lines of
 * unequal width). One bad quote costs one line, not the rest of the file: an unclosed quote gives back the line and reading goes on with the
 * next one, which is why this is not a stream parser that stops at the first error.
 */
export class RecordReader {
  readonly #layout: Layout;
  #rest = '';
  #line = 1;
  #width: number | undefined;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Records that are complete after `text`. */
  push(text: string): SourceRecord[] {
    this.#rest += text;
    return this.#take(false);
  }

  /** What is left when the text has ended. */
  end(): SourceRecord[] {
    return this.#take(true);
  }

  #take(atEnd: boolean): SourceRecord[] {
    const records: SourceRecord[] = [];
    let from = 0;
    while (from < this.#rest.length) {
      const found = this.#layout.kind === 'columns' ? this.#columns(from, atEnd) : this.#delimited(from, atEnd);
      if (found === undefined) break;
      if (found.cells.length > 1 || found.cells[0]?.trim()) {
        const { next, lines: _lines, ...record } = found;
        const unended = atEnd && next === this.#rest.length && !/[\r\n]$/.test(this.#rest);
        records.push({ line: this.#line, ...record, ...(unended ? { unended } : {}) });
      }
      this.#line += found.lines;
      from = found.next;
    }
    this.#rest = this.#rest.slice(from);
    return records;
  }

  #columns(from: number, atEnd: boolean): Found | undefined {
    const end = endOfLine(this.#rest, from, atEnd);
    return end && { cells: splitColumns(this.#rest.slice(from, end.at)), next: end.next, lines: 1 };
  }

  #delimited(from: number, atEnd: boolean): Found | undefined {
    const delimiter = this.#layout.kind === 'delimited' ? this.#layout.delimiter : ',';
    const end = endOfLine(this.#rest, from, atEnd);
    if (end !== undefined) {
      const line = this.#rest.slice(from, end.at);
      if (!line.includes('"')) return this.#measured({ cells: line.split(delimiter), next: end.next, lines: 1 });
    }
    const found = quotedRecord(this.#rest, from, delimiter, atEnd);
    if (found === 'broken') return this.#forgottenQuote(from);
    if (found !== 'unfinished') return this.#spansTooMuch(found) ? this.#forgottenQuote(from) : this.#measured(found);
    const isHopeless = atEnd || this.#rest.length - from >= MOST_CHARACTERS;
    return isHopeless ? this.#forgottenQuote(from) : undefined;
  }

  #measured(found: Found): Found {
    this.#width ??= found.cells.length;
    if (found.cells.at(-1) === NO_OBJECT) return { ...found, cells: found.cells.slice(0, 1), broken: 'no-object' };
    return found;
  }

  // Two quotes that were forgotten on two lines pair up; the width then betrays it.
  #spansTooMuch(found: Found): boolean {
    return found.lines > 1 && this.#width !== undefined && found.cells.length !== this.#width;
  }

  #forgottenQuote(from: number): Found | undefined {
    const end = endOfLine(this.#rest, from, true);
    if (end === undefined) return undefined;
    const line = this.#rest.slice(from, end.at);
    return { cells: [line], next: end.next, lines: 1, broken: line.includes('"') ? 'unclosed-quote' : 'too-long' };
  }
}

interface Found {
  readonly cells: readonly string[];
  readonly next: number;
  readonly lines: number;
  readonly broken?: 'unclosed-quote' | 'too-long' | 'no-object';
}

// A lone CR at the very end may be half of a CR LF that the next chunk completes.
function endOfLine(text: string, from: number, atEnd: boolean): { at: number; next: number } | undefined {
  const newline = text.indexOf('\n', from);
  const at = newline === -1 ? text.length : newline;
  if (newline === -1 && !atEnd) return undefined;
  const cut = at > from && text[at - 1] === '\r' ? at - 1 : at;
  return { at: cut, next: newline === -1 ? text.length : newline + 1 };
}

function quotedRecord(text: string, from: number, delimiter: string, atEnd: boolean): Found | 'unfinished' | 'broken' {
  const cells: string[] = [];
  const limit = from + MOST_CHARACTERS;
  let lines = 1;
  let at = from;
  for (;;) {
    const cell =
      text[at] === '"' ? quotedCell(text, at, limit, delimiter, atEnd) : plainCell(text, at, delimiter, atEnd);
    if (typeof cell === 'string') return cell;
    cells.push(cell.value);
    lines += cell.breaks;
    if (text[cell.next] === delimiter) {
      at = cell.next + 1;
      continue;
    }
    const end = text[cell.next] === '\r' ? cell.next + 1 : cell.next;
    return { cells, next: Math.min(end + 1, text.length), lines };
  }
}

interface Cell {
  readonly value: string;
  /** Index of the delimiter or line break behind the cell, or the end of the text. */
  readonly next: number;
  readonly breaks: number;
}

function plainCell(text: string, from: number, delimiter: string, atEnd: boolean): Cell | 'unfinished' {
  const end = endOfLine(text, from, atEnd);
  if (end === undefined) return 'unfinished';
  const stop = text.indexOf(delimiter, from);
  const next = stop === -1 || stop > end.at ? end.at : stop;
  return { value: text.slice(from, next), next, breaks: 0 };
}

function quotedCell(
  text: string,
  from: number,
  limit: number,
  delimiter: string,
  atEnd: boolean,
): Cell | 'unfinished' | 'broken' {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote >= limit) return 'broken';
    if (quote === -1) return 'unfinished';
    if (text[quote + 1] === '"') {
      at = quote + 2;
      continue;
    }
    // What stands behind the quote decides whether it closes the cell; it may not have arrived yet.
    const behind = plainCell(text, quote + 1, delimiter, atEnd);
    if (behind === 'unfinished') return behind;
    if (behind.value.trim() !== '') return 'broken';
    const value = text.slice(from + 1, quote).replaceAll('""', '"');
    return { value, next: behind.next, breaks: value.split('\n').length - 1 };
  }
}
