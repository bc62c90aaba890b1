import writeXlsxFile, { type Row } from 'write-excel-file/node';
import type { Paper, PaperCell } from './paper.ts';
import { PAPER_WORDS as WORDS } from './paper-words.ts';

// Characters of a column for a hundredth of the page: eleven columns fit on A4 across.
const CHARACTERS = 1.28;

// Points: a line of nine-point type in the tallest of the fonts that stand in for 宋体 where it is missing, and the title. Not every program sets the
// height of rows by what wraps in them.
const LINE = 15.5;
const TITLE = 26;

const words = (cell: PaperCell): string => (typeof cell === 'string' ? cell : cell.join('\n'));

function linesOf(cell: PaperCell, width: number): number {
  const room = Math.max(1, charactersOf(width) - 1);
  const wide = (text: string) => [...text].reduce((sum, each) => sum + (each > '\u2e7f' ? 2 : 1), 0);
  return words(cell)
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(wide(line) / room)), 0);
}

function charactersOf(width: number): number {
  return Math.max(6, Math.round(width * CHARACTERS));
}

/** A list as an .xlsx file: title, version and hash on top, one sheet, the head kept in sight, A4 across. Only for papers that are a table. */
export function paperXlsx(paper: Paper): Promise<Buffer> {
  const { bound, language } = paper;
  const table = paper.blocks.find((block) => block.kind === 'table');
  const columns = table?.head.length ?? 1;
  const line = (value: string, size: number, bold: boolean): Row => [
    {
      ...{ value, type: String, columnSpan: columns, fontSize: size, alignVertical: 'center' },
      ...(bold ? { fontWeight: 'bold', height: TITLE } : {}),
    },
    ...Array.from({ length: columns - 1 }, () => null),
  ];
  const day = bound.publishedAt.slice(0, 16).replace('T', ' ');
  const lines: Row[] = [
    line(paper.title, 16, true),
    line(`${paper.subtitle} · ${WORDS.published[language]} ${day}`, 10, false),
    line(`${WORDS.hash[language]} ${bound.hash}`, 9, false),
  ];
  if (table === undefined)
    lines.push(line(paper.blocks.map((block) => ('text' in block ? block.text : '')).join(''), 10, false));
  else {
    const ruled = { borderStyle: 'thin', alignVertical: 'top', wrap: true, fontSize: 9 } as const;
    const heightOf = (row: readonly PaperCell[]) =>
      Math.max(1, ...row.map((cell, at) => linesOf(cell, table.widths[at] ?? 10))) * LINE;
    lines.push(
      table.head.map((value) => ({
        ...{ ...ruled, value, type: String, fontWeight: 'bold', backgroundColor: '#EEEEEE' },
        height: heightOf(table.head),
      })),
      ...table.rows.map((row) =>
        row.map((value) => ({ ...ruled, value: words(value), type: String, height: heightOf(row) })),
      ),
    );
  }
  const sheet = {
    sheet: paper.title.slice(0, 31),
    columns: (table?.widths ?? [100]).map((width) => ({ width: charactersOf(width) })),
    orientation: 'landscape' as const,
    stickyRowsCount: table === undefined ? 0 : 4,
  };
  return writeXlsxFile(lines, sheet, { fontFamily: '宋体', fontSize: 9 }).toBuffer();
}
