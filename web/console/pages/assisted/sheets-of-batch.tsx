import { useMutation } from '@tanstack/react-query';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useItems } from '../../parts/use-items.ts';
import { Who } from '../../parts/who.tsx';

interface Sheet {
  readonly id: string;
  readonly ticked: readonly string[];
  readonly guardian: string | null;
  readonly status: 'second-look' | 'recorded' | 'rejected';
  readonly keyedBy: string;
  readonly reason: string | null;
}

/** The sheets of a batch; one that waits shows its scan and takes the second look of somebody else. */
export function SheetsOfBatch(props: { batch: string; onChanged: () => void }) {
  const { t, list: join } = useText(assistedText);
  const list = useItems<Sheet>(`/api/v1/paper-batches/${props.batch}/sheets`);
  const [reason, setReason] = useState('');
  const look = useMutation({
    mutationFn: ({ id, agrees }: { id: string; agrees: boolean }) =>
      api(`/api/v1/paper-sheets/${id}/second-look`, {
        method: 'POST',
        body: agrees ? { agrees } : { agrees, reason },
      }),
    onSuccess: props.onChanged,
  });
  const waiting = list.rows.some(({ status }) => status === 'second-look');
  return (
    <>
      <ProblemAlert error={look.error} />
      {waiting ? (
        <Input
          aria-label={t('reason')}
          placeholder={t('reason')}
          value={reason}
          maxLength={200}
          onChange={(event) => setReason(event.target.value)}
        />
      ) : null}
      <DataTable
        list={list}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('keySheet')} text={t('emptyText')} />}
        columns={[
          {
            title: t('status'),
            render: (_, row) => `${t(`status.${row.status}`)}${row.reason === null ? '' : ` · ${row.reason}`}`,
          },
          { title: t('ticked'), render: (_, row) => (row.ticked.length === 0 ? '—' : join(row.ticked)) },
          { title: t('signedByGuardian'), render: (_, row) => (row.guardian === null ? '—' : '✓') },
          { title: t('keyed'), render: (_, row) => <Who id={row.keyedBy} /> },
          {
            title: t('look'),
            render: (_, row) =>
              row.status !== 'second-look' ? null : (
                <Space wrap>
                  <a href={`/api/v1/paper-sheets/${row.id}/scan`} target="_blank" rel="noopener noreferrer">
                    {t('look')}
                  </a>
                  <Button size="small" onClick={() => look.mutate({ id: row.id, agrees: true })}>
                    {t('agrees')}
                  </Button>
                  <Button size="small" onClick={() => look.mutate({ id: row.id, agrees: false })}>
                    {t('rejects')}
                  </Button>
                </Space>
              ),
          },
        ]}
      />
    </>
  );
}
