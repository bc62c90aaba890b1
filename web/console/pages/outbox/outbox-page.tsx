import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { outboxText } from '../../../ui/i18n/outbox.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { useOpen } from '../../parts/use-open.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { NewReceiver } from './new-receiver.tsx';
import { OutboxFigure } from './outbox-figure.tsx';
import { type Receiver, stateOf, TONES } from './receiver.ts';
import { ReceiverDetail } from './receiver-detail.tsx';
import { ReceiverSecret } from './receiver-secret.tsx';

const REFRESH_MS = 10_000;

/** 对外通知: who outside holds copies, and whether they know what they must. */
export function Page() {
  const { t, pick } = useText(outboxText);
  const frame = useText(shell);
  const may = useMay();
  const [open, setOpen] = useOpen();
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string>();
  const query = useQuery({
    queryKey: ['list', '/api/v1/receivers'],
    queryFn: () => api<{ items: readonly Receiver[]; hosts: readonly string[] }>('/api/v1/receivers'),
    refetchInterval: REFRESH_MS,
  });
  const rows = query.data?.items ?? [];
  const opened = rows.find((row) => row.code === open);
  const shown = secret === undefined ? null : <ReceiverSecret value={secret} onClose={() => setSecret(undefined)} />;
  if (opened !== undefined)
    return (
      <>
        <ReceiverDetail receiver={opened} onBack={() => setOpen(undefined)} onSecret={setSecret} />
        {shown}
      </>
    );
  const create = may('customers.manage-source') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={frame.t('page.outbox')} purpose={t('purpose')} actions={create} />
      {rows.length === 0 ? null : <OutboxFigure receivers={rows} />}
      <DataTable
        list={{ query, rows, more: undefined, loadingMore: false }}
        rowKey={(row) => row.code}
        onOpen={(row) => setOpen(row.code)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} action={create} />}
        columns={[
          { title: t('name'), render: (_, row) => <strong>{pick(row.name)}</strong> },
          {
            title: t('state'),
            render: (_, row) => <StateTag tone={TONES[stateOf(row)]}>{t(`state.${stateOf(row)}`)}</StateTag>,
          },
          { title: t('recipient'), dataIndex: 'recipient' },
          { title: t('waiting'), className: 'num', render: (_, row) => formatCount(row.waiting) },
          { title: t('unacknowledged'), className: 'num', render: (_, row) => formatCount(row.unacknowledged) },
          { title: t('acknowledged'), className: 'num', render: (_, row) => formatCount(row.acknowledged) },
          {
            title: t('oldest'),
            render: (_, row) => (row.oldest === null ? t('none') : <When at={row.oldest} />),
          },
          { title: t('lastAnswer'), render: (_, row) => <span className="mono">{row.lastAnswer ?? '—'}</span> },
        ]}
      />
      {creating ? (
        <NewReceiver
          hosts={query.data?.hosts ?? []}
          onClose={() => setCreating(false)}
          onSaved={(made) => {
            setCreating(false);
            setSecret(made.secret);
            setOpen(made.code);
          }}
        />
      ) : null}
      {shown}
    </>
  );
}
