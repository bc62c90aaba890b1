import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal } from 'antd';
import { api } from '../../../ui/api.ts';
import { deskText } from '../../../ui/i18n/desk.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { type Redaction, saveFile, type WaitingFile } from './files.ts';
import { RedactItem } from './redact-item.tsx';
import { FILES_KEY } from './waiting-files.tsx';

interface Values {
  readonly to?: string;
  readonly reference?: string;
  readonly complaint?: string;
  readonly measures?: string;
  readonly redact?: readonly Redaction[];
}

/** Asks for what only the officer can write, makes the paper and saves it. */
export function PaperDialog(props: { search: string; person: string | null; onClose: () => void }) {
  const { t } = useText(deskText);
  const frame = useText(shell);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const make = useMutation({
    mutationFn: async ({ redact = [], ...words }: Values) => {
      const body = {
        search: props.search,
        person: props.person,
        to: words.to ?? '',
        reference: words.reference ?? '',
        complaint: words.complaint ?? '',
        measures: words.measures ?? '',
        redact,
      };
      const { paper } = await api<{ paper: WaitingFile }>('/api/v1/evidence/papers', { method: 'POST', body });
      await saveFile(paper);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: FILES_KEY });
      void message.success(t('made'));
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, make);
  return (
    <Modal
      open
      title={t('paper')}
      okText={t('make')}
      cancelText={frame.t('cancel')}
      confirmLoading={make.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <p className="panel-note">{t('paperNote')}</p>
      <FormProblem form={form} error={make.error} />
      <Form form={form} layout="vertical" onFinish={(values) => make.mutate(values)}>
        <Form.Item name="to" label={t('to')}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="reference" label={t('reference')}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="complaint" label={t('complaint')}>
          <Input.TextArea maxLength={5000} rows={3} />
        </Form.Item>
        <Form.Item name="measures" label={t('measures')}>
          <Input.TextArea maxLength={5000} rows={3} />
        </Form.Item>
        {props.person === null ? null : <RedactItem />}
      </Form>
    </Modal>
  );
}
