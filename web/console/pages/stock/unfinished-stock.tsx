import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../ui/api.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { type ImportRow, isMoving } from '../imports/import.ts';
import { ProgressPanel } from '../imports/progress-panel.tsx';
import { type StockReport, useStockWord } from './stock.ts';

/** A stock-take that is not graded yet: what it waits for, or how far it is. It becomes the report by itself. */
export function UnfinishedStock(props: { report: StockReport }) {
  const { id } = props.report;
  const queries = useQueryClient();
  const row = useQuery({
    queryKey: ['import', id],
    queryFn: () => api<ImportRow>(`/api/v1/imports/${id}`),
    refetchInterval: (query) => (query.state.data !== undefined && isMoving(query.state.data) ? 700 : 3000),
  });
  const status = row.data?.status;
  useEffect(() => {
    if (status === 'finished') void queries.invalidateQueries({ queryKey: ['stock', id] });
  }, [status, id, queries]);
  return <QueryState query={row}>{(data) => <Unfinished row={data} />}</QueryState>;
}

function Unfinished(props: { row: ImportRow }) {
  const { t } = useText(stockText);
  const word = useStockWord();
  const { id, status } = props.row;
  if (status !== 'waiting-for-file' && status !== 'uploaded')
    return (
      <>
        <p className="panel-note">{t(status === 'failed' || status === 'cancelled' ? 'safe' : 'mayLeave')}</p>
        <ProgressPanel row={props.row} />
      </>
    );
  return (
    <Panel title={word('status', status)} note={t(status === 'uploaded' ? 'next.uploaded' : 'next.waiting-for-file')}>
      <PageLink to="/imports" open={id}>
        {t('open')}
      </PageLink>
    </Panel>
  );
}
