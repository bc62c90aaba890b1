import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatTime } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { workbenchText } from '../../../ui/i18n/workbench.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useMay } from '../../session.ts';

interface Restoration {
  readonly backupMadeAt: string;
  readonly journal: { readonly until: string; readonly replayed: number; readonly unreadable: number } | null;
  readonly released: unknown;
}

/** Says that the data was restored from a backup and stands still, as long as that is so; the DPO releases it here. */
export function RestoredAlert() {
  const { t } = useText(workbenchText);
  const may = useMay();
  const [releasing, setReleasing] = useState(false);
  const { data } = useQuery({
    queryKey: ['restorations'],
    queryFn: () => api<{ items: readonly Restoration[] }>('/api/v1/restorations'),
    enabled: may('workbench.read'),
  });
  const waiting = data?.items.find((each) => each.released === null);
  if (waiting === undefined) return null;
  const { journal } = waiting;
  const learnt =
    journal === null
      ? t('restoredWithoutJournal')
      : t('restoredJournal', {
          until: formatTime(journal.until),
          replayed: journal.replayed,
          unreadable: journal.unreadable,
        });
  return (
    <>
      <Alert
        type="error"
        showIcon
        title={t('restored', { time: formatTime(waiting.backupMadeAt) })}
        description={learnt}
        {...(may('consent.release-restoration')
          ? { action: <Button onClick={() => setReleasing(true)}>{t('release')}</Button> }
          : {})}
      />
      {releasing ? <ReleaseDialog onClose={() => setReleasing(false)} /> : null}
    </>
  );
}

function ReleaseDialog(props: { onClose: () => void }) {
  const { t } = useText(workbenchText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const release = useMutation({
    mutationFn: (body: { reason: string }) => api('/api/v1/restorations/release', { method: 'POST', body }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      props.onClose();
    },
  });
  return (
    <Modal
      open
      title={t('release')}
      okText={t('release')}
      cancelText={frame.t('cancel')}
      confirmLoading={release.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <p className="panel-note">{t('releaseNote')}</p>
      <ProblemAlert error={release.error} />
      <Form form={form} layout="vertical" onFinish={(values) => release.mutate(values)}>
        <Form.Item name="reason" label={t('releaseReason')} rules={[{ required: true, whitespace: true }]}>
          <Input.TextArea maxLength={500} rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
