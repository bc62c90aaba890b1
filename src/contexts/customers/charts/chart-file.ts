import writeXlsxFile from 'write-excel-file/node';
import { BYTE_ORDER_MARK, csvLine } from '../ingest/domain/refused-file.ts';
import type { Funnel, Retention } from './compute-charts.ts';
import { SMALLEST_CELL } from './domain/chart-question.ts';

/** A table of aggregates: no person in it, small cells withheld. */
export interface ChartTable {
  readonly sheet: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const shown = (count: number | null): string => (count === null ? `<${SMALLEST_CELL}` : String(count));

/** A funnel as a table. */
export function funnelTable({ steps }: Funnel): ChartTable {
  const first = steps[0]?.count ?? null;
  return {
    sheet: '漏斗',
    head: ['步骤 Step', '事件 Event', '人数 People', '占第一步 Of the first'],
    rows: steps.map(({ event, count }, place) => [String(place + 1), event, shown(count), share(count, first)]),
  };
}

/** Retention as a table. */
export function retentionTable({ cohorts }: Retention): ChartTable {
  const most = Math.max(0, ...cohorts.map(({ back }) => back.length));
  return {
    sheet: '留存',
    head: ['首次 First', '人数 People', ...Array.from({ length: most }, (_, place) => `+${place}`)],
    rows: cohorts.map(({ from, size, back }) => [
      from,
      shown(size),
      ...Array.from({ length: most }, (_, place) => (place < back.length ? shown(back[place] ?? null) : '')),
    ]),
  };
}

/** The table as CSV in UTF-8 with a mark that spreadsheets understand. */
export function chartCsv({ head, rows }: ChartTable): Buffer {
  return Buffer.from(`${BYTE_ORDER_MARK}${[head, ...rows].map((row) => csvLine(row)).join('')}`, 'utf8');
}

/** The table as .xlsx. */
export async function chartXlsx({ sheet, head, rows }: ChartTable): Promise<Buffer> {
  const cells = rows.map((row) =>
    row.map((value) => (/^\d+$/.test(value) ? { value: Number(value), type: Number } : { value, type: String })),
  );
  const titles = head.map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  return writeXlsxFile([titles, ...cells], { sheet }).toBuffer();
}

function share(part: number | null, whole: number | null): string {
  return part === null || whole === null || whole === 0 ? '' : `${((part / whole) * 100).toFixed(1)}%`;
}
