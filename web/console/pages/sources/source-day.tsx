import { useMemo } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { palette } from '../../theme.ts';
import { OUTCOMES, type Outcome, type Source, sums } from './source.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
const COLOURS: Readonly<Record<Outcome, string>> = {
  kept: palette.accent,
  unknown: '#c9b98a',
  dropped: '#b9c4c0',
  duplicate: '#dfe5e3',
  blocked: palette.deny,
  other: '#8a9a95',
};

/** What became of a source's events in the last day, by the hour. */
export function SourceDay(props: { source: Source }) {
  const { t } = useText(sourcesText);
  const { hours } = props.source;
  return hours.length === 0 ? <Panel title={t('lastDay')} note={t('lastDayNone')} /> : <DayFigure hours={hours} />;
}

function DayFigure(props: { hours: Source['hours'] }) {
  const { t, locale } = useText(sourcesText);
  const { hours } = props;
  const total = sums(hours);
  const all = OUTCOMES.reduce((sum, outcome) => sum + total[outcome], 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  const option = useMemo(() => chartOf(hours, (outcome) => t(outcome)), [hours, locale]);
  const sentence = t('lastDayNote', {
    total: formatCount(all),
    kept: formatCount(total.kept),
    unknown: formatCount(total.unknown),
    dropped: formatCount(total.dropped),
    duplicate: formatCount(total.duplicate),
    blocked: formatCount(total.blocked),
  });
  const table = (
    <SimpleTable
      rows={hours.toReversed()}
      rowKey={(row) => row.hour}
      columns={[
        { title: t('hour'), render: (_, row) => <When at={row.hour} /> },
        ...OUTCOMES.map((outcome) => ({
          title: t(outcome),
          className: 'num',
          render: (_: unknown, row: Source['hours'][number]) => formatCount(sums([row])[outcome]),
        })),
      ]}
    />
  );
  return <Figure title={t('lastDay')} sentence={sentence} option={option} table={table} />;
}

function chartOf(hours: Source['hours'], nameOf: (outcome: Outcome) => string) {
  const filled = lastHours(hours);
  return {
    grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: palette.muted } },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: {
      type: 'category',
      data: filled.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted },
    },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: palette.line } } },
    // What did not happen needs no place in the legend of a phone.
    series: OUTCOMES.filter((outcome) => filled.some(({ total }) => total[outcome] > 0)).map((outcome) => ({
      name: nameOf(outcome),
      type: 'bar',
      stack: 'events',
      barMaxWidth: 18,
      itemStyle: { color: COLOURS[outcome] },
      data: filled.map(({ total }) => total[outcome]),
    })),
  };
}

// Hours without an event are not in the list; a chart without them would lie about time.
function lastHours(hours: Source['hours']) {
  const known = new Map(hours.map((each) => [Date.parse(each.hour), each]));
  const last = Math.max(...known.keys());
  return Array.from({ length: HOURS }, (_, step) => {
    const hour = last - (HOURS - 1 - step) * HOUR_MS;
    const found = known.get(hour);
    const label = new Date(hour + 8 * HOUR_MS).toISOString().slice(11, 16);
    return { label, total: sums(found === undefined ? [] : [found]) };
  });
}
