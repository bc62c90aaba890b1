import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useList } from '../../parts/use-list.ts';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { useRegisterWord } from '../activities/activity.ts';
import { type ImportRow, importTone, useImportWord } from './import.ts';
import { ImportDetail } from './import-detail.tsx';
import { NewImport } from './new-import.tsx';
import { NightlyPanel } from './nightly-panel.tsx';
import { WarehousePanel } from './warehouse-panel.tsx';

/** 数据源: imports of files. */
export function Page() {
  const { t } = useText(importsText);
  const frame = useText(shell);
  const word = useImportWord();
  const sourceWord = useRegisterWord();
  const may = useMay();
  const queries = useQueryClient();
  const list = useList<ImportRow>('/api/v1/imports');
  const [open, setOpen] = useOpen();
  const [creating, setCreating] = useState(false);
  if (open !== undefined) {
    const back = (): void => {
      setOpen(undefined);
      void queries.invalidateQueries({ queryKey: ['list'] });
    };
    return <ImportDetail id={open} onBack={back} />;
  }
  const create = may('customers.import') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.imports')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => setOpen(row.id)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('kind'), render: (_, row) => word('kind', row.kind) },
          // Where nothing names the system, the numbers count as those of the source.
          { title: t('system'), className: 'name-cell', render: (_, row) => sourceWord('source', row.issuer) },
          {
            title: t('status'),
            render: (_, row) => <StateTag tone={importTone(row)}>{word('status', row.status)}</StateTag>,
          },
          { title: t('accepted'), className: 'num', render: (_, row) => formatCount(row.accepted) },
          { title: t('refused'), className: 'num', render: (_, row) => formatCount(row.refused) },
          { title: t('duplicate'), className: 'num', render: (_, row) => formatCount(row.duplicate) },
          { title: t('newPeople'), className: 'num', render: (_, row) => formatCount(row.newPeople) },
          { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
        ]}
      />
      {may('customers.read-source') ? <NightlyPanel onOpen={setOpen} /> : null}
      {may('customers.read-source') ? <WarehousePanel /> : null}
      {creating ? (
        <NewImport
          onClose={() => setCreating(false)}
          onUploaded={(id) => {
            setCreating(false);
            setOpen(id);
          }}
        />
      ) : null}
    </>
  );
}
