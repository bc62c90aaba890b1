import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { api } from '../../../ui/api.ts';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';

/** Lets the log go on after a set-back, with a reason. */
export function AcceptSetBackDialog(props: { onClose: () => void }) {
  const { t } = useText(evidenceText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const accept = useMutation({
    mutationFn: (body: { reason: string }) => api('/api/v1/evidence/set-backs/accept', { method: 'POST', body }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      props.onClose();
    },
  });
  return (
    <Modal
      open
      title={t('acceptSetBack')}
      okText={t('acceptSetBack')}
      cancelText={frame.t('cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={accept.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <p className="panel-note">{t('acceptSetBackNote')}</p>
      <ProblemAlert error={accept.error} />
      <Form form={form} layout="vertical" onFinish={(values) => accept.mutate(values)}>
        <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true }]}>
          <Input.TextArea maxLength={500} rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
