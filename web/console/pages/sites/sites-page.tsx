import { Button } from 'antd';
import { useState } from 'react';
import { shell } from '../../../ui/i18n/shell.ts';
import { sitesText } from '../../../ui/i18n/sites.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { NewSiteKey } from './new-site-key.tsx';
import { SiteDetail } from './site-detail.tsx';
import type { SiteKey } from './site-key.ts';
import { SiteState } from './site-state.tsx';

/** 网站与小程序: publishable keys of the SDK, where each may be used, and the snippet. */
export function Page() {
  const { t, list: join } = useText(sitesText);
  const frame = useText(shell);
  const may = useMay();
  const { nameOf } = useActivityName();
  const [open, setOpen] = useOpen();
  const [making, setMaking] = useState(false);
  const list = useItems<SiteKey>('/api/v1/site-keys');
  const opened = list.rows.find((row) => row.code === open);
  if (opened !== undefined) return <SiteDetail site={opened} onBack={() => setOpen(undefined)} />;
  const make = may('capture.manage-site-keys') ? (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.sites')} purpose={t('purpose')} actions={make} />
      <DataTable
        list={list}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={make} />}
        columns={[
          { title: t('name'), render: (_, row) => <strong>{row.name}</strong> },
          { title: t('state'), render: (_, row) => <SiteState site={row} /> },
          { title: t('origins'), render: (_, row) => <div className="wrap mono">{join(row.origins)}</div> },
          {
            title: t('activities'),
            render: (_, row) => <div className="wrap">{join(row.activities.map(nameOf))}</div>,
          },
          { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
        ]}
      />
      {making ? (
        <NewSiteKey
          onClose={() => setMaking(false)}
          onMade={(code) => {
            setMaking(false);
            setOpen(code);
          }}
        />
      ) : null}
    </>
  );
}
