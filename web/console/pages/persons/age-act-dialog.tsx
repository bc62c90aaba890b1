import { useMutation } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';

const SIGNS = ['said-so', 'school-grade', 'parent-said', 'id-document', 'voice'] as const;

interface Values {
  readonly sign?: (typeof SIGNS)[number];
  readonly reason?: string;
}

/** Notes a sign of minority, takes one back, or ends a guardianship; each is recorded with a receipt. */
export function AgeActDialog(props: { person: string; act: 'sign' | 'clear' | { end: string }; onClose: () => void }) {
  const { t } = useText(personsText);
  const frame = useText(shell);
  const [form] = Form.useForm<Values>();
  const { act, person } = props;
  const send = useMutation({
    mutationFn: ({ sign, reason }: Values) => {
      if (act === 'sign')
        return api('/api/v1/minority-signs', { method: 'POST', body: { person, sign, by: 'console' } });
      const path = act === 'clear' ? `persons/${person}/minority-sign/clear` : `guardians/${act.end}/end`;
      return api(`/api/v1/${path}`, { method: 'POST', body: { reason } });
    },
    onSuccess: props.onClose,
  });
  const words =
    act === 'sign'
      ? { title: t('sign'), note: t('signNote'), ok: t('signDo') }
      : act === 'clear'
        ? { title: t('signClear'), note: t('signClearNote'), ok: t('signClear') }
        : { title: t('guardianEnd'), note: t('guardianEndNote'), ok: t('guardianEnd') };
  return (
    <Modal
      open
      title={words.title}
      okText={words.ok}
      cancelText={frame.t('cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <p className="panel-note">{words.note}</p>
      <ProblemAlert error={send.error} />
      <Form form={form} layout="vertical" onFinish={(values) => send.mutate(values)}>
        {act === 'sign' ? (
          <Form.Item name="sign" label={t('signKind')} rules={[{ required: true }]}>
            <Select options={SIGNS.map((sign) => ({ value: sign, label: t(`sign.${sign}`) }))} />
          </Form.Item>
        ) : (
          <Form.Item name="reason" label={t('actReason')} rules={[{ required: true, min: 4 }]}>
            <Input.TextArea rows={2} maxLength={200} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
