import { useMemo } from 'react';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { reasonLine, useArticle } from '../../parts/use-article.ts';
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
            { title: t('reason'), className: 'wrap', render: (_, row) => word('reason', row.reason) },
            { title: t('people'), className: 'num', render: (_, row) => formatCount(row.people) },
          ]}
        />
      }
    />
  );
}

/** Who of the stock may be reached today by each channel, as the gate decides. */
export function ReachFigure(props: { report: StockReport }) {
  const { t, pick, locale } = useText(stockText);
  const word = useRegisterWord();
  const article = useArticle();
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
  const why = best.excluded.toSorted((a, b) => b.count - a.count)[0];
  const sentence = [
    t('reachSentence', {
      channel: word('channel', best.channel),
      allowed: formatCount(best.allowed),
      total: formatCount(best.total),
    }),
    ...(why === undefined
      ? []
      : [t('reachWhy', { why: reasonLine(pick(why), article(why.article)), count: formatCount(why.count) })]),
  ].join(' ');
  const table = <ReachTable reach={reach} />;
  // Bars of nothing would tell nothing; the reasons do.
  if (best.allowed === 0)
    return (
      <Panel title={t('reach')} note={sentence}>
        {table}
      </Panel>
    );
  return <Figure title={t('reach')} sentence={sentence} option={option} table={table} />;
}

/** By channel, how many may be reached and why the others may not, each person under one reason. */
function ReachTable(props: { reach: StockReport['reach'] }) {
  const { t, pick } = useText(stockText);
  const word = useRegisterWord();
  const named = useArticle();
  const { reach } = props;
  const reasons = new Map(reach.flatMap(({ excluded }) => excluded.map((each) => [each.code, each] as const)));
  const refused = [...reasons.values()].map((each) => ({
    code: each.code,
    text: pick(each),
    article: named(each.article),
  }));
  const rows = [{ code: '', text: t('allowed'), article: '—' }, ...refused];
  return (
    <SimpleTable
      rows={rows}
      rowKey={({ code }) => code}
      columns={[
        { title: t('reachOutcome'), className: 'wrap', dataIndex: 'text' },
        { title: t('article'), dataIndex: 'article' },
        ...reach.map(({ channel, allowed, excluded }) => ({
          title: word('channel', channel),
          className: 'num',
          render: (_: unknown, { code }: { code: string }) =>
            formatCount(code === '' ? allowed : (excluded.find((each) => each.code === code)?.count ?? 0)),
        })),
      ]}
    />
  );
}

/** What asking at service touchpoints is expected to bring, with what is assumed in the sentence. */
export function ForecastFigure(props: { report: StockReport }) {
  const { t, locale } = useText(stockText);
  const { assumptions, askable, waiting, months } = props.report.forecast;
  const later = waiting > 0 ? [t('forecastWaiting', { waiting: formatCount(waiting) })] : [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the locale
  const option = useMemo(
    () => ({
      color: [palette.accent],
      grid: { left: 8, right: 16, top: 16, bottom: 24, containLabel: true },
      tooltip: { trigger: 'axis' },
      xAxis: {
        type: 'category',
        name: t('month'),
        nameLocation: 'middle',
        nameGap: 28,
        data: months.map(({ month }) => month),
      },
      yAxis: { type: 'value', minInterval: 1 },
      series: [{ type: 'line', name: t('reachable'), data: months.map(({ reachable }) => reachable) }],
    }),
    [months, locale],
  );
  // A line along the bottom would tell nothing.
  if (askable === 0 && (months[0]?.reachable ?? 0) === 0)
    return <Panel title={t('forecast')} note={[t('forecastNobody'), ...later].join(' ')} />;
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
        ...later,
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
      axisLabel: { color: palette.ink, width: 150, overflow: 'break', lineHeight: 16 },
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
