import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { warehousesText } from '../../../ui/i18n/warehouses.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ItemsState, ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useItems } from '../../parts/use-items.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { CheckReport } from './check-report.tsx';
import { type ImportCheck, useImportWord } from './import.ts';
import type { Warehouse } from './warehouse.ts';
import { WarehouseDialog } from './warehouse-dialog.tsx';

const REFRESH_MS = 15_000;
const TONES = { waiting: 'wait', pulled: 'good', running: 'wait', stopped: 'bad' } as const;

/** Warehouses whose rows are pulled, with what came in and what stands in the way. */
export function WarehousePanel() {
  const { t, pick } = useText(warehousesText);
  const word = useImportWord();
  const manages = useMay()('customers.manage-source');
  const list = useItems<Warehouse>('/api/v1/warehouses', { refetchInterval: REFRESH_MS });
  const [editing, setEditing] = useState<Warehouse | 'new' | null>(null);
  return (
    <Panel
      title={t('title')}
      note={t('note')}
      extra={
        manages ? (
          <Button size="small" onClick={() => setEditing('new')}>
            {t('new')}
          </Button>
        ) : null
      }
    >
      <ItemsState list={list} empty={<p>{t('none')}</p>}>
        {(rows) => (
          <SimpleTable
            rows={rows}
            rowKey={(row) => row.code}
            columns={[
              {
                title: t('name'),
                render: (_, row) => (
                  <>
                    {pick(row.name)} · {word('kind', row.kind)}
                    <div className="mono panel-note">
                      {row.connection.host}:{row.connection.port} {row.table.schema}.{row.table.name}
                    </div>
                    {manages ? <Acts row={row} onEdit={() => setEditing(row)} /> : null}
                  </>
                ),
              },
              {
                title: t('state'),
                render: (_, row) => (
                  <StateTag tone={TONES[row.state]}>
                    {t(`state.${row.state}`, { why: row.failure === null ? '' : pick(row.failure) })}
                  </StateTag>
                ),
              },
              { title: t('asOf'), render: (_, row) => (row.caughtUpAt === null ? '—' : <When at={row.caughtUpAt} />) },
              { title: t('rows'), className: 'num', render: (_, { counts }) => countsOf(counts) },
              { title: t('next'), render: (_, row) => <When at={row.nextAt} /> },
            ]}
          />
        )}
      </ItemsState>
      {editing === null ? null : (
        <WarehouseDialog of={editing === 'new' ? undefined : editing} onClose={() => setEditing(null)} />
      )}
    </Panel>
  );
}

function countsOf(counts: Warehouse['counts']): string {
  if (counts === null) return '—';
  const { rows, accepted, refused, duplicate } = counts;
  return [rows, accepted, refused, duplicate].map(formatCount).join(' / ');
}

function Acts(props: { row: Warehouse; onEdit: () => void }) {
  const { t } = useText(warehousesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const path = `/api/v1/warehouses/${encodeURIComponent(props.row.code)}`;
  const changed = () => queries.invalidateQueries({ queryKey: ['list'] });
  const check = useMutation({ mutationFn: () => api<ImportCheck>(`${path}/check`, { method: 'POST' }) });
  const pull = useMutation({ mutationFn: () => api(`${path}/pull`, { method: 'POST' }), onSuccess: changed });
  const remove = useMutation({ mutationFn: () => api(path, { method: 'DELETE' }), onSuccess: changed });
  return (
    <>
      <ProblemAlert error={check.error ?? pull.error ?? remove.error} />
      <Space wrap size={4}>
        <Button size="small" loading={check.isPending} onClick={() => check.mutate()}>
          {t('check')}
        </Button>
        <Button size="small" loading={pull.isPending} onClick={() => pull.mutate()}>
          {t('pull')}
        </Button>
        <Button size="small" onClick={props.onEdit}>
          {t('edit')}
        </Button>
        <Popconfirm
          title={t('remove')}
          description={t('removeNote')}
          okText={t('remove')}
          cancelText={frame.t('cancel')}
          onConfirm={() => remove.mutate()}
        >
          <Button size="small" type="text">
            {t('remove')}
          </Button>
        </Popconfirm>
      </Space>
      {check.data === undefined ? null : (
        <Modal open title={t('check')} footer={null} onCancel={() => check.reset()}>
          <CheckReport check={check.data} />
        </Modal>
      )}
    </>
  );
}
