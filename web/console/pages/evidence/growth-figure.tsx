import { useQuery } from '@tanstack/react-query';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { palette } from '../../theme.ts';

interface Day {
  readonly day: string;
  readonly size: number;
}

/** How the log grew in the last thirty days. */
export function GrowthFigure() {
  const growth = useQuery({
    queryKey: ['log-growth'],
    queryFn: () => api<{ items: readonly Day[] }>('/api/v1/evidence/growth'),
    refetchInterval: 60_000,
  });
  return (
    <QueryState query={growth} rows={6}>
      {({ items }) => <Drawn days={items} />}
    </QueryState>
  );
}

function Drawn(props: { days: readonly Day[] }) {
  const { t } = useText(evidenceText);
  const { days } = props;
  const last = days.at(-1)?.size ?? 0;
  const before = days[0]?.size ?? 0;
  const option = {
    grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: {
      type: 'category',
      data: days.map(({ day }) => day.slice(5)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted },
    },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: palette.line } } },
    series: [
      {
        name: t('size'),
        type: 'line',
        step: 'end',
        symbol: 'none',
        lineStyle: { color: palette.accent, width: 2 },
        itemStyle: { color: palette.accent },
        areaStyle: { color: palette.accent, opacity: 0.08 },
        data: days.map(({ size }) => size),
      },
    ],
  };
  const table = (
    <SimpleTable
      rows={days.toReversed()}
      rowKey={(row) => row.day}
      columns={[
        { title: t('day'), dataIndex: 'day' },
        { title: t('size'), className: 'num', render: (_, row) => formatCount(row.size) },
      ]}
    />
  );
  const sentence = t('growthSentence', { last: formatCount(last), grown: formatCount(last - before) });
  return <Figure title={t('growth')} sentence={sentence} option={option} table={table} />;
}
