import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { retentionText } from '../../../ui/i18n/retention.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface Values {
  readonly activity: string;
  readonly ground: 'unlawful' | 'other-law';
  readonly law: string;
}

/** The DPO's order to keep nothing more of what an activity has collected. */
export function OrderDialog(props: { onClose: () => void }) {
  const { t } = useText(retentionText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const { activities, nameOf } = useActivityName();
  const [form] = Form.useForm<Values>();
  const order = useMutation({
    mutationFn: (body: Values) => api('/api/v1/vault/retention/orders', { method: 'POST', body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['retention'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, order);
  return (
    <Modal
      open
      title={t('order')}
      okText={t('orderDo')}
      okButtonProps={{ danger: true }}
      cancelText={frame.t('cancel')}
      confirmLoading={order.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <p className="panel-note">{t('orderNote')}</p>
      <ProblemAlert error={order.error} />
      <Form form={form} layout="vertical" onFinish={(values) => order.mutate(values)}>
        <Form.Item name="activity" label={t('activities')} rules={[{ required: true }]}>
          <Select options={activities.map(({ code }) => ({ value: code, label: nameOf(code) }))} />
        </Form.Item>
        <Form.Item name="ground" label={t('endsBy')} rules={[{ required: true }]}>
          <Select
            options={(['unlawful', 'other-law'] as const).map((value) => ({ value, label: t(`end.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="law" label={t('law')} rules={[{ required: true, min: 2 }]}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
