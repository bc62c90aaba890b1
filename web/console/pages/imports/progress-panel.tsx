import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Progress, Space } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useArticle } from '../../parts/use-article.ts';
import { useMay } from '../../session.ts';
import { type ImportRow, isMoving, percentOf, useImportWord } from './import.ts';
import { RefusedRows } from './refused-rows.tsx';

// A stock-take makes nobody known: it grades what is said of people.
const COUNTS = {
  rows: ['accepted', 'refused', 'duplicate', 'newPeople'],
  stock: ['accepted', 'refused', 'duplicate'],
} as const;

/** How far an import is, how fast, what it took, and cancelling or resuming it. */
export function ProgressPanel(props: { row: ImportRow }) {
  const { t, pick } = useText(importsText);
  const article = useArticle();
  const word = useImportWord();
  const may = useMay();
  const queries = useQueryClient();
  const { row } = props;
  const act = useMutation({
    mutationFn: (verb: 'cancel' | 'resume') => api(`/api/v1/imports/${row.id}/${verb}`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['import', row.id] }),
  });
  const percent = percentOf(row);
  const stopped = row.status === 'cancelled' || row.status === 'failed';
  return (
    <>
      <Panel title={word('status', row.status)}>
        <ProblemAlert error={act.error} />
        <Progress
          aria-label={word('status', row.status)}
          percent={percent}
          status={stopped ? 'exception' : isMoving(row) ? 'active' : 'normal'}
        />
        {row.rowsPerSecond === null ? null : (
          <p className="panel-note">
            {t('rate', { rate: formatCount(row.rowsPerSecond), seconds: row.secondsLeft ?? '—' })}
          </p>
        )}
        <dl className="facts after-form">
          {COUNTS[row.kind === 'stock' ? 'stock' : 'rows'].map((key) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{t(key)}</dt>
              <dd>{formatCount(row[key])}</dd>
            </div>
          ))}
        </dl>
        {row.total === null ? null : (
          <p className="panel-note after-form">
            {t(row.done === row.total ? 'adds' : 'addsSoFar', {
              accepted: formatCount(row.accepted),
              refused: formatCount(row.refused),
              duplicate: formatCount(row.duplicate),
              done: formatCount(row.done),
              total: formatCount(row.total),
            })}
          </p>
        )}
        {row.failure === null ? null : (
          <p>
            {pick(row.failure)}{' '}
            <span className="mono">
              {row.failure.article === null ? row.failure.code : article(row.failure.article)}
            </span>
          </p>
        )}
        <Space wrap>
          {row.status === 'running' && may('customers.import') ? (
            <Button onClick={() => act.mutate('cancel')}>{t('cancel')}</Button>
          ) : null}
          {stopped && row.mapping !== null && may('customers.import') ? (
            <Button onClick={() => act.mutate('resume')}>{t('resume')}</Button>
          ) : null}
        </Space>
      </Panel>
      {row.refused > 0 ? <RefusedRows row={row} /> : null}
    </>
  );
}
