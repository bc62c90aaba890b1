import {
  AlignmentType,
  Footer,
  HeightRule,
  type IStylesOptions,
  LineRuleType,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';

// Fonts that Windows, WPS and macOS in China have; digits and Latin letters in Times New Roman, as official papers set them.
const FANGSONG = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman', eastAsia: '仿宋' };
const HEITI = { ...FANGSONG, eastAsia: '黑体' };
const KAITI = { ...FANGSONG, eastAsia: '楷体' };
const SONGTI = { ...FANGSONG, eastAsia: '宋体' };

// docx counts fonts in half points, spaces in twentieths of a point.
const BODY = 28;
const PITCH = { line: 520, lineRule: LineRuleType.EXACT };
/** Two characters of 14 pt. */
const INDENT = 560;

/** The styles of the whole paper: 仿宋 14 pt, lines 26 pt apart. */
export const BODY_STYLE: IStylesOptions = {
  default: { document: { run: { font: FANGSONG, size: BODY, language: { value: 'zh-CN', eastAsia: 'zh-CN' } } } },
};

/** The paper's name. */
export function title(text: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before: 240, after: 360 },
    children: [new TextRun({ text, font: SONGTI, size: 44, bold: true })],
  });
}

/** A heading: 黑体 for 一、, 楷体 for （一）. It stays with what follows. */
export function heading(text: string, level: 1 | 2 = 1): Paragraph {
  return new Paragraph({
    keepNext: true,
    outlineLevel: level - 1,
    indent: { firstLine: INDENT },
    spacing: { before: 160, after: 80, ...PITCH },
    children: [new TextRun({ text, font: level === 1 ? HEITI : KAITI, size: BODY, bold: level === 2 })],
  });
}

/** A paragraph of the body, its first line indented by two characters unless told. */
export function body(text: string, { indent = true }: { readonly indent?: boolean } = {}): Paragraph {
  return new Paragraph({
    spacing: PITCH,
    ...(indent ? { indent: { firstLine: INDENT } } : {}),
    children: [new TextRun({ text })],
  });
}

/** A quotation, a hash or a key: smaller, indented. */
export function small(text: string): Paragraph {
  return new Paragraph({
    indent: { left: INDENT },
    spacing: { line: 320, lineRule: LineRuleType.EXACT },
    children: [new TextRun({ text, size: 20 })],
  });
}

/** Paragraphs that are counted. */
export function list(items: readonly string[]): Paragraph[] {
  return items.map((item, at) => body(`${at + 1}．${item}`));
}

/** A line at the right: reference, seal, date. `keepNext` keeps it on the page of the next. */
export function right(text: string, keepNext = false): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.RIGHT,
    keepNext,
    spacing: PITCH,
    children: [new TextRun({ text })],
  });
}

/** How a table is set. */
export interface TableShape {
  /** Hundredths of the whole, a column each. */
  readonly widths: readonly number[];
  /** Of the whole table, in twentieths of a point. */
  readonly width: number;
  /** Size of the type. */
  readonly points?: number;
  /** What stands out and is repeated: the first row, unless told the first column. */
  readonly head?: 'row' | 'column';
}

/** A ruled table of fixed columns, so that long hashes break inside their cells; its head is repeated on every page. */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { widths, width, points = 10, head: stands = 'row' }: TableShape,
): Table {
  const columns = widths.map((each) => Math.round((each * width) / 100));
  const cell = (text: string, at: number, bold: boolean) =>
    new TableCell({
      width: { size: columns[at] ?? 0, type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      margins: { top: 40, bottom: 40, left: 60, right: 60 },
      children: [
        new Paragraph({
          alignment: bold ? AlignmentType.CENTER : AlignmentType.LEFT,
          children: [new TextRun({ text, size: points * 2, bold, ...(bold ? { font: HEITI } : {}) })],
        }),
      ],
    });
  const row = (cells: readonly string[], isHead: boolean) =>
    new TableRow({
      tableHeader: isHead,
      cantSplit: true,
      ...(isHead ? { height: { value: 400, rule: HeightRule.ATLEAST } } : {}),
      children: cells.map((text, at) => cell(text, at, isHead || (stands === 'column' && at === 0))),
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: width, type: WidthType.DXA },
    columnWidths: columns,
    rows: [row(head, stands === 'row'), ...rows.map((each) => row(each, false))],
  });
}

/** The footer: page and pages, and below what the paper is bound to. */
export function footer(bound: string, language: 'zh' | 'en' = 'zh'): Footer {
  const { CURRENT, TOTAL_PAGES } = PageNumber;
  const pages = language === 'zh' ? ['第 ', CURRENT, ' 页，共 ', TOTAL_PAGES, ' 页'] : [CURRENT, ' / ', TOTAL_PAGES];
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        // A run each: some programs set what follows a page number in one run in the size of the body.
        children: pages.map((each) => new TextRun({ children: [each], size: 18 })),
      }),
      new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ text: bound, size: 14 })] }),
    ],
  });
}
