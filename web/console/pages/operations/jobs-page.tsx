import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress } from 'antd';
import { api } from '../../../ui/api.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { operationsText } from '../../../ui/i18n/operations.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { ExportsPanel } from '../exports/exports-panel.tsx';
import { type ImportRow, importTone, isMoving, percentOf, useImportWord } from '../imports/import.ts';

interface DeadJob {
  readonly id: string;
  readonly task: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: string;
}

interface OperationsState {
  readonly sealed: boolean;
  readonly postgres: { readonly embedded: boolean; readonly restarts: number; readonly freeBytes: number | null };
  readonly brokenPromises: number;
}

/** 任务: imports, work that ran out of tries, and the state of the process. */
export function Page() {
  const { t } = useText(operationsText);
  const frame = useText(shell);
  const may = useMay();
  return (
    <>
      <PageHead title={frame.t('page.jobs')} purpose={t('purpose')} />
      <DeadJobs />
      {may('customers.read-import') ? <Imports /> : null}
      {may('customers.export') ? <ExportsPanel /> : null}
      <ProcessState />
    </>
  );
}

function DeadJobs() {
  const { t } = useText(operationsText);
  const may = useMay();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const dead = useQuery({
    queryKey: ['dead-jobs'],
    queryFn: () => api<{ items: readonly DeadJob[] }>('/api/v1/operations/dead-jobs'),
    refetchInterval: 10_000,
  });
  const retry = useMutation({
    mutationFn: (id: string) => api(`/api/v1/operations/dead-jobs/${id}/retry`, { method: 'POST' }),
    onSuccess: async () => {
      void message.success(t('retried'));
      await queries.invalidateQueries({ queryKey: ['dead-jobs'] });
    },
  });
  const count = dead.data?.items.length ?? 0;
  return (
    <Panel
      title={t('dead')}
      {...(dead.isSuccess ? { note: count === 0 ? t('deadNone') : t('deadNote', { count }) } : {})}
    >
      <ProblemAlert error={retry.error} />
      <QueryState query={dead} rows={2}>
        {({ items }) =>
          items.length === 0 ? null : (
            <SimpleTable
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                { title: t('task'), render: (_, row) => <span className="mono">{row.task}</span> },
                { title: t('attempts'), className: 'num', dataIndex: 'attempts' },
                { title: t('error'), className: 'wrap', render: (_, row) => row.lastError ?? '—' },
                { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
                {
                  title: '',
                  render: (_, row) =>
                    may('operations.manage') ? (
                      <Button size="small" loading={retry.isPending} onClick={() => retry.mutate(row.id)}>
                        {t('retry')}
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

function Imports() {
  const { t } = useText(operationsText);
  const labels = useText(importsText);
  const word = useImportWord();
  const imports = useQuery({
    queryKey: ['list', 'recent-imports'],
    queryFn: () => api<{ items: readonly ImportRow[] }>('/api/v1/imports?limit=20'),
    refetchInterval: 3_000,
  });
  const rows = imports.data?.items ?? [];
  const note =
    rows.length === 0
      ? t('importsNone')
      : t('importsNote', { count: rows.length, moving: rows.filter(isMoving).length });
  return (
    <Panel title={t('imports')} {...(imports.isSuccess ? { note } : {})}>
      <QueryState query={imports} rows={3}>
        {({ items }) =>
          items.length === 0 ? null : (
            <SimpleTable
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                { title: t('kind'), render: (_, row) => word('kind', row.kind) },
                {
                  title: t('status'),
                  render: (_, row) => <StateTag tone={importTone(row)}>{word('status', row.status)}</StateTag>,
                },
                {
                  title: t('progress'),
                  render: (_, row) => (
                    <Progress aria-label={t('progress')} percent={percentOf(row)} size="small" style={{ width: 160 }} />
                  ),
                },
                { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
                {
                  title: '',
                  render: (_, row) => (
                    <PageLink to="/imports" open={row.id}>
                      {labels.t('open')}
                    </PageLink>
                  ),
                },
              ]}
            />
          )
        }
      </QueryState>
    </Panel>
  );
}

function ProcessState() {
  const { t } = useText(operationsText);
  const state = useQuery({
    queryKey: ['operations-state'],
    queryFn: () => api<OperationsState>('/api/v1/operations/state'),
    refetchInterval: 10_000,
  });
  return (
    <Panel title={t('process')}>
      <QueryState query={state} rows={3}>
        {({ sealed, postgres, brokenPromises }) => (
          <Facts
            items={[
              [
                t('sealed'),
                <StateTag key="sealed" tone={sealed ? 'bad' : 'good'}>
                  {t(sealed ? 'sealed.yes' : 'sealed.no')}
                </StateTag>,
              ],
              [t('postgres'), t(postgres.embedded ? 'postgres.embedded' : 'postgres.outside')],
              [t('restarts'), postgres.restarts],
              [t('free'), postgres.freeBytes === null ? '—' : `${(postgres.freeBytes / 1024 ** 3).toFixed(1)} GiB`],
              [
                t('broken'),
                <StateTag key="broken" tone={brokenPromises === 0 ? 'good' : 'bad'}>
                  {brokenPromises}
                </StateTag>,
              ],
            ]}
          />
        )}
      </QueryState>
    </Panel>
  );
}
