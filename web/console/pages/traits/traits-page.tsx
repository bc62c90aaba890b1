import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { traitsText } from '../../../ui/i18n/traits.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { useEventLabel } from '../../parts/event-names.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useItems } from '../../parts/use-items.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { ModeTag } from '../segments/mode-tag.tsx';
import type { ComputedTrait } from './computed-trait.ts';
import { TraitDialog } from './trait-dialog.tsx';

/** 计算属性: what is computed for everybody, with when it was. */
export function Page() {
  const { t, pick } = useText(traitsText);
  const frame = useText(shell);
  const may = useMay();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { nameOf } = useActivityName();
  const eventLabel = useEventLabel();
  const list = useItems<ComputedTrait>('/api/v1/computed-traits');
  const [editing, setEditing] = useState<ComputedTrait | 'new'>();
  const writes = may('customers.write-segment');
  const compute = useMutation({
    mutationFn: () => api<{ computed: number }>('/api/v1/computed-traits/compute', { method: 'POST', body: {} }),
    onSuccess: async ({ computed }) => {
      void message.success(t('computed', { count: computed }));
      await queries.invalidateQueries({ queryKey: ['list'] });
    },
  });
  const actions = writes ? (
    <Space wrap>
      <Button loading={compute.isPending} onClick={() => compute.mutate()}>
        {t('compute')}
      </Button>
      <Button type="primary" onClick={() => setEditing('new')}>
        {t('new')}
      </Button>
    </Space>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.traits')} purpose={t('purpose')} actions={actions} />
      <ProblemAlert error={compute.error} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        {...(writes ? { onOpen: setEditing } : {})}
        columns={[
          {
            title: t('name'),
            render: (_, row) => (
              <>
                <strong>{pick(row.name)}</strong> <span className="mono">{row.code}</span>
              </>
            ),
          },
          { title: t('rule'), render: (_, row) => `${t(`kind.${row.spec.kind}`)} · ${eventLabel(row.spec.event)}` },
          { title: t('activity'), render: (_, row) => nameOf(row.activity) },
          {
            title: t('people'),
            className: 'num',
            render: (_, row) => (row.people === null ? '—' : formatCount(row.people)),
          },
          { title: t('mode'), render: (_, row) => <ModeTag mode={row.mode} plain /> },
          {
            title: t('at'),
            render: (_, row) => (row.computedAt === null ? t('never') : <When at={row.computedAt} />),
          },
          ...(writes ? [{ title: '', render: (_: unknown, row: ComputedTrait) => <Remove trait={row} /> }] : []),
        ]}
      />
      {editing === undefined ? null : (
        <TraitDialog {...(editing === 'new' ? {} : { trait: editing })} onClose={() => setEditing(undefined)} />
      )}
    </>
  );
}

function Remove(props: { trait: ComputedTrait }) {
  const { t, pick } = useText(traitsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api(`/api/v1/computed-traits/${props.trait.code}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  return (
    <Popconfirm
      title={t('removeTitle', { name: pick(props.trait.name) })}
      okText={t('remove')}
      cancelText={frame.t('cancel')}
      onConfirm={() => remove.mutate()}
    >
      <Button size="small" loading={remove.isPending}>
        {t('remove')}
      </Button>
    </Popconfirm>
  );
}
