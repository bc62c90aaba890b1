import { type ReactNode, useMemo } from 'react';
import { ratesText } from '../../../ui/i18n/rates.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { palette } from '../../theme.ts';
import { type Compared, percent, type RateCell, type RateTable, useKeyName } from './rate.ts';
import { RatesTable } from './rates-table.tsx';

/** Consent by touchpoint, version, wording or activity, each share with its interval. */
export function ComparedFigure(props: { by: Compared; table: RateTable; chooser: ReactNode }) {
  const { t, locale } = useText(ratesText);
  const nameOf = useKeyName();
  const { by, table } = props;
  const ranked = useMemo(
    () =>
      table.cells
        .filter(({ consent }) => consent !== null)
        .toSorted((a, b) => (a.consent?.share ?? 0) - (b.consent?.share ?? 0)),
    [table],
  );
  // Names come in after the numbers, and with the language.
  const names = ranked.map(({ key }) => nameOf(by, key)).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the locale
  const option = useMemo(() => chartOf(ranked, names.split('\n'), t('consentRate')), [ranked, names, locale]);
  const [worst] = ranked;
  const best = ranked.at(-1);
  const behind = <RatesTable by={by} table={table} />;
  return best === undefined || worst === undefined ? (
    <Panel title={t(`by.${by}`)} extra={props.chooser}>
      {behind}
    </Panel>
  ) : (
    <Figure
      title={t(`by.${by}`)}
      sentence={
        ranked.length === 1
          ? t('oneSentence', { best: nameOf(by, best.key), high: percent(best.consent?.share) })
          : t('bestSentence', {
              best: nameOf(by, best.key),
              high: percent(best.consent?.share),
              worst: nameOf(by, worst.key),
              low: percent(worst.consent?.share),
            })
      }
      option={option}
      extra={props.chooser}
      table={behind}
    />
  );
}

function chartOf(cells: readonly RateCell[], names: readonly string[], title: string) {
  const hundredth = (share: number | undefined) => Number(((share ?? 0) * 100).toFixed(2));
  return {
    grid: { left: 8, right: 24, top: 8, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: {
      type: 'value',
      min: 0,
      max: 100,
      axisLabel: { color: palette.muted, formatter: '{value} %', hideOverlap: true },
      splitLine: { lineStyle: { color: palette.line } },
    },
    yAxis: {
      type: 'category',
      data: names,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink, width: 150, overflow: 'break', lineHeight: 16 },
    },
    series: [
      {
        name: title,
        type: 'bar',
        barMaxWidth: 22,
        itemStyle: { color: palette.accent },
        data: cells.map(({ consent }) => hundredth(consent?.share)),
        markLine: {
          silent: true,
          symbol: ['none', 'none'],
          animation: false,
          label: { show: false },
          lineStyle: { color: palette.ink, width: 2, type: 'solid' },
          data: cells.map(({ consent }, index) => [
            { coord: [hundredth(consent?.low), index] },
            { coord: [hundredth(consent?.high), index] },
          ]),
        },
      },
    ],
  };
}
