import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { vaultText } from '../../../ui/i18n/vault.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { type PolicyRow, useValueName } from './policy.tsx';

interface Values {
  readonly value: number;
  readonly grade?: 'core' | 'important' | 'general';
  readonly reason: string;
}

/** Changes one setting within its bounds, with the reason. */
export function PolicyDialog(props: { readonly row: PolicyRow; readonly name: string; readonly onClose: () => void }) {
  const { row, name, onClose } = props;
  const { t } = useText(vaultText);
  const frame = useText(shell);
  const shownAs = useValueName();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const change = useMutation({
    mutationFn: (body: Omit<Values, 'value'> & { readonly value: number | null }) =>
      api(`/api/v1/vault/policy/${row.key}`, { method: 'PUT', body }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  const leave = useUnsavedForm(form, change);
  const back = async () => {
    const { reason } = await form.validateFields(['reason']);
    change.mutate({ value: null, reason });
  };
  const few = row.most - row.least < 5;
  const values = few ? Array.from({ length: row.most - row.least + 1 }, (_, step) => row.least + step) : [];
  return (
    <Modal
      open
      title={name}
      okText={t('policyChange')}
      cancelText={frame.t('cancel')}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(onClose)}
      footer={(buttons) => (
        <>
          {row.set === null ? null : <Button onClick={() => void back()}>{t('policyBack')}</Button>}
          {buttons}
        </>
      )}
    >
      <ProblemAlert error={change.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          value: row.set?.value ?? row.standard,
          ...(row.kind === 'grade' ? { grade: row.set?.grade ?? 'general' } : {}),
        }}
        onFinish={(body) => change.mutate(body)}
      >
        {row.kind === 'grade' ? (
          <Form.Item name="grade" label={t('policyGrade')} rules={[{ required: true }]}>
            <Select
              options={(['general', 'important', 'core'] as const).map((value) => ({
                value,
                label: t(`grade.${value}`),
              }))}
            />
          </Form.Item>
        ) : null}
        <Form.Item
          name="value"
          label={row.kind === 'grade' ? t('policyLevel') : t('policyValue')}
          rules={[{ required: true }]}
        >
          {few ? (
            <Select options={values.map((value) => ({ value, label: shownAs(row, value) }))} />
          ) : (
            <InputNumber min={row.least} max={row.most} precision={0} />
          )}
        </Form.Item>
        <Form.Item name="reason" label={t('reason')} rules={[{ required: true, min: 4, whitespace: true }]}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
