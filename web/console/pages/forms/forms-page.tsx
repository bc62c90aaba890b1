import { Button } from 'antd';
import { useState } from 'react';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { formsText } from '../../../ui/i18n/forms.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import type { HostedForm } from './form.ts';
import { FormDetail } from './form-detail.tsx';
import { FormDialog } from './form-dialog.tsx';

/** 采集: hosted forms, each with its link, QR code and share that agreed. */
export function Page() {
  const { t, pick } = useText(formsText);
  const frame = useText(shell);
  const may = useMay();
  const [open, setOpen] = useOpen();
  const [creating, setCreating] = useState(false);
  const list = useItems<HostedForm>('/api/v1/forms');
  const opened = list.rows.find((row) => row.code === open);
  if (opened !== undefined) return <FormDetail form={opened} onBack={() => setOpen(undefined)} />;
  const create = may('capture.manage') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.forms')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('title'), render: (_, row) => <strong>{pick(row.title)}</strong> },
          {
            title: t('state'),
            render: (_, row) => (
              <StateTag tone={row.active ? 'good' : 'none'}>{t(row.active ? 'open' : 'closed')}</StateTag>
            ),
          },
          { title: t('address'), render: (_, row) => <span className="mono">{row.url}</span> },
          { title: t('submissions'), className: 'num', render: (_, row) => formatCount(row.submissions) },
          { title: t('granted'), className: 'num', render: (_, row) => formatCount(row.granted) },
          { title: t('share'), className: 'num', render: (_, row) => formatShare(row.granted, row.submissions) },
          { title: t('saved'), render: (_, row) => <When at={row.savedAt} /> },
        ]}
      />
      {creating ? (
        <FormDialog
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
