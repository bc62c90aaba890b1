import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatTime } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { staffText } from '../../../ui/i18n/staff.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { ROLES } from './role.ts';

export interface OneTimeLink {
  readonly url: string;
  readonly expiresAt: string;
}

interface Values {
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

/** Invites a member; answers the one-time link. */
export function InviteDialog(props: { onClose: () => void; onInvited: (link: OneTimeLink) => void }) {
  const { t } = useText(staffText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const invite = useMutation({
    mutationFn: (values: Values) => api<{ invitation: OneTimeLink }>('/api/v1/staff', { method: 'POST', body: values }),
    onSuccess: async ({ invitation }) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onInvited(invitation);
    },
  });
  const leave = useUnsavedForm(form, invite);
  return (
    <Modal
      open
      title={t('invite')}
      okText={t('invite')}
      cancelText={frame.t('cancel')}
      confirmLoading={invite.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <p className="panel-note">{t('inviteNote')}</p>
      <ProblemAlert error={invite.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ role: 'marketer' }}
        onFinish={(values) => invite.mutate(values)}
      >
        <Form.Item name="name" label={t('name')} rules={[{ required: true }]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="email" label={t('email')} rules={[{ required: true, type: 'email' }]}>
          <Input maxLength={254} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t('role')}>
          <Select options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Shows a one-time link, once. */
export function LinkDialog(props: { link: OneTimeLink; onClose: () => void }) {
  const { t } = useText(staffText);
  const frame = useText(shell);
  return (
    <Modal
      open
      title={t('link')}
      onCancel={props.onClose}
      footer={<Button onClick={props.onClose}>{frame.t('close')}</Button>}
    >
      <p className="panel-note">{t('linkNote', { expires: formatTime(props.link.expiresAt) })}</p>
      <Copyable text={props.link.url} />
    </Modal>
  );
}
