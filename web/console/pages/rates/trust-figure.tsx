import { useMemo } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { ratesText } from '../../../ui/i18n/rates.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { palette } from '../../theme.ts';
import { percent, type Rate } from './rate.ts';

interface TrustWeek {
  readonly week: string;
  readonly answered: number;
  readonly standing: number;
  readonly gained: number;
  readonly lost: number;
  readonly trust: Rate | null;
}

/** Trust week by week, as the server computes it. */
export interface Trust {
  readonly weeks: readonly TrustWeek[];
}

/** Trust over time, with its interval as a band and how it is computed below. */
export function TrustFigure(props: { trust: Trust }) {
  const { t, locale } = useText(ratesText);
  const { weeks } = props.trust;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the locale
  const option = useMemo(() => chartOf(weeks, t('trust')), [weeks, locale]);
  const last = weeks.at(-1);
  if (last === undefined) return null;
  const sentence = t('trustSentence', {
    answered: formatCount(last.answered),
    standing: formatCount(last.standing),
    share: percent(last.trust?.share),
    low: percent(last.trust?.low),
    high: percent(last.trust?.high),
  });
  return (
    <Figure
      title={t('trust')}
      sentence={sentence}
      foot={t('trustHow')}
      option={option}
      table={
        <SimpleTable
          rows={weeks.toReversed()}
          rowKey={({ week }) => week}
          columns={[
            { title: t('week'), dataIndex: 'week' },
            { title: t('trust'), className: 'num', render: (_, row) => percent(row.trust?.share) },
            {
              title: t('interval'),
              className: 'num',
              render: (_, row) => `${percent(row.trust?.low)} – ${percent(row.trust?.high)}`,
            },
            { title: t('answeredPairs'), className: 'num', render: (_, row) => formatCount(row.answered) },
            { title: t('standing'), className: 'num', render: (_, row) => formatCount(row.standing) },
            { title: t('gained'), className: 'num', render: (_, row) => formatCount(row.gained) },
            { title: t('lost'), className: 'num', render: (_, row) => formatCount(row.lost) },
          ]}
        />
      }
    />
  );
}

function chartOf(weeks: readonly TrustWeek[], name: string) {
  const share = (read: (rate: Rate) => number) =>
    weeks.map(({ trust }) => (trust === null ? null : Number((read(trust) * 100).toFixed(2))));
  const low = share((rate) => rate.low);
  const band = { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, tooltip: { show: false } };
  return {
    grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: {
      type: 'category',
      boundaryGap: weeks.length < 2,
      data: weeks.map(({ week }) => week.slice(5)),
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 100,
      axisLabel: { color: palette.muted, formatter: '{value} %' },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      { ...band, data: low },
      {
        ...band,
        data: share((rate) => rate.high - rate.low),
        areaStyle: { color: palette.accent, opacity: 0.15 },
      },
      {
        name,
        type: 'line',
        symbolSize: 5,
        lineStyle: { color: palette.accent, width: 2 },
        itemStyle: { color: palette.accent },
        data: share((rate) => rate.share),
      },
    ],
  };
}
