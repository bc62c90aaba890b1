import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { api } from '../../../ui/api.ts';
import { identityText } from '../../../ui/i18n/identity.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';

/** Asks for the reason of a ruling and makes it. */
export function RulingDialog(props: {
  title: string;
  path: string;
  body: Readonly<Record<string, unknown>>;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useText(identityText);
  const frame = useText(shell);
  const [form] = Form.useForm<{ reason: string }>();
  const queries = useQueryClient();
  const rule = useMutation({
    mutationFn: (reason: string) => api(props.path, { method: 'POST', body: { ...props.body, reason } }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      props.onDone();
    },
  });
  return (
    <Modal
      open
      title={props.title}
      okText={props.title}
      cancelText={frame.t('cancel')}
      confirmLoading={rule.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <FormProblem form={form} error={rule.error} />
      <Form form={form} layout="vertical" onFinish={({ reason }) => rule.mutate(reason)}>
        <Form.Item name="reason" label={t('reason')} extra={t('reasonHint')} rules={[{ required: true, min: 2 }]}>
          <Input.TextArea id="reason" rows={3} maxLength={500} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
