import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, QRCode } from 'antd';
import { useContext, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { staffText } from '../../../ui/i18n/staff.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SessionContext } from '../../session.ts';
import { palette } from '../../theme.ts';

interface Enrolment {
  readonly uri: string;
  readonly backupCodes: readonly string[];
}

/** One's own authenticator app. */
export function OwnSignIn() {
  const { t } = useText(staffText);
  const session = useContext(SessionContext);
  const [enrolling, setEnrolling] = useState(false);
  const on = session?.totp === true;
  return (
    <Panel
      title={t('own')}
      note={t('ownNote')}
      extra={<Button onClick={() => setEnrolling(true)}>{t(on ? 'enrolAgain' : 'enrol')}</Button>}
    >
      <StateTag tone={on ? 'good' : 'wait'}>{t(on ? 'totpOn' : 'totpOff')}</StateTag>
      {enrolling ? <EnrolDialog onClose={() => setEnrolling(false)} /> : null}
    </Panel>
  );
}

function EnrolDialog(props: { onClose: () => void }) {
  const { t } = useText(staffText);
  const frame = useText(shell);
  const [form] = Form.useForm<{ password: string }>();
  const enrol = useMutation({
    mutationFn: (values: { password: string }) =>
      api<Enrolment>('/api/v1/session/totp-enrolment', { method: 'POST', body: values }),
  });
  if (enrol.data !== undefined) return <ConfirmDialog enrolment={enrol.data} onClose={props.onClose} />;
  return (
    <Modal
      open
      title={t('enrol')}
      okText={t('next')}
      cancelText={frame.t('cancel')}
      confirmLoading={enrol.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <ProblemAlert error={enrol.error} />
      <Form form={form} layout="vertical" onFinish={(values) => enrol.mutate(values)}>
        <Form.Item name="password" label={t('password')} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function ConfirmDialog(props: { enrolment: Enrolment; onClose: () => void }) {
  const { t } = useText(staffText);
  const frame = useText(shell);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ code: string }>();
  const { uri, backupCodes } = props.enrolment;
  const confirm = useMutation({
    mutationFn: (values: { code: string }) =>
      api('/api/v1/session/totp-enrolment/confirmation', { method: 'POST', body: values }),
    onSuccess: async () => {
      void message.success(t('enrolled'));
      await queries.invalidateQueries({ queryKey: ['session'] });
      props.onClose();
    },
  });
  return (
    <Modal
      open
      title={t('enrol')}
      okText={t('confirm')}
      cancelText={frame.t('cancel')}
      confirmLoading={confirm.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <p className="panel-note">{t('scan')}</p>
      <ProblemAlert error={confirm.error} />
      <div className="qr">
        <QRCode aria-label={t('scan')} value={uri} size={168} bordered={false} color={palette.ink} bgColor="#ffffff" />
        <div className="qr-side">
          <span className="muted">{t('secret')}</span>
          <Copyable text={new URL(uri).searchParams.get('secret') ?? ''} />
        </div>
      </div>
      <Form form={form} layout="vertical" onFinish={(values) => confirm.mutate(values)}>
        <Form.Item name="code" label={t('code')} rules={[{ required: true, pattern: /^\d{6}$/ }]}>
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} style={{ width: 120 }} />
        </Form.Item>
      </Form>
      <h3>{t('backup')}</h3>
      <p className="panel-note">{t('backupNote')}</p>
      <ul className="codes mono">
        {backupCodes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Modal>
  );
}
