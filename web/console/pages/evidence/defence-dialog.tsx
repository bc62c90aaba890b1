import { useMutation } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { api } from '../../../ui/api.ts';
import { erasuresText } from '../../../ui/i18n/erasures.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';

interface Defence {
  readonly entries: readonly { readonly n: number; readonly entry: string; readonly opening: { payload: unknown } }[];
  readonly records: readonly unknown[];
}

/** Asks why, opens what is kept of an erased person, and shows it as it is. */
export function DefenceDialog(props: { person: string; onClose: () => void }) {
  const { t } = useText(erasuresText);
  const frame = useText(shell);
  const [form] = Form.useForm<{ reason: string }>();
  const open = useMutation({
    mutationFn: (body: { reason: string }) =>
      api<Defence>(`/api/v1/persons/${encodeURIComponent(props.person)}/defence`, { method: 'POST', body }),
  });
  const { data } = open;
  return (
    <Modal
      open
      width={760}
      title={t('openTitle')}
      okText={t('open')}
      cancelText={frame.t(data === undefined ? 'cancel' : 'close')}
      okButtonProps={data === undefined ? {} : { style: { display: 'none' } }}
      confirmLoading={open.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      {data === undefined ? (
        <>
          <p className="panel-note">{t('openNote')}</p>
          <FormProblem form={form} error={open.error} />
          <Form form={form} layout="vertical" onFinish={(values) => open.mutate(values)}>
            <Form.Item name="reason" label={t('reason')} rules={[{ required: true, whitespace: true }]}>
              <Input.TextArea maxLength={500} rows={3} />
            </Form.Item>
          </Form>
        </>
      ) : (
        <>
          <p className="panel-note">{t('opened', { count: data.entries.length })}</p>
          <pre className="payload">{JSON.stringify(shownOf(data), null, 2)}</pre>
        </>
      )}
    </Modal>
  );
}

function shownOf({ entries, records }: Defence) {
  return {
    entries: entries.map(({ n, entry, opening }) => {
      const { kind, time } = JSON.parse(entry) as { kind: string; time: string };
      return { n, kind, time, payload: opening.payload };
    }),
    records,
  };
}
