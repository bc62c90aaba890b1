import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Space } from 'antd';
import { useMemo, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { retentionText } from '../../../ui/i18n/retention.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Figure } from '../../parts/figure.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { type ForecastRow, forecastChart, nextQuarters } from './forecast.ts';
import { OrderDialog } from './order-dialog.tsx';

interface Run {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly persons: number;
  readonly erased: number;
  readonly locked: number;
}

interface Act {
  readonly id: string;
  readonly person: string;
  readonly fields: readonly string[];
  readonly action: 'erased' | 'locked';
  readonly endedBy: string;
  readonly activities: readonly string[];
  readonly at: string;
  readonly receipt: string;
}

interface State {
  readonly items: readonly ForecastRow[];
  readonly runs: readonly Run[];
}

/** 保留与删除: what ends when, and the proof of what has ended. */
export function Page() {
  const { t } = useText(retentionText);
  const frame = useText(shell);
  const may = useMay();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const state = useQuery({
    queryKey: ['retention'],
    queryFn: () => api<State>('/api/v1/vault/retention'),
    refetchInterval: 5_000,
  });
  const sweep = useMutation({
    mutationFn: () => api<{ began: boolean }>('/api/v1/vault/retention/runs', { method: 'POST' }),
    onSuccess: async ({ began }) => {
      void message.success(t(began ? 'began' : 'underWay'));
      await queries.invalidateQueries({ queryKey: ['retention'] });
    },
  });
  const [ordering, setOrdering] = useState(false);
  const run = (
    <Space wrap>
      {may('vault.order-erasure') ? (
        <Button danger onClick={() => setOrdering(true)}>
          {t('order')}
        </Button>
      ) : null}
      {may('vault.run-retention') ? (
        <Button loading={sweep.isPending} onClick={() => sweep.mutate()}>
          {t('runNow')}
        </Button>
      ) : null}
    </Space>
  );
  return (
    <>
      <PageHead title={frame.t('page.retention')} purpose={t('purpose')} actions={run} />
      <ProblemAlert error={sweep.error} />
      <QueryState query={state} rows={6}>
        {({ items, runs }) => (
          <>
            {items.length === 0 ? <Panel title={t('forecast')} note={t('forecastNone')} /> : <Forecast rows={items} />}
            <Runs runs={runs} />
          </>
        )}
      </QueryState>
      <Acts />
      {ordering ? <OrderDialog onClose={() => setOrdering(false)} /> : null}
    </>
  );
}

function Forecast(props: { rows: readonly ForecastRow[] }) {
  const { t, pick, locale } = useText(retentionText);
  const { rows } = props;
  const now = new Date(Date.now());
  const quarters = nextQuarters(now);
  const span = quarters.join();
  const inAYear = `${now.getUTCFullYear() + 1}-${String(now.getUTCMonth() + 1).padStart(2, '0')}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the quarters stand as their text, the words follow the language
  const option = useMemo(
    () => forecastChart(rows, quarters, { later: t('later'), label: (row) => pick(row.label) }),
    [rows, span, locale],
  );
  const sum = (of: readonly ForecastRow[]) => of.reduce((total, row) => total + row.count, 0);
  const dated = rows
    .filter((row) => row.month !== null)
    .toSorted((a, b) => (a.month ?? '').localeCompare(b.month ?? ''));
  const soon = dated.filter((row) => (row.month ?? '') <= inAYear);
  const unknown = sum(rows.filter((row) => row.month === null));
  const [first] = dated;
  const total = formatCount(sum(rows));
  const sentence =
    first === undefined
      ? t('forecastUndated', { total })
      : t('forecastNote', {
          total,
          soon: formatCount(sum(soon)),
          field: pick(first.label),
          month: first.month ?? '',
          count: formatCount(first.count),
        });
  const table = (
    <SimpleTable
      rows={rows}
      rowKey={(row) => `${row.field} ${row.month} ${row.endsBy} ${row.locked}`}
      columns={[
        { title: t('month'), render: (_, row) => row.month ?? t('noMonth') },
        { title: t('field'), render: (_, row) => pick(row.label) },
        { title: t('count'), className: 'num', render: (_, row) => formatCount(row.count) },
        { title: t('endsBy'), render: (_, row) => <EndedBy end={row.endsBy} /> },
        { title: t('state'), render: (_, row) => t(row.locked ? 'state.locked' : 'state.held') },
      ]}
    />
  );
  const note = unknown === 0 ? sentence : `${sentence} ${t('unknown', { count: formatCount(unknown) })}`;
  return <Figure title={t('forecast')} sentence={note} option={option} table={table} />;
}

function EndedBy(props: { end: string | null }) {
  const { t } = useText(retentionText);
  const key = `end.${props.end}`;
  return <>{key in retentionText ? t(key as keyof typeof retentionText) : '—'}</>;
}

function Runs(props: { runs: readonly Run[] }) {
  const { t } = useText(retentionText);
  const [last] = props.runs;
  const note =
    last === undefined
      ? t('runsNone')
      : t('runsNote', {
          persons: formatCount(last.persons),
          erased: formatCount(last.erased),
          locked: formatCount(last.locked),
        });
  return (
    <Panel title={t('runs')} note={note}>
      {last === undefined ? null : (
        <SimpleTable
          rows={props.runs}
          rowKey={(row) => row.id}
          columns={[
            { title: t('started'), render: (_, row) => <When at={row.startedAt} exact /> },
            {
              title: t('finished'),
              render: (_, row) => (row.finishedAt === null ? t('underWay') : <When at={row.finishedAt} exact />),
            },
            { title: t('persons'), className: 'num', render: (_, row) => formatCount(row.persons) },
            { title: t('erased'), className: 'num', render: (_, row) => formatCount(row.erased) },
            { title: t('locked'), className: 'num', render: (_, row) => formatCount(row.locked) },
          ]}
        />
      )}
    </Panel>
  );
}

function Acts() {
  const { t, list } = useText(retentionText);
  const label = useFieldLabel();
  const { nameOf } = useActivityName();
  const acts = useQuery({
    queryKey: ['retention-acts'],
    queryFn: () => api<{ items: readonly Act[] }>('/api/v1/vault/retention/acts'),
    refetchInterval: 15_000,
  });
  const items = acts.data?.items ?? [];
  return (
    <Panel title={t('acts')} {...(acts.isSuccess ? { note: t(items.length === 0 ? 'actsNone' : 'actsNote') } : {})}>
      <QueryState query={acts} rows={3}>
        {() =>
          items.length === 0 ? null : (
            <SimpleTable
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                { title: t('at'), render: (_, row) => <When at={row.at} exact /> },
                { title: t('person'), render: (_, row) => <Copyable text={row.person} short={13} /> },
                { title: t('action'), render: (_, row) => t(`action.${row.action}`) },
                { title: t('fields'), className: 'wrap', render: (_, row) => list(row.fields.map(label)) },
                { title: t('endsBy'), render: (_, row) => <EndedBy end={row.endedBy} /> },
                { title: t('activities'), className: 'wrap', render: (_, row) => list(row.activities.map(nameOf)) },
                { title: t('receipt'), render: (_, row) => <Copyable text={row.receipt} short={13} /> },
              ]}
            />
          )
        }
      </QueryState>
    </Panel>
  );
}
