import { Button, Tag } from 'antd';
import { useState } from 'react';
import { noticesText } from '../../../ui/i18n/notices.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { PackChooser } from '../activities/pack-chooser.tsx';
import { type Notice, newest } from './notice.ts';
import { NoticeDetail } from './notice-detail.tsx';
import { NoticeDialog } from './notice-dialog.tsx';

/** 告知: notices with their current version. */
export function Page() {
  const { t, pick } = useText(noticesText);
  const frame = useText(shell);
  const may = useMay();
  const [open, setOpen] = useOpen();
  const [creating, setCreating] = useState(false);
  const list = useItems<Notice>('/api/v1/notices');
  const opened = list.rows.find((row) => row.code === open);
  if (opened !== undefined) return <NoticeDetail notice={opened} onBack={() => setOpen(undefined)} />;
  const create = may('register.write') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.notices')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={
          <EmptyState
            title={t('emptyTitle')}
            text={t('emptyText')}
            action={
              <>
                {create}
                {may('register.write') ? <PackChooser /> : null}
              </>
            }
          />
        }
        columns={[
          {
            title: t('title'),
            render: (_, row) => (
              <div className="row-name">
                <strong>{pick(row.title)}</strong> {row.kind === 'children' ? <Tag>{t('childrenTag')}</Tag> : null}
              </div>
            ),
          },
          {
            title: t('current'),
            render: (_, row) => {
              const version = newest(row);
              return version === undefined ? (
                <StateTag tone="wait">{t('none')}</StateTag>
              ) : (
                <StateTag tone="good">{t('version', { version: version.version })}</StateTag>
              );
            },
          },
          { title: t('activityCount'), className: 'num', render: (_, row) => row.activities.length },
          { title: t('published'), render: (_, row) => <When at={newest(row)?.publishedAt} /> },
          { title: t('address'), render: (_, row) => <span className="mono">/n/{row.code}</span> },
        ]}
      />
      {creating ? (
        <NoticeDialog
          onClose={() => setCreating(false)}
          onSaved={(code) => {
            setCreating(false);
            setOpen(code);
          }}
        />
      ) : null}
    </>
  );
}
