import { palette } from '../../theme.ts';

/** How many values of a field end in a month. */
export interface ForecastRow {
  readonly field: string;
  readonly label: { readonly zh: string; readonly en: string };
  readonly month: string | null;
  readonly endsBy: string | null;
  readonly locked: boolean;
  readonly count: number;
}

const COLOURS = ['#0b6e63', '#4f9a8f', '#8fc0b8', '#7a4700', '#b98a4d', '#5b6763', '#a9b4b0'];

/** The quarter of a month YYYY-MM, for example "2027 Q1". */
export function quarterOf(month: string): string {
  return `${month.slice(0, 4)} Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;
}

/** The twelve quarters from this one on: three years, as long as most terms. */
export function nextQuarters(now: Date): string[] {
  return Array.from({ length: 12 }, (_, at) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + at * 3, 1));
    return quarterOf(month.toISOString().slice(0, 7));
  });
}

/** Stacked columns: quarters across, one colour a field, what ends later in a last column. */
export function forecastChart(
  rows: readonly ForecastRow[],
  quarters: readonly string[],
  words: { readonly later: string; label(row: ForecastRow): string },
) {
  const place = (month: string) => {
    const at = quarters.indexOf(quarterOf(month));
    return at < 0 ? quarters.length : at;
  };
  const fields = new Map<string, { name: string; data: number[] }>();
  for (const row of rows) {
    if (row.month === null) continue;
    const series = fields.get(row.field) ?? { name: words.label(row), data: [...quarters.map(() => 0), 0] };
    fields.set(row.field, series);
    const at = place(row.month);
    series.data[at] = (series.data[at] ?? 0) + row.count;
  }
  return {
    grid: { left: 8, right: 16, top: 56, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, type: 'scroll', itemWidth: 10, itemHeight: 10, textStyle: { color: palette.muted } },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, renderMode: 'richText' },
    xAxis: {
      type: 'category',
      data: [...quarters, words.later],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink, hideOverlap: true },
    },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: palette.line } } },
    series: [...fields.values()].map((each, at) => ({
      ...each,
      type: 'bar',
      stack: 'values',
      barMaxWidth: 28,
      itemStyle: { color: COLOURS[at % COLOURS.length] },
    })),
  };
}
