import { useMemo } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { ratesText } from '../../../ui/i18n/rates.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { palette } from '../../theme.ts';
import { percent, type RateTable } from './rate.ts';
import { RatesTable } from './rates-table.tsx';

/** What was answered, refused and left, week by week. */
export function WeeklyFigure(props: { table: RateTable }) {
  const { t, locale } = useText(ratesText);
  const { table } = props;
  const { total } = table;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the locale
  const option = useMemo(() => chartOf(table, [t('granted'), t('refused'), t('unanswered')]), [table, locale]);
  const sentence = t('weeklySentence', {
    shown: formatCount(total.shown),
    answered: formatCount(total.granted + total.refused),
    share: percent(total.consent?.share),
    withdrawal: percent(total.withdrawal?.share),
  });
  return (
    <Figure
      title={t('weekly')}
      sentence={sentence}
      option={option}
      table={<RatesTable by="week" table={{ ...table, cells: table.cells.toReversed() }} />}
    />
  );
}

function chartOf({ cells }: RateTable, names: readonly [string, string, string]) {
  const series = (name: string, color: string, data: number[]) => ({
    name,
    type: 'bar',
    stack: 'answers',
    barMaxWidth: 28,
    itemStyle: { color },
    data,
  });
  return {
    grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: palette.muted } },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: {
      type: 'category',
      data: cells.map(({ key }) => key.slice(5)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted },
    },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: palette.line } } },
    series: [
      series(
        names[0],
        palette.accent,
        cells.map(({ granted }) => granted),
      ),
      series(
        names[1],
        '#b9c4c0',
        cells.map(({ refused }) => refused),
      ),
      series(
        names[2],
        '#e6ebe9',
        cells.map(({ shown, granted, refused }) => shown - granted - refused),
      ),
    ],
  };
}
