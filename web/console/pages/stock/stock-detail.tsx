import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { EmptyState, PageHead, Panel } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useMay } from '../../session.ts';
import { type StockReport, useStockWord } from './stock.ts';
import { ForecastFigure, GradesFigure, ReachFigure } from './stock-figures.tsx';
import { StockGroups } from './stock-groups.tsx';
import { UnfinishedStock } from './unfinished-stock.tsx';

/** One stock-take: its grades, the groups to rule on, what was taken over, today's reach and a forecast. */
export function StockDetail(props: { id: string; onBack: () => void }) {
  const { t } = useText(stockText);
  const frame = useText(shell);
  const { nameOf } = useActivityName();
  const report = useQuery({
    queryKey: ['stock', props.id],
    queryFn: () => api<StockReport>(`/api/v1/stock-takes/${props.id}`),
  });
  return (
    <>
      <PageHead
        title={report.data === undefined ? frame.t('page.stock') : nameOf(report.data.activity)}
        back={{ label: frame.t('page.stock'), onBack: props.onBack }}
        actions={
          <PageLink to="/imports" open={props.id}>
            {t('open')}
          </PageLink>
        }
      />
      <QueryState query={report}>{(data) => <Report report={data} />}</QueryState>
    </>
  );
}

function Report(props: { report: StockReport }) {
  const { report } = props;
  const { t } = useText(stockText);
  if (report.status !== 'finished') return <UnfinishedStock report={report} />;
  if (report.people === 0) return <EmptyState title={t('noRowsTitle')} text={t('noRowsText')} />;
  return (
    <>
      <GradesFigure report={report} />
      <StockGroups report={report} />
      <TakenOver report={report} />
      {report.reach.some(({ total }) => total > 0) ? <ReachFigure report={report} /> : null}
      <ForecastFigure report={report} />
    </>
  );
}

function TakenOver(props: { report: StockReport }) {
  const { t } = useText(stockText);
  const word = useStockWord();
  const may = useMay();
  const queries = useQueryClient();
  const { id, states } = props.report;
  const admit = useMutation({
    mutationFn: () => api(`/api/v1/stock-takes/${id}/admission`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['stock', id] }),
  });
  return (
    <Panel
      title={t('states')}
      extra={
        may('customers.rule-stock') && states.graded > 0 ? (
          <Button type="primary" loading={admit.isPending} onClick={() => admit.mutate()}>
            {t('admit')}
          </Button>
        ) : null
      }
    >
      <ProblemAlert error={admit.error} />
      {admit.isSuccess ? <Alert type="info" showIcon title={t('admitted')} /> : null}
      <dl className="facts">
        {(['takenOver', 'kept', 'nobody', 'unproven', 'graded'] as const).map((state) => (
          <div key={state} style={{ display: 'contents' }}>
            <dt>{word('state', state)}</dt>
            <dd>{formatCount(states[state])}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
