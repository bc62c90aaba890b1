import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { chartsText } from '../../../ui/i18n/charts.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { ChartDownloads } from './chart-downloads.tsx';

interface Question {
  readonly start: string;
  readonly back: string;
  readonly unit: 'week' | 'month';
  readonly periods: number;
}

interface Cohort {
  readonly from: string;
  readonly size: number | null;
  readonly back: readonly (number | null)[];
}

interface Retention {
  readonly cohorts: readonly Cohort[];
  readonly unanalysed: number;
  readonly receipt: string;
}

const BEGIN: Question = { start: 'purchase', back: 'purchase', unit: 'month', periods: 6 };

/** How many people of each cohort come back: a table whose cells are the darker the more of them did. */
export function RetentionPanel() {
  const { t } = useText(chartsText);
  const compute = useMutation({
    mutationFn: (question: Question) => api<Retention>('/api/v1/charts/retention', { method: 'POST', body: question }),
  });
  const { data, variables } = compute;
  return (
    <Panel title={t('retention')} note={t('retentionNote')}>
      <Form<Question>
        className="inline-form"
        layout="inline"
        initialValues={BEGIN}
        onFinish={(question) => compute.mutate(question)}
      >
        <Form.Item name="start" label={t('start')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="back" label={t('back')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="unit" label={t('unit')}>
          <Select
            style={{ minWidth: 90 }}
            options={(['week', 'month'] as const).map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
          />
        </Form.Item>
        <Form.Item name="periods" label={t('periods')} rules={[{ required: true }]}>
          <InputNumber min={2} max={26} precision={0} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={compute.isPending}>
          {t('compute')}
        </Button>
      </Form>
      <div className="after-form">
        <ProblemAlert error={compute.error} />
        {data === undefined || variables === undefined ? null : (
          <RetentionResult retention={data} question={variables} />
        )}
      </div>
    </Panel>
  );
}

function RetentionResult({ retention, question }: { retention: Retention; question: Question }) {
  const { t } = useText(chartsText);
  const { cohorts, unanalysed, receipt } = retention;
  if (cohorts.length === 0) return <p className="panel-note">{t('nobody')}</p>;
  const most = Math.max(...cohorts.map(({ back }) => back.length));
  return (
    <>
      <section aria-label={t('retentionLabel')}>
        <SimpleTable<Cohort>
          rows={cohorts}
          rowKey={(row) => row.from}
          columns={[
            { title: t('cohort'), dataIndex: 'from' },
            {
              title: t('people'),
              className: 'num',
              render: (_, row) => (row.size === null ? t('withheld') : formatCount(row.size)),
            },
            ...Array.from({ length: most }, (_each, place) => ({
              title: `+${place}`,
              className: 'num',
              key: String(place),
              onCell: (row: Cohort) => ({ style: shade(row, place) }),
              render: (_: unknown, row: Cohort) => shareOf(row, place),
            })),
          ]}
        />
      </section>
      {unanalysed === 0 ? null : <p className="panel-note">{t('unanalysed', { count: formatCount(unanalysed) })}</p>}
      <ChartDownloads path="/api/v1/charts/retention/file" question={question} name="retention" />
      <p className="mono" style={{ marginTop: 12 }}>
        {t('receipt')} {receipt}
      </p>
    </>
  );
}

function shareOf({ size, back }: Cohort, place: number): string {
  const count = back[place];
  if (place >= back.length) return '';
  return count === null || count === undefined || size === null || size === 0 ? '—' : formatShare(count, size);
}

// At most so dark that the text on it keeps its contrast.
function shade({ size, back }: Cohort, place: number): { background: string } {
  const count = back[place] ?? 0;
  const share = size === null || size === 0 ? 0 : count / size;
  return { background: `rgba(31, 122, 90, ${(share * 0.35).toFixed(2)})` };
}
