import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { tagsText } from '../../../ui/i18n/tags.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { TypedConfirm } from '../../parts/typed-confirm.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useItems } from '../../parts/use-items.ts';
import { useSegmentName } from '../../parts/use-segment-name.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { ModeTag } from '../segments/mode-tag.tsx';
import type { Tag } from './tag.ts';
import { TagDialog } from './tag-dialog.tsx';

/** 标签: the catalogue with counts, teams and terms. */
export function Page() {
  const { t, pick } = useText(tagsText);
  const frame = useText(shell);
  const may = useMay();
  const label = useFieldLabel();
  const segmentName = useSegmentName();
  const { nameOf } = useActivityName();
  const list = useItems<Tag>('/api/v1/tags');
  const [editing, setEditing] = useState<Tag | 'new'>();
  const [ending, setEnding] = useState<Tag>();
  const writes = may('customers.write-tag');
  const create = writes ? (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.tags')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        {...(writes ? { onOpen: setEditing } : {})}
        columns={[
          {
            title: t('name'),
            render: (_, row) => (
              <>
                <strong>{pick(row.name)}</strong>
                <div className="mono">{row.code}</div>
              </>
            ),
          },
          {
            title: t('people'),
            className: 'num',
            render: (_, row) => (
              <>
                {formatCount(row.people)}
                {row.denied === 0 ? null : <div className="muted">{t('denied', { count: row.denied })}</div>}
              </>
            ),
          },
          { title: t('activity'), render: (_, row) => nameOf(row.activity) },
          { title: t('says'), render: (_, row) => label(row.says) },
          { title: t('owner'), render: (_, row) => row.owner },
          { title: t('days'), className: 'num', render: (_, row) => formatCount(row.days) },
          {
            title: t('how'),
            className: 'wrap',
            render: (_, row) => (
              <>
                {row.segment === null ? t('byHand') : `${t('byRule')} · ${segmentName(row.segment)}`}
                {row.mode === null ? null : (
                  <div>
                    <ModeTag mode={row.mode} plain />
                  </div>
                )}
              </>
            ),
          },
          { title: t('refreshed'), render: (_, row) => <When at={row.refreshedAt} /> },
          ...(writes
            ? [{ title: '', render: (_: unknown, row: Tag) => <Acts tag={row} onEnd={() => setEnding(row)} /> }]
            : []),
        ]}
      />
      {editing === undefined ? null : (
        <TagDialog {...(editing === 'new' ? {} : { tag: editing })} onClose={() => setEditing(undefined)} />
      )}
      {ending === undefined ? null : <Ending tag={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

function Acts(props: { tag: Tag; onEnd: () => void }) {
  const { t } = useText(tagsText);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const refresh = useMutation({
    mutationFn: () =>
      api<{ added: number; removed: number }>(`/api/v1/tags/${props.tag.code}/refresh`, { method: 'POST', body: {} }),
    onSuccess: async (changed) => {
      void message.success(t('refreshDone', { ...changed }));
      await queries.invalidateQueries({ queryKey: ['list'] });
    },
    onError: (error) => void message.error(error.message),
  });
  return (
    <Space>
      <Button size="small" loading={refresh.isPending} onClick={() => refresh.mutate()}>
        {t('refresh')}
      </Button>
      <Button size="small" danger onClick={props.onEnd}>
        {t('end')}
      </Button>
    </Space>
  );
}

function Ending(props: { tag: Tag; onClose: () => void }) {
  const { t, pick } = useText(tagsText);
  const queries = useQueryClient();
  const { tag } = props;
  const people = tag.people + tag.denied;
  const end = useMutation({
    mutationFn: () => api(`/api/v1/tags/${tag.code}`, { method: 'DELETE' }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onClose();
    },
  });
  return (
    <TypedConfirm
      title={t('endTitle', { name: pick(tag.name) })}
      text={t('endText', { count: formatCount(people) })}
      people={people}
      act={t('end')}
      danger
      pending={end.isPending}
      problem={<ProblemAlert error={end.error} />}
      onConfirm={() => end.mutate()}
      onClose={props.onClose}
    />
  );
}
