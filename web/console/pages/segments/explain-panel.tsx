import { useMutation } from '@tanstack/react-query';
import { api } from '../../../ui/api.ts';
import { formatCount, formatMoney } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { PickPerson } from '../decisions/pick-person.tsx';
import type { Explanation, Segment } from './segment.ts';

/** Why one person is in the segment or not: each condition with the person's numbers. */
export function ExplainPanel(props: { segment: Segment }) {
  const { t } = useText(segmentsText);
  const explain = useMutation({
    mutationFn: ({ person }: { person: string }) =>
      api<Explanation>(`/api/v1/segments/${props.segment.code}/explanation?person=${person}`),
  });
  const { data } = explain;
  return (
    <>
      <PickPerson
        title={t('explain')}
        note={t('explainPurpose')}
        act={t('explainButton')}
        onPick={(person) => explain.mutate({ person })}
      />
      <ProblemAlert error={explain.error} />
      {data === undefined || explain.isPending ? null : <Answer explanation={data} />}
    </>
  );
}

function Answer(props: { explanation: Explanation }) {
  const { t, pick, list } = useText(segmentsText);
  const data = props.explanation;
  return (
    <Panel title={t('explainAnswer')}>
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
                  : t(row.numbers.sum === 0 ? 'timesAre' : 'numbersAre', {
                      count: formatCount(row.numbers.count),
                      sum: formatMoney(row.numbers.sum),
                    })
                : list(row.values) || '—',
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
    </Panel>
  );
}
