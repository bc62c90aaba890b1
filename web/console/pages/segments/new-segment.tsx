import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal } from 'antd';
import { api } from '../../../ui/api.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';

interface Values {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly withinDays: number;
  readonly atLeast: number;
  readonly minYuan?: number | null;
}

/** A form for the commonest rule: an event, how often, within how many days, of what amount. */
export function NewSegment(props: { open: boolean; onClose: () => void }) {
  const { t } = useText(segmentsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const save = useMutation({
    mutationFn: (values: Values) => api('/api/v1/segments', { method: 'POST', body: segmentOf(values) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      form.resetFields();
      props.onClose();
    },
  });
  return (
    <Modal
      open={props.open}
      title={t('new')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <ProblemAlert error={save.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ withinDays: 90, atLeast: 2 }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="nameZh" label={t('name')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="nameEn" label={t('nameEn')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[{ required: true, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ }]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="withinDays" label={t('within')} rules={[{ required: true }]}>
          <InputNumber min={1} max={3660} precision={0} />
        </Form.Item>
        <Form.Item name="atLeast" label={t('atLeast')} rules={[{ required: true }]}>
          <InputNumber min={1} max={10000} precision={0} />
        </Form.Item>
        <Form.Item name="minYuan" label={t('minAmount')}>
          <InputNumber min={0} precision={2} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function segmentOf(values: Values): unknown {
  const amount =
    values.minYuan === undefined || values.minYuan === null ? {} : { minAmount: Math.round(values.minYuan * 100) };
  return {
    code: values.code,
    name: { zh: values.nameZh, en: values.nameEn },
    definition: { event: { name: 'purchase', withinDays: values.withinDays, atLeast: values.atLeast, ...amount } },
  };
}
