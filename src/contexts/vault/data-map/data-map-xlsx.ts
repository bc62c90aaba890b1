import writeXlsxFile, { type Row } from 'write-excel-file/node';
import type { DataMapRow, Place } from './data-map.ts';

const PLACES: Readonly<Record<Place, string>> = {
  vault: '保险箱（密文）',
  'blind-index': '盲索引（带密钥摘要）',
  'address-digest': '联系方式摘要',
  'event-log': '行为日志（密文）与分析库（不含标识）',
  'generalised-trait': '概括特征（省份）',
  'age-sealed': '年龄判定（密封）',
};

const AT_END: Readonly<Record<string, string>> = { erase: '删除', anonymise: '匿名化', storage_only: '仅存储' };
const ROLES: Readonly<Record<string, string>> = {
  entrustee: '受托人',
  independent_handler: '独立处理者',
  joint_handler: '共同处理者',
};

const HEAD = [
  '字段',
  '字段代码',
  '敏感',
  '处理活动',
  '合法性基础',
  '存放位置',
  '接收方',
  '保存期限（天）',
  '到期处理',
  '持有人数',
  '最晚到期',
];
const WIDTHS = [18, 16, 8, 24, 14, 40, 36, 14, 12, 10, 14];

/** The data map as an .xlsx file with one sheet; every cell is text or a number, so that nothing runs. */
export async function dataMapXlsx(rows: readonly DataMapRow[]): Promise<Buffer> {
  const head: Row = HEAD.map((value) => ({ value, fontWeight: 'bold' as const }));
  const data: Row[] = rows.map((row) => [
    row.label.zh,
    row.field,
    row.sensitive ? '是' : '否',
    `${row.activityName.zh}（${row.activity}）`,
    row.basis,
    row.places.map((place) => PLACES[place]).join('、'),
    row.recipients.map(({ name, role }) => `${name}（${ROLES[role] ?? role}）`).join('、') || '无',
    row.days,
    AT_END[row.atEnd] ?? row.atEnd,
    row.held,
    row.until === null ? '—' : row.until.toISOString().slice(0, 10),
  ]);
  const columns = WIDTHS.map((width) => ({ width }));
  return writeXlsxFile([head, ...data], { sheet: '数据地图', columns }).toBuffer();
}
