import { useMemo } from 'react';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { palette } from '../../theme.ts';
import { useRegisterWord } from '../activities/activity.ts';
import { peopleOf, type StockReport, useStockWord } from './stock.ts';

/** How many people have which grade, by reason. */
export function GradesFigure(props: { report: StockReport }) {
  const { t, locale } = useText(stockText);
  const word = useStockWord();
  const { report } = props;
  const rows = useMemo(() => {
    const byReason = new Map<string, { grade: string; reason: string; people: number }>();
    for (const { grade, reason, people } of report.groups) {
      const key = `${grade} ${reason}`;
      const known = byReason.get(key) ?? { grade, reason, people: 0 };
      byReason.set(key, { ...known, people: known.people + people });
    }
    return [...byReason.values()].sort((a, b) =>
      a.grade < b.grade ? -1 : a.grade > b.grade ? 1 : b.people - a.people,
    );
  }, [report]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the locale
  const option = useMemo(
    () =>
      bars(
        rows.map(({ grade, reason }) => `${grade} · ${word('reason', reason)}`),
        rows.map(({ people }) => people),
      ),
    [rows, locale],
  );
  return (
    <Figure
      title={t('grades')}
      sentence={t('gradesSentence', {
        total: formatCount(report.people),
        a: formatCount(peopleOf(report, 'A')),
        b: formatCount(peopleOf(report, 'B')),
        c: formatCount(peopleOf(report, 'C')),
      })}
      option={option}
      table={
        <SimpleTable
          rows={rows}
          rowKey={(row) => `${row.grade} ${row.reason}`}
          columns={[
            { title: t('grade'), dataIndex: 'grade' },
            { title: t('reason'), render: (_, row) => word('reason', row.reason) },
            { title: t('people'), className: 'num', render: (_, row) => formatCount(row.people) },
          ]}
        />
      }
    />
  );
}

/** Who of the stock may be reached today by each channel, as the gate decides. */
export function ReachFigure(props: { report: StockReport }) {
  const { t, locale } = useText(stockText);
  const word = useRegisterWord();
  const { reach } = props.report;
  const best = reach.toSorted((a, b) => b.allowed - a.allowed)[0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the locale
  const option = useMemo(
    () =>
      bars(
        reach.map(({ channel }) => word('channel', channel)),
        reach.map(({ allowed }) => allowed),
      ),
    [reach, locale],
  );
  if (best === undefined) return null;
  return (
    <Figure
      title={t('reach')}
      sentence={t('reachSentence', {
        channel: word('channel', best.channel),
        allowed: formatCount(best.allowed),
        total: formatCount(best.total),
      })}
      option={option}
      table={
        <SimpleTable
          rows={reach}
          rowKey={(row) => row.channel}
          columns={[
            { title: t('channel'), render: (_, row) => word('channel', row.channel) },
            { title: t('allowed'), className: 'num', render: (_, row) => formatCount(row.allowed) },
            { title: t('excluded'), className: 'num', render: (_, row) => formatCount(row.total - row.allowed) },
          ]}
        />
      }
    />
  );
}

/** What asking at service touchpoints is expected to bring, with what is assumed in the sentence. */
export function ForecastFigure(props: { report: StockReport }) {
  const { t, locale } = useText(stockText);
  const { assumptions, askable, waiting, months } = props.report.forecast;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the locale
  const option = useMemo(
    () => ({
      color: [palette.accent],
      grid: { left: 8, right: 40, top: 16, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', name: t('month'), data: months.map(({ month }) => month) },
      yAxis: { type: 'value' },
      series: [{ type: 'line', name: t('reachable'), data: months.map(({ reachable }) => reachable) }],
    }),
    [months, locale],
  );
  return (
    <Figure
      title={t('forecast')}
      sentence={[
        t('forecastSentence', {
          askable: formatCount(askable),
          met: formatShare(assumptions.metAMonth, 1),
          agree: formatShare(assumptions.agree, 1),
          months: assumptions.months,
          reachable: formatCount(months.at(-1)?.reachable ?? 0),
        }),
        ...(waiting > 0 ? [t('forecastWaiting', { waiting: formatCount(waiting) })] : []),
      ].join(' ')}
      option={option}
      table={
        <SimpleTable
          rows={months}
          rowKey={(row) => String(row.month)}
          columns={[
            { title: t('month'), className: 'num', dataIndex: 'month' },
            { title: t('asked'), className: 'num', render: (_, row) => formatCount(row.asked) },
            { title: t('reachable'), className: 'num', render: (_, row) => formatCount(row.reachable) },
          ]}
        />
      }
    />
  );
}

function bars(labels: readonly string[], values: readonly number[]) {
  return {
    color: [palette.accent],
    grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis' },
    xAxis: {
      type: 'value',
      minInterval: 1,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted, hideOverlap: true },
    },
    // Whatever the language, on a phone half of the picture is the bars'.
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...labels],
      axisTick: { show: false },
      axisLabel: { color: palette.ink, width: 150, overflow: 'break' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 20,
        itemStyle: { color: palette.accent },
        data: [...values],
        label: { show: true, position: 'right' },
      },
    ],
  };
}
