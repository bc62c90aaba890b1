import { useQuery } from '@tanstack/react-query';
import { DatePicker, type DatePickerProps } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { workbenchText } from '../../../ui/i18n/workbench.ts';
import { Figure } from '../../parts/figure.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useArticle } from '../../parts/use-article.ts';
import type { VerdictReason } from '../../parts/verdict-chip.tsx';
import { palette } from '../../theme.ts';
import { useRegisterWord } from '../activities/activity.ts';

interface ReachCount {
  readonly activity: string;
  readonly channel: string;
  readonly allowed: number;
  readonly excluded: readonly (VerdictReason & { readonly count: number })[];
}

type Day = Exclude<DatePickerProps['value'], readonly unknown[] | undefined>;

/** How many of everybody each marketing activity may reach by each channel, now or at noon of a day, over or to come. */
export function ReachPanel() {
  const { t } = useText(workbenchText);
  const [chosen, setChosen] = useState<Day>(null);
  const day = chosen?.format('YYYY-MM-DD');
  const reach = useQuery({
    queryKey: ['reach-overview', day],
    queryFn: () =>
      api<{ items: readonly ReachCount[] }>(day === undefined ? '/api/v1/reach' : `/api/v1/reach?day=${day}`),
  });
  const choice = (
    <DatePicker
      size="small"
      aria-label={t('reachDay')}
      placeholder={t('reachDay')}
      value={chosen}
      onChange={setChosen}
    />
  );
  if (!reach.isSuccess)
    return (
      <Panel title={t('reach')} extra={choice}>
        <QueryState query={reach}>{() => null}</QueryState>
      </Panel>
    );
  const { items } = reach.data;
  if (items.length === 0) return <Panel title={t('reach')} note={t('reachNone')} />;
  if (items.every((item) => totalOf(item) === 0))
    return <Panel title={t('reach')} note={t('reachEmpty')} extra={choice} />;
  return <ReachFigure items={items} day={day} choice={choice} />;
}

function ReachFigure(props: { items: readonly ReachCount[]; day: string | undefined; choice: ReactNode }) {
  const { t, locale } = useText(workbenchText);
  const word = useRegisterWord();
  const { nameOf } = useActivityName();
  const items = props.items.toSorted((a, b) => b.allowed - a.allowed);
  const label = (item: ReachCount): string => `${word('channel', item.channel)} · ${nameOf(item.activity)}`;
  const labels = items.map(label).join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the labels stand for the names, and items for their numbers
  const option = useMemo(
    () => chartOf(items, items.map(label), [t('allowed'), t('excluded')]),
    [props.items, labels, locale],
  );
  const best = items[0];
  if (best === undefined) return null;
  const sentence = t(props.day === undefined ? 'reachNote' : 'reachNoteDay', {
    day: props.day ?? '',
    activity: nameOf(best.activity),
    channel: word('channel', best.channel),
    allowed: formatCount(best.allowed),
    total: formatCount(totalOf(best)),
    share: formatShare(best.allowed, totalOf(best)),
  });
  const table = (
    <SimpleTable
      // The panel is half of a screen: names and reasons wrap, so that no column falls out of sight.
      minWidth={470}
      rows={items}
      rowKey={(row) => `${row.activity} ${row.channel}`}
      columns={[
        {
          title: t('activity'),
          className: 'name-cell',
          render: (_, row) => (
            <>
              {nameOf(row.activity)}
              <div className="muted">{word('channel', row.channel)}</div>
            </>
          ),
        },
        { title: <NarrowHead text={t('allowed')} />, className: 'num', render: (_, row) => formatCount(row.allowed) },
        {
          title: <NarrowHead text={t('excluded')} />,
          className: 'num',
          render: (_, row) => formatCount(totalOf(row) - row.allowed),
        },
        { title: t('mainReason'), className: 'name-cell', render: (_, row) => <MainReason excluded={row.excluded} /> },
      ]}
    />
  );
  return <Figure title={t('reach')} sentence={sentence} option={option} table={table} extra={props.choice} />;
}

/** The head of a column of numbers in half a screen: its words wrap, or they would take the room of the reasons. */
function NarrowHead(props: { text: string }) {
  return <div className="narrow-head">{props.text}</div>;
}

/** Why most of those that may not be reached may not, with its article and how many they are. */
function MainReason(props: { excluded: ReachCount['excluded'] }) {
  const { t, pick } = useText(workbenchText);
  const article = useArticle();
  const main = props.excluded.toSorted((a, b) => b.count - a.count)[0];
  if (main === undefined) return '—';
  return (
    <>
      {pick(main)}
      <div className="muted">
        {t('reasonCount', { article: article(main.article), count: formatCount(main.count) })}
      </div>
    </>
  );
}

function totalOf(item: ReachCount): number {
  return item.allowed + item.excluded.reduce((sum, reason) => sum + reason.count, 0);
}

function chartOf(items: readonly ReachCount[], labels: readonly string[], names: readonly [string, string]) {
  const shown = items.slice(0, 6);
  const series = (name: string, color: string, data: number[]) => ({
    name,
    type: 'bar',
    stack: 'people',
    barMaxWidth: 22,
    itemStyle: { color },
    data,
  });
  return {
    grid: { left: 8, right: 16, top: 32, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: palette.muted } },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, renderMode: 'richText' },
    xAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted, hideOverlap: true },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: labels.slice(0, 6),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink, width: 150, overflow: 'break', lineHeight: 16 },
    },
    series: [
      series(
        names[0],
        palette.accent,
        shown.map((item) => item.allowed),
      ),
      series(
        names[1],
        '#ccd5d2',
        shown.map((item) => totalOf(item) - item.allowed),
      ),
    ],
  };
}
