import { Button } from 'antd';
import { useState } from 'react';
import { formatShare } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useItems } from '../../parts/use-items.ts';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { NewStock } from './new-stock.tsx';
import { type StockTake, useStockWord } from './stock.ts';
import { StockDetail } from './stock-detail.tsx';

/** 存量盘点: an existing stock graded by its evidence. */
export function Page() {
  const { t } = useText(stockText);
  const frame = useText(shell);
  const word = useStockWord();
  const may = useMay();
  const { nameOf } = useActivityName();
  const list = useItems<StockTake>('/api/v1/stock-takes');
  const [open, setOpen] = useOpen();
  const [creating, setCreating] = useState(false);
  if (open !== undefined) return <StockDetail id={open} onBack={() => setOpen(undefined)} />;
  const create = may('customers.import') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.stock')} purpose={t('purpose')} actions={create} />
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => setOpen(row.id)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('activity'), render: (_, row) => nameOf(row.activity) },
          { title: t('issuer'), render: (_, row) => <span className="mono">{row.issuer}</span> },
          {
            title: t('status'),
            render: (_, row) => (
              <StateTag tone={row.status === 'finished' ? 'good' : row.status === 'failed' ? 'bad' : 'wait'}>
                {word('status', row.status)}
              </StateTag>
            ),
          },
          { title: t('progress'), className: 'num', render: (_, row) => formatShare(row.done, row.total ?? 0) },
          { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
        ]}
      />
      {creating ? <NewStock onClose={() => setCreating(false)} /> : null}
    </>
  );
}
