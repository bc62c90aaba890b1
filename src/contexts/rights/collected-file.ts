import writeXlsxFile from 'write-excel-file/node';
import { type CollectedRow, GROUP_NAMES } from './domain/collected-list.ts';

const HEAD = {
  zh: ['序号', '类别', '名称', '内容（脱敏）', '使用目的', '使用场景', '收集次数', '最近一次收集'],
  en: ['No.', 'Group', 'Name', 'Content (masked)', 'Purposes', 'Scenes', 'Times collected', 'Last collected'],
} as const;
const TITLE = { zh: '已收集个人信息清单', en: 'Personal information collected' } as const;
const WINDOW = {
  zh: (days: number | null) => (days === null ? '全部' : `最近 ${days} 天`),
  en: (days: number | null) => (days === null ? 'All' : `The last ${days} days`),
} as const;
const TIME = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
});

/** A person's list as an .xlsx file: title and window on top, one table, values masked as on the page. */
export function collectedFile(
  rows: readonly CollectedRow[],
  told: { readonly days: number | null; readonly language: 'zh' | 'en'; readonly at: Date },
): Promise<Buffer> {
  const { days, language, at } = told;
  const head = HEAD[language];
  const across = (value: string, fontSize: number, bold: boolean) => [
    { value, type: String, columnSpan: head.length, fontSize, ...(bold ? { fontWeight: 'bold' as const } : {}) },
    ...head.slice(1).map(() => null),
  ];
  const ruled = { borderStyle: 'thin', alignVertical: 'top', wrap: true, fontSize: 9 } as const;
  const cell = (value: string) => ({ ...ruled, value, type: String });
  const list = (texts: CollectedRow['purposes']) => texts.map((text) => text[language]).join('\n') || '—';
  const lines = [
    across(TITLE[language], 16, true),
    across(`${WINDOW[language](days)} · ${TIME.format(at)}`, 10, false),
    head.map((value) => ({ ...cell(value), fontWeight: 'bold' as const, backgroundColor: '#EEEEEE' })),
    ...rows.map((row, index) => [
      cell(String(index + 1)),
      cell(GROUP_NAMES[row.group][language]),
      cell(row.name[language]),
      cell(row.content ?? '—'),
      cell(list(row.purposes)),
      cell(list(row.scenes)),
      { ...ruled, value: row.count, type: Number },
      cell(TIME.format(row.latest)),
    ]),
  ];
  const sheet = {
    sheet: TITLE[language].slice(0, 31),
    columns: [6, 12, 18, 26, 30, 18, 10, 18].map((width) => ({ width })),
    orientation: 'landscape' as const,
    stickyRowsCount: 3,
  };
  return writeXlsxFile(lines, sheet, { fontFamily: '宋体', fontSize: 9 }).toBuffer();
}
