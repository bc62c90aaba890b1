import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { outboxText } from '../../../ui/i18n/outbox.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface Values {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly code: string;
  readonly recipient: string;
  readonly activities: readonly string[];
  readonly type: string;
  readonly issuer: string;
  readonly url: string;
}

interface Activity {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly recipients?: readonly { readonly name: string }[];
}

const LABEL = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/** Sets up a receiver; its secret is shown once. */
export function NewReceiver(props: {
  hosts: readonly string[];
  onClose: () => void;
  onSaved: (made: { code: string; secret: string }) => void;
}) {
  const { t, pick, list } = useText(outboxText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly Activity[] }>('/api/v1/activities'),
  });
  const items = activities.data?.items ?? [];
  const recipient = Form.useWatch('recipient', form);
  const recipients = [...new Set(items.flatMap((each) => (each.recipients ?? []).map(({ name }) => name)))];
  const save = useMutation({
    mutationFn: ({ nameZh, nameEn, type, issuer, ...rest }: Values) =>
      api<{ code: string; secret: string }>('/api/v1/receivers', {
        method: 'POST',
        body: { ...rest, name: { zh: nameZh, en: nameEn }, identifier: { type, issuer } },
      }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onSaved(made);
    },
  });
  const leave = useUnsavedForm(form, save);
  const needed = [{ required: true }];
  const hint = props.hosts.length === 0 ? t('urlNone') : t('urlHint', { hosts: list(props.hosts) });
  return (
    <Modal
      open
      title={t('new')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={save.error ?? activities.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ type: 'member_id' }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="nameZh" label={t('name')} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="nameEn" label={t('nameEn')} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="code" label={t('code')} rules={[{ required: true, pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/ }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="recipient" label={t('recipient')} rules={needed}>
          <Select options={recipients.map((name) => ({ value: name, label: name }))} />
        </Form.Item>
        <Form.Item name="activities" label={t('activities')} rules={needed}>
          <Select
            mode="multiple"
            options={items
              .filter((each) => (each.recipients ?? []).some(({ name }) => name === recipient))
              .map((each) => ({ value: each.code, label: pick(each.name) }))}
          />
        </Form.Item>
        <Form.Item name="type" label={t('idType')} rules={[{ required: true, pattern: LABEL }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="issuer" label={t('idIssuer')} extra={t('idHint')} rules={[{ required: true, pattern: LABEL }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="url" label={t('url')} extra={hint} rules={needed}>
          <Input maxLength={500} placeholder="https://" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
