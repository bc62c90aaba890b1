import { useMutation } from '@tanstack/react-query';
import { Button, Form, InputNumber, Select } from 'antd';
import { useMemo } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { chartsText } from '../../../ui/i18n/charts.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Chart } from '../../parts/chart.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { palette } from '../../theme.ts';
import { ChartDownloads } from './chart-downloads.tsx';

interface Question {
  readonly steps: string[];
  readonly withinDays: number;
  readonly startedWithinDays: number;
}

interface Funnel {
  readonly steps: readonly { readonly event: string; readonly count: number | null }[];
  readonly unanalysed: number;
  readonly receipt: string;
}

const BEGIN: Question = { steps: ['@page', 'purchase'], withinDays: 30, startedWithinDays: 90 };

/** How many people get from step to step: bars and the table behind them. */
export function FunnelPanel() {
  const { t } = useText(chartsText);
  const compute = useMutation({
    mutationFn: (question: Question) => api<Funnel>('/api/v1/charts/funnel', { method: 'POST', body: question }),
  });
  const { data, variables } = compute;
  return (
    <Panel title={t('funnel')} note={t('funnelNote')}>
      <Form<Question>
        className="inline-form"
        layout="inline"
        initialValues={BEGIN}
        onFinish={(question) => compute.mutate(question)}
      >
        <Form.Item name="steps" label={t('steps')} rules={[{ required: true, type: 'array', min: 2, max: 5 }]}>
          <Select mode="tags" maxCount={5} style={{ minWidth: 260 }} aria-label={t('steps')} />
        </Form.Item>
        <Form.Item name="withinDays" label={t('withinDays')} rules={[{ required: true }]}>
          <InputNumber min={1} max={366} precision={0} />
        </Form.Item>
        <Form.Item name="startedWithinDays" label={t('startedWithinDays')} rules={[{ required: true }]}>
          <InputNumber min={1} max={3660} precision={0} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={compute.isPending}>
          {t('compute')}
        </Button>
      </Form>
      <div className="after-form">
        <ProblemAlert error={compute.error} />
        {data === undefined || variables === undefined ? null : <FunnelResult funnel={data} question={variables} />}
      </div>
    </Panel>
  );
}

function FunnelResult({ funnel, question }: { funnel: Funnel; question: Question }) {
  const { t } = useText(chartsText);
  const option = useMemo(() => barOption(funnel), [funnel]);
  const first = funnel.steps[0]?.count ?? null;
  const shown = (count: number | null) => (count === null ? t('withheld') : formatCount(count));
  return (
    <>
      <Chart
        option={option}
        label={t('funnelLabel', { first: shown(first), last: shown(funnel.steps.at(-1)?.count ?? null) })}
      />
      <SimpleTable
        rows={funnel.steps.map((step, place) => ({ ...step, place }))}
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
      {funnel.unanalysed === 0 ? null : (
        <p className="panel-note">{t('unanalysed', { count: formatCount(funnel.unanalysed) })}</p>
      )}
      <ChartDownloads path="/api/v1/charts/funnel/file" question={question} name="funnel" />
      <p className="mono" style={{ marginTop: 12 }}>
        {t('receipt')} {funnel.receipt}
      </p>
    </>
  );
}

function barOption({ steps }: Funnel) {
  return {
    grid: { left: 120, right: 48, top: 8, bottom: 24 },
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: steps.map(({ event }, place) => `${place + 1} ${event.slice(0, 12)}`),
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
