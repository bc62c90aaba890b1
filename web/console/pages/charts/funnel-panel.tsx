import { Form, InputNumber } from 'antd';
import { useMemo } from 'react';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { chartsText } from '../../../ui/i18n/charts.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Chart } from '../../parts/chart.tsx';
import { type EventName, EventsBox, useEventLabel, useEventNames } from '../../parts/event-names.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { palette } from '../../theme.ts';
import { ChartPanel, type Looked } from './chart-panel.tsx';

interface Question {
  readonly steps: string[];
  readonly withinDays: number;
  readonly startedWithinDays: number;
}

interface Funnel extends Looked {
  readonly steps: readonly { readonly event: string; readonly count: number | null }[];
}

// The tracking plan's first two events, or what the product knows by itself.
function beginWith(names: readonly EventName[]): Question {
  const planned = names.filter((each) => each.planned).map((each) => each.name);
  const steps = planned.length < 2 ? [...planned, '@page', 'purchase'].slice(-2) : planned.slice(0, 2);
  return { steps, withinDays: 30, startedWithinDays: 90 };
}

/** How many people get from step to step: bars and the table behind them. */
export function FunnelPanel() {
  const { t } = useText(chartsText);
  const names = useEventNames();
  const boxes = (
    <>
      <Form.Item name="steps" label={t('steps')} rules={[{ required: true, type: 'array', min: 2, max: 5 }]}>
        <EventsBox most={5} label={t('steps')} />
      </Form.Item>
      <Form.Item name="withinDays" label={t('withinDays')} rules={[{ required: true }]}>
        <InputNumber min={1} max={366} precision={0} />
      </Form.Item>
      <Form.Item name="startedWithinDays" label={t('startedWithinDays')} rules={[{ required: true }]}>
        <InputNumber min={1} max={3660} precision={0} />
      </Form.Item>
    </>
  );
  return (
    <ChartPanel<Question, Funnel>
      kind="funnel"
      begin={names === undefined ? undefined : beginWith(names)}
      boxes={boxes}
      answer={(funnel) => <FunnelResult funnel={funnel} />}
    />
  );
}

function FunnelResult({ funnel }: { funnel: Funnel }) {
  const { t } = useText(chartsText);
  const label = useEventLabel();
  const rows = funnel.steps.map(({ event, count }, place) => ({ event: label(event), count, place }));
  const words = rows.map(({ event, place }) => `${place + 1} ${event.slice(0, 15)}`).join('\n');
  const option = useMemo(() => barOption(funnel, words.split('\n')), [funnel, words]);
  const first = funnel.steps[0]?.count ?? null;
  const shown = (count: number | null) => (count === null ? t('withheld') : formatCount(count));
  const sentence = t('funnelLabel', { first: shown(first), last: shown(funnel.steps.at(-1)?.count ?? null) });
  return (
    <>
      <p className="panel-note">{sentence}</p>
      <Chart option={option} label={sentence} />
      <SimpleTable
        rows={rows}
        rowKey={(row) => String(row.place)}
        columns={[
          { title: t('step'), className: 'num', render: (_, row) => row.place + 1 },
          { title: t('event'), className: 'wrap', dataIndex: 'event' },
          { title: t('people'), className: 'num', render: (_, row) => shown(row.count) },
          {
            title: t('ofFirst'),
            className: 'num',
            render: (_, row) => (row.count === null || first === null ? '—' : formatShare(row.count, first)),
          },
        ]}
      />
    </>
  );
}

function barOption({ steps }: Funnel, words: readonly string[]) {
  return {
    grid: { left: 120, right: 48, top: 8, bottom: 24 },
    // On a phone neither long names nor large numbers run into each other.
    xAxis: { type: 'value', minInterval: 1, axisLabel: { hideOverlap: true } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: words,
      axisLabel: { width: 108, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        color: palette.allow,
        barMaxWidth: 28,
        label: { show: true, position: 'right' },
        data: steps.map(({ count }) => count ?? 0),
      },
    ],
  };
}
