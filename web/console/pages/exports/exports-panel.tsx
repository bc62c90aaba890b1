import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Modal, Progress, Space } from 'antd';
import { useContext, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { exportsText } from '../../../ui/i18n/exports.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { StepUpField, useStepUp } from '../../parts/step-up.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useSegmentName } from '../../parts/use-segment-name.ts';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { SessionContext } from '../../session.ts';
import { type ExportRow, exportTone, isMovingExport, saveExport } from './export.ts';

/** The latest exports with their progress; who asked for one takes or destroys it. */
export function ExportsPanel() {
  const { t, pick } = useText(exportsText);
  const session = useContext(SessionContext);
  const queries = useQueryClient();
  const { nameOf } = useActivityName();
  const [taking, setTaking] = useState<string>();
  const segmentName = useSegmentName();
  const exports = useQuery({
    queryKey: ['exports'],
    queryFn: () => api<{ items: readonly ExportRow[] }>('/api/v1/exports?limit=20'),
    refetchInterval: 3_000,
  });
  const cancel = useMutation({
    mutationFn: (id: string) => api(`/api/v1/exports/${id}/cancellation`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });
  const rows = exports.data?.items ?? [];
  const own = (row: ExportRow) => row.createdBy === `staff:${session?.id}`;
  const note =
    rows.length === 0 ? t('none') : t('note', { count: rows.length, moving: rows.filter(isMovingExport).length });
  return (
    <Panel title={t('title')} {...(exports.isSuccess ? { note } : {})}>
      <ProblemAlert error={cancel.error} />
      <QueryState query={exports} rows={3}>
        {({ items }) =>
          items.length === 0 ? null : (
            <SimpleTable
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                {
                  title: t('segment'),
                  render: (_, row) => (row.segment === null ? t('list') : segmentName(row.segment)),
                },
                { title: t('activity'), render: (_, row) => nameOf(row.activity) },
                { title: t('recipient'), render: (_, row) => row.recipient ?? <Who id={row.createdBy} /> },
                {
                  title: t('status'),
                  render: (_, row) => <StateTag tone={exportTone(row)}>{t(`status.${row.status}`)}</StateTag>,
                },
                {
                  title: t('progress'),
                  render: (_, row) => (
                    <Progress
                      aria-label={t('progress')}
                      percent={row.total === 0 ? 0 : Math.floor((row.done / row.total) * 100)}
                      size="small"
                      style={{ width: 90 }}
                    />
                  ),
                },
                {
                  title: t('people'),
                  className: 'num',
                  render: (_, row) => `${formatCount(row.exported)} / ${formatCount(row.total)}`,
                },
                {
                  title: t('excluded'),
                  className: 'wrap',
                  render: (_, row) => {
                    if (row.excluded.length === 0) return '—';
                    return (
                      <ul className="bare">
                        {row.excluded.map((reason) => (
                          <li key={reason.code}>
                            {pick(reason)} ({formatCount(reason.count)})
                          </li>
                        ))}
                      </ul>
                    );
                  },
                },
                { title: t('expires'), render: (_, row) => <When at={row.expiresAt} exact /> },
                { title: t('downloads'), className: 'num', dataIndex: 'downloads' },
                {
                  title: '',
                  render: (_, row) => (
                    <Space>
                      {own(row) && row.status === 'finished' ? (
                        <Button size="small" onClick={() => setTaking(row.id)}>
                          {t('download')}
                        </Button>
                      ) : null}
                      {own(row) && (row.status === 'finished' || isMovingExport(row)) ? (
                        <Button size="small" danger loading={cancel.isPending} onClick={() => cancel.mutate(row.id)}>
                          {t('cancel')}
                        </Button>
                      ) : null}
                    </Space>
                  ),
                },
              ]}
            />
          )
        }
      </QueryState>
      {taking === undefined ? null : <DownloadDialog id={taking} onClose={() => setTaking(undefined)} />}
    </Panel>
  );
}

function DownloadDialog(props: { id: string; onClose: () => void }) {
  const { t } = useText(exportsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const stepUp = useStepUp();
  const [form] = Form.useForm<{ code?: string }>();
  const download = useMutation({
    mutationFn: ({ code }: { code?: string }) => stepUp.run(code, () => saveExport(props.id)),
    onSuccess: props.onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });
  return (
    <Modal
      open
      title={t('downloadTitle')}
      okText={t('download')}
      cancelText={frame.t('close')}
      confirmLoading={download.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <ProblemAlert error={download.error} />
      <Form form={form} layout="vertical" onFinish={(values) => download.mutate(values)}>
        {stepUp.needed ? <StepUpField /> : null}
      </Form>
    </Modal>
  );
}
