import { Button } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { useMay } from '../../session.ts';
import { NewSource } from './new-source.tsx';
import { type Source, sums } from './source.ts';
import { SourceDetail } from './source-detail.tsx';
import { type SourceKeys, WriteKey } from './write-key.tsx';

const REFRESH_MS = 10_000;

/** 数据源: where events come from, how they fare, and their tracking plans. */
export function Page() {
  const { t, pick } = useText(sourcesText);
  const frame = useText(shell);
  const may = useMay();
  const [open, setOpen] = useOpen();
  const [creating, setCreating] = useState(false);
  const [key, setKey] = useState<SourceKeys>();
  const { nameOf } = useActivityName();
  const list = useItems<Source>('/api/v1/sources', { refetchInterval: REFRESH_MS });
  const opened = list.rows.find((row) => row.code === open);
  const shownKey = key === undefined ? null : <WriteKey keys={key} onClose={() => setKey(undefined)} />;
  if (opened !== undefined)
    return (
      <>
        <SourceDetail source={opened} onBack={() => setOpen(undefined)} onKey={setKey} />
        {shownKey}
      </>
    );
  const create = may('customers.manage-source') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.sources')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('name'), className: 'name-cell', render: (_, row) => <strong>{pick(row.name)}</strong> },
          {
            title: t('state'),
            render: (_, row) => (
              <StateTag tone={row.revokedAt === null ? 'good' : 'none'}>
                {t(row.revokedAt === null ? 'active' : 'revoked')}
              </StateTag>
            ),
          },
          { title: t('kindOf'), render: (_, row) => t(`kindOf.${row.kind}`) },
          { title: t('activity'), render: (_, row) => nameOf(row.activity) },
          { title: t('kept'), className: 'num', render: (_, row) => formatCount(sums(row.hours).kept) },
          { title: t('unknown'), className: 'num', render: (_, row) => formatCount(sums(row.hours).unknown) },
          { title: t('dropped'), className: 'num', render: (_, row) => formatCount(sums(row.hours).dropped) },
          { title: t('duplicate'), className: 'num', render: (_, row) => formatCount(sums(row.hours).duplicate) },
          { title: t('blocked'), className: 'num', render: (_, row) => formatCount(sums(row.hours).blocked) },
          { title: t('waiting'), className: 'num', render: (_, row) => formatCount(row.waiting) },
          {
            title: t('lag'),
            className: 'num',
            render: (_, row) =>
              row.lagMs === 0 ? t('noLag') : t('seconds', { seconds: (row.lagMs / 1000).toFixed(1) }),
          },
        ]}
      />
      {creating ? (
        <NewSource
          onClose={() => setCreating(false)}
          onSaved={(made) => {
            setCreating(false);
            setKey(made);
            setOpen(made.code);
          }}
        />
      ) : null}
      {shownKey}
    </>
  );
}
