import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { workbenchText } from '../../../ui/i18n/workbench.ts';
import { Figure } from '../../parts/figure.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { palette } from '../../theme.ts';

interface Day {
  readonly day: string;
  readonly granted: number;
  readonly refused: number;
  readonly withdrawn: number;
}

/** Consents, refusals and withdrawals of the last 30 days. */
export function ConsentPanel() {
  const { t } = useText(workbenchText);
  const statistics = useQuery({
    queryKey: ['consent-statistics'],
    queryFn: () => api<{ days: readonly Day[] }>('/api/v1/consents/statistics'),
  });
  if (!statistics.isSuccess)
    return (
      <Panel title={t('consent')}>
        <QueryState query={statistics}>{() => null}</QueryState>
      </Panel>
    );
  const { days } = statistics.data;
  return days.length === 0 ? <Panel title={t('consent')} note={t('consentNone')} /> : <ConsentFigure days={days} />;
}

function ConsentFigure(props: { days: readonly Day[] }) {
  const { t, locale } = useText(workbenchText);
  const { days } = props;
  const sum = (key: 'granted' | 'refused' | 'withdrawn'): string =>
    formatCount(days.reduce((total, day) => total + day[key], 0));
  const sentence = t('consentNote', {
    granted: sum('granted'),
    refused: sum('refused'),
    withdrawn: sum('withdrawn'),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  const option = useMemo(() => chartOf(days, [t('granted'), t('refused'), t('withdrawn')]), [days, locale]);
  const table = (
    <SimpleTable
      rows={days.toReversed()}
      rowKey={(row) => row.day}
      columns={[
        { title: t('day'), dataIndex: 'day' },
        { title: t('granted'), className: 'num', render: (_, row) => formatCount(row.granted) },
        { title: t('refused'), className: 'num', render: (_, row) => formatCount(row.refused) },
        { title: t('withdrawn'), className: 'num', render: (_, row) => formatCount(row.withdrawn) },
      ]}
    />
  );
  return <Figure title={t('consent')} sentence={sentence} option={option} table={table} />;
}

function chartOf(days: readonly Day[], names: readonly [string, string, string]) {
  const filled = lastDays(days);
  const series = (name: string, color: string, data: number[]) => ({
    name,
    type: 'bar',
    stack: 'acts',
    barMaxWidth: 14,
    itemStyle: { color },
    data,
  });
  return {
    grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: palette.muted } },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: {
      type: 'category',
      data: filled.map((day) => day.day.slice(5)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted },
    },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: palette.line } } },
    series: [
      series(
        names[0],
        palette.accent,
        filled.map((day) => day.granted),
      ),
      series(
        names[1],
        '#b9c4c0',
        filled.map((day) => day.refused),
      ),
      series(
        names[2],
        palette.deny,
        filled.map((day) => day.withdrawn),
      ),
    ],
  };
}

const SHOWN_DAYS = 30;
const DAY_MS = 86_400_000;

// Days without an answer are not in the list; a chart without them would lie about time.
function lastDays(days: readonly Day[]): Day[] {
  const last = days.at(-1)?.day;
  if (last === undefined) return [];
  const end = new Date(`${last}T00:00:00Z`).getTime();
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: SHOWN_DAYS }, (_, step) => {
    const day = new Date(end - (SHOWN_DAYS - 1 - step) * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, granted: 0, refused: 0, withdrawn: 0 };
  });
}
