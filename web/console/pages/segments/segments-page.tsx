import { Button, Space } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useList } from '../../parts/use-list.ts';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { NewExport } from '../exports/new-export.tsx';
import { ExplainPanel } from './explain-panel.tsx';
import { MembersPanel } from './members-panel.tsx';
import { ModeTag } from './mode-tag.tsx';
import { OverlapPanel } from './overlap-panel.tsx';
import { ReachPanel } from './reach-panel.tsx';
import type { Segment } from './segment.ts';
import { SegmentDialog } from './segment-dialog.tsx';
import { TroubleLine } from './trouble.tsx';

/** 人群: rules, and the reach of each. */
export function Page() {
  const { t, pick } = useText(segmentsText);
  const frame = useText(shell);
  const may = useMay();
  const list = useList<Segment>('/api/v1/segments');
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState(false);
  const [exporting, setExporting] = useState(false);
  const [openCode, setOpen] = useOpen();
  const open = list.rows.find((row) => row.code === openCode);
  const create = may('customers.write-segment') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  if (open !== undefined)
    return (
      <>
        <PageHead
          back={{ label: frame.t('page.segments'), onBack: () => setOpen(undefined) }}
          title={pick(open.name)}
          purpose={pick(open.sentence)}
          actions={
            <Space wrap>
              {may('customers.export') ? <Button onClick={() => setExporting(true)}>{t('exportThem')}</Button> : null}
              {may('customers.write-segment') ? <Button onClick={() => setEditing(true)}>{t('edit')}</Button> : null}
            </Space>
          }
        />
        <MembersPanel segment={open} />
        {may('customers.read-reach') ? (
          <>
            <ReachPanel key={open.revision} segment={open} />
            <OverlapPanel key={`overlap ${open.code}`} segment={open} segments={list.rows} />
            <ExplainPanel key={`explain ${open.code}`} segment={open} />
          </>
        ) : null}
        {editing ? <SegmentDialog segment={open} onClose={() => setEditing(false)} /> : null}
        {exporting ? <NewExport segment={open.code} onClose={() => setExporting(false)} /> : null}
      </>
    );
  return (
    <>
      <PageHead title={frame.t('page.segments')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('name'), className: 'name-cell', render: (_, row) => <strong>{pick(row.name)}</strong> },
          {
            title: t('members'),
            className: 'num',
            render: (_, row) => (row.count === null ? '—' : formatCount(row.count)),
          },
          { title: t('mode'), render: (_, row) => <ModeTag mode={row.mode} /> },
          {
            title: t('rule'),
            className: 'wrap',
            render: (_, row) => (
              <>
                {pick(row.sentence)}
                {row.trouble === null ? null : <TroubleLine trouble={row.trouble} />}
              </>
            ),
          },
          { title: t('saved'), render: (_, row) => <When at={row.savedAt} /> },
        ]}
      />
      {creating ? <SegmentDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}
