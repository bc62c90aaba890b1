import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { vaultText } from '../../../ui/i18n/vault.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { useMay } from '../../session.ts';

/** Somebody has seen or taken out as many records of a kind as may be serious. */
export interface BulkAlert {
  readonly id: string;
  readonly by: string;
  readonly class: 50 | 500 | 5000;
  readonly threshold: number;
  readonly counted: number;
  readonly at: string;
  readonly reviewedAt: string | null;
}

/** The alerts, those that nobody has looked into first. */
export function Alerts() {
  const { t } = useText(vaultText);
  const may = useMay();
  const queries = useQueryClient();
  const alerts = useQuery({
    queryKey: ['alerts'],
    queryFn: () => api<{ items: readonly BulkAlert[] }>('/api/v1/vault/alerts'),
    refetchInterval: 15_000,
  });
  const review = useMutation({
    mutationFn: (id: string) => api(`/api/v1/vault/alerts/${id}/review`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
  const items = alerts.data?.items ?? [];
  const waiting = items.filter((row) => row.reviewedAt === null).length;
  const note =
    items.length === 0 ? t('alertsNone') : waiting === 0 ? t('alertsDone') : t('alertsNote', { count: waiting });
  return (
    <Panel title={t('alerts')} {...(alerts.isSuccess ? { note } : {})}>
      <ProblemAlert error={review.error} />
      <QueryState query={alerts} rows={2}>
        {() =>
          items.length === 0 ? null : (
            <SimpleTable
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                { title: t('at'), render: (_, row) => <When at={row.at} exact /> },
                { title: t('by'), render: (_, row) => <Who id={row.by} /> },
                { title: t('kindOfRecords'), render: (_, row) => t(`class.${row.class}`) },
                {
                  title: t('counted'),
                  className: 'num',
                  render: (_, row) => `${formatCount(row.counted)} / ${formatCount(row.threshold)}`,
                },
                {
                  title: t('state'),
                  render: (_, row) =>
                    row.reviewedAt === null ? (
                      <StateTag tone="bad">{t('waits')}</StateTag>
                    ) : (
                      <StateTag tone="good">{t('reviewed')}</StateTag>
                    ),
                },
                {
                  title: '',
                  render: (_, row) =>
                    row.reviewedAt === null && may('vault.review-alerts') ? (
                      <Button size="small" loading={review.isPending} onClick={() => review.mutate(row.id)}>
                        {t('review')}
                      </Button>
                    ) : null,
                },
              ]}
            />
          )
        }
      </QueryState>
    </Panel>
  );
}
