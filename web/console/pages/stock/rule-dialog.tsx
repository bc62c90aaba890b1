import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Radio } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { type StockGroup, useStockWord } from './stock.ts';

interface Values {
  readonly accept: boolean;
  readonly version?: string;
  readonly reason: string;
}

/** The DPO's ruling on a group of partly proven consents. */
export function RuleDialog(props: { stock: string; group: StockGroup; onClose: () => void }) {
  const { t } = useText(stockText);
  const frame = useText(shell);
  const word = useStockWord();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const accept = Form.useWatch('accept', form);
  const { group } = props;
  const rule = useMutation({
    mutationFn: ({ accept: accepted, version, reason }: Values) => {
      const [notice, number] = (version ?? '').split('/');
      const named = accepted ? { notice, version: Number(number) } : {};
      const path = `/api/v1/stock-takes/${props.stock}/groups/${group.number}/ruling`;
      return api(path, { method: 'POST', body: { accept: accepted, reason, ...named } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['stock', props.stock] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, rule);
  return (
    <Modal
      open
      title={t('rule')}
      okText={t('rule')}
      cancelText={frame.t('cancel')}
      confirmLoading={rule.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <p>{t('ruleText', { people: formatCount(group.people), reason: word('reason', group.reason) })}</p>
      <ProblemAlert error={rule.error} />
      <Form form={form} layout="vertical" initialValues={{ accept: false }} onFinish={(values) => rule.mutate(values)}>
        <Form.Item name="accept" label={t('ruling')}>
          <Radio.Group
            options={[
              { value: true, label: t('accept') },
              { value: false, label: t('reject') },
            ]}
          />
        </Form.Item>
        {accept === true ? (
          <Form.Item
            name="version"
            label={t('ruledNotice')}
            rules={[{ required: true, pattern: /^[a-z0-9-]+\/[1-9]\d*$/ }]}
          >
            <Input placeholder="privacy/1" />
          </Form.Item>
        ) : null}
        <Form.Item name="reason" label={t('ruleReason')} rules={[{ required: true, min: 10, max: 1000 }]}>
          <Input.TextArea rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
