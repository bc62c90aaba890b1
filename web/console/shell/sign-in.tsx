import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../ui/api.ts';
import { shell } from '../../ui/i18n/shell.ts';
import { signInText } from '../../ui/i18n/sign-in.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { ProblemAlert } from '../parts/query-state.tsx';

interface SignInAnswer {
  readonly totpRequired: boolean;
}

/** Staff sign-in: email and password, then a one-time code where the account has one. */
export function SignIn() {
  const { t } = useText(shell);
  const [needsCode, setNeedsCode] = useState(false);
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <div className="shell-brand" style={{ paddingInline: 0 }}>
          {t('product')} <small>Zhinuo</small>
        </div>
        <p className="panel-note">{t('tagline')}</p>
        <div className="panel">{needsCode ? <CodeForm /> : <PasswordForm onCode={() => setNeedsCode(true)} />}</div>
      </div>
    </main>
  );
}

function PasswordForm(props: { onCode: () => void }) {
  const { t } = useText(signInText);
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      api<SignInAnswer>('/api/v1/session', { method: 'POST', body: values }),
    onSuccess: async (answer) => {
      if (answer.totpRequired) props.onCode();
      else await queries.invalidateQueries();
    },
  });
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      onFinish={(values: { email: string; password: string }) => signIn.mutate(values)}
    >
      <h1 style={{ fontSize: 16, margin: '0 0 12px' }}>{t('title')}</h1>
      <ProblemAlert error={signIn.error} />
      <Form.Item name="email" label={t('email')} rules={[{ required: true }]}>
        <Input type="email" autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item name="password" label={t('password')} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
        {t('submit')}
      </Button>
    </Form>
  );
}

function CodeForm() {
  const { t } = useText(signInText);
  const queries = useQueryClient();
  const verify = useMutation({
    mutationFn: (values: { code: string }) => api('/api/v1/session/totp', { method: 'POST', body: values }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(values: { code: string }) => verify.mutate(values)}>
      <ProblemAlert error={verify.error} />
      <Form.Item name="code" label={t('code')} extra={t('codeHint')} rules={[{ required: true, pattern: /^\d{6}$/ }]}>
        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} autoFocus />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={verify.isPending}>
        {t('confirm')}
      </Button>
    </Form>
  );
}
