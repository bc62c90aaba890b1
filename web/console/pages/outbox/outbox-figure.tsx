import { useMemo } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { outboxText } from '../../../ui/i18n/outbox.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { palette } from '../../theme.ts';
import type { Receiver } from './receiver.ts';

const SERIES = ['waiting', 'unacknowledged', 'acknowledged'] as const;
const COLOURS = { waiting: palette.deny, unacknowledged: '#8a9a95', acknowledged: palette.accent } as const;

/** What each receiver was told, and how far it is. */
export function OutboxFigure(props: { receivers: readonly Receiver[] }) {
  const { t, pick, locale } = useText(outboxText);
  const { receivers } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 16, top: 32, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: palette.muted } },
      tooltip: { trigger: 'axis', renderMode: 'richText' },
      xAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: palette.line } } },
      yAxis: {
        type: 'category',
        data: receivers.map(({ name }) => pick(name)),
        axisTick: { show: false },
        axisLabel: { color: palette.muted, width: 96, overflow: 'truncate' },
      },
      series: SERIES.map((each) => ({
        name: t(each),
        type: 'bar',
        stack: 'told',
        barMaxWidth: 18,
        itemStyle: { color: COLOURS[each] },
        data: receivers.map((receiver) => receiver[each]),
      })),
    }),
    [receivers, locale],
  );
  const waiting = receivers.reduce((sum, each) => sum + each.waiting, 0);
  const unacknowledged = receivers.reduce((sum, each) => sum + each.unacknowledged, 0);
  const sentence = t('pictureNote', {
    open: formatCount(waiting + unacknowledged),
    waiting: formatCount(waiting),
    unacknowledged: formatCount(unacknowledged),
  });
  const table = (
    <SimpleTable
      rows={receivers}
      rowKey={(row) => row.code}
      columns={[
        { title: t('name'), render: (_, row) => pick(row.name) },
        ...SERIES.map((each) => ({
          title: t(each),
          className: 'num',
          render: (_: unknown, row: Receiver) => formatCount(row[each]),
        })),
      ]}
    />
  );
  return <Figure title={t('picture')} sentence={sentence} option={option} table={table} />;
}
