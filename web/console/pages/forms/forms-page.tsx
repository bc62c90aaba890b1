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
import { FormBuilder } from './form-builder.tsx';
import { FormDetail } from './form-detail.tsx';

/** 采集: hosted forms, each with its link, QR code and share that agreed. */
export function Page() {
  const { t, pick } = useText(formsText);
  const frame = useText(shell);
  const may = useMay();
  const [open, setOpen] = useOpen();
  const [building, setBuilding] = useState(false);
  const list = useItems<HostedForm>('/api/v1/forms');
  const opened = list.rows.find((row) => row.code === open);
  const saved = (code: string): void => {
    setBuilding(false);
    setOpen(code);
  };
  if (building) {
    const current = opened === undefined ? {} : { form: opened };
    return <FormBuilder {...current} onBack={() => setBuilding(false)} onSaved={saved} />;
  }
  if (opened !== undefined)
    return <FormDetail form={opened} onBack={() => setOpen(undefined)} onEdit={() => setBuilding(true)} />;
  const create = may('capture.manage') ? (
    <Button type="primary" onClick={() => setBuilding(true)}>
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
    </>
  );
}
