import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { sealedText } from '../../../ui/i18n/sealed.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';

const WORDS = ['fill-again', 'form-closed', 'notice-changed', 'not-complete'] as const;

/** Refuses a submission that was set aside, with word to the person. */
export function RefuseSealed({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useText(sealedText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<{ word: (typeof WORDS)[number] }>();
  const refuse = useMutation({
    mutationFn: (body: { word: string }) => api(`/api/v1/sealed-submissions/${id}/refusal`, { method: 'POST', body }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('refuseTitle')}
      okText={t('refuse')}
      okButtonProps={{ danger: true }}
      cancelText={frame.t('cancel')}
      confirmLoading={refuse.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="panel-note">{t('refuseNote')}</p>
      <ProblemAlert error={refuse.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ word: 'fill-again' }}
        onFinish={(body) => refuse.mutate(body)}
      >
        <Form.Item name="word" label={t('word')} rules={[{ required: true }]}>
          <Select options={WORDS.map((value) => ({ value, label: t(`word.${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
