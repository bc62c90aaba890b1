import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount, formatMoney } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import type { Explanation, Segment } from './segment.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Why one person is in the segment or not: each condition with the person's numbers. */
export function ExplainPanel(props: { segment: Segment }) {
  const { t, pick } = useText(segmentsText);
  const explain = useMutation({
    mutationFn: ({ person }: { person: string }) =>
      api<Explanation>(`/api/v1/segments/${props.segment.code}/explanation?person=${person.trim()}`),
  });
  const { data } = explain;
  return (
    <Panel title={t('explain')} note={t('explainPurpose')}>
      <Form className="inline-form" layout="inline" onFinish={(values: { person: string }) => explain.mutate(values)}>
        <Form.Item
          name="person"
          label={t('personId')}
          rules={[{ required: true, pattern: ID, message: t('personIdWrong') }]}
        >
          <Input style={{ width: 'min(330px, 50vw)' }} maxLength={36} />
        </Form.Item>
        <Button htmlType="submit" loading={explain.isPending}>
          {t('explainButton')}
        </Button>
      </Form>
      <div className="after-form">
        <ProblemAlert error={explain.error} />
        {data === undefined ? null : (
          <>
            <p>
              <StateTag tone={data.holds ? 'good' : 'none'}>{t(data.holds ? 'isIn' : 'isOut')}</StateTag>{' '}
              {data.records > 1 ? t('explainRecords', { count: data.records }) : null}
            </p>
            <SimpleTable
              minWidth={720}
              rows={data.conditions.map((condition, place) => ({ ...condition, place }))}
              rowKey={(row) => String(row.place)}
              columns={[
                {
                  title: t('kind'),
                  className: 'wrap',
                  render: (_, row) => <span style={{ paddingLeft: row.depth * 16 }}>{pick(row.sentence)}</span>,
                },
                {
                  title: t('holds'),
                  render: (_, row) => (
                    <StateTag tone={row.holds ? 'good' : 'bad'}>{t(row.holds ? 'holdsYes' : 'holdsNo')}</StateTag>
                  ),
                },
                {
                  title: t('numbers'),
                  className: 'wrap',
                  render: (_, row) =>
                    row.values === undefined
                      ? row.numbers === undefined
                        ? '—'
                        : t('numbersAre', { count: formatCount(row.numbers.count), sum: formatMoney(row.numbers.sum) })
                      : row.values.join('、') || '—',
                },
                {
                  title: t('lastTime'),
                  render: (_, row) =>
                    row.numbers === undefined || row.numbers.last === null ? '—' : <When at={row.numbers.last} />,
                },
              ]}
            />
            <p className="mono" style={{ marginTop: 12 }}>
              {t('receipt')} {data.receipt}
            </p>
          </>
        )}
      </div>
    </Panel>
  );
}
