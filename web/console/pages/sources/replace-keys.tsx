import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { CallbackKeys } from './callback-keys.tsx';

type Values = { readonly token: string; readonly aesKey: string } | { readonly appSecret: string };

/** Gives a callback of WeCom, WeChat or 会员通 the keys that its platform's console shows now; a source that had ended receives again. */
export function ReplaceKeys(props: { code: string; kind: 'wecom' | 'wechat' | 'tmall' }) {
  const { t } = useText(sourcesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Values>();
  const replace = useMutation({
    mutationFn: (body: Values) =>
      api(`/api/v1/sources/${encodeURIComponent(props.code)}/${props.kind === 'tmall' ? 'tmall' : 'wecom'}`, {
        method: 'PUT',
        body,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      void message.success(t('keysReplaced'));
      setOpen(false);
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('replaceKeys')}</Button>
      {open ? (
        <Modal
          open
          title={t('replaceKeys')}
          okText={frame.t('save')}
          cancelText={frame.t('cancel')}
          confirmLoading={replace.isPending}
          onOk={() => form.submit()}
          onCancel={() => setOpen(false)}
        >
          <ProblemAlert error={replace.error} />
          <p className="panel-note">{t('replaceKeysWhat')}</p>
          <Form<Values> form={form} layout="vertical" onFinish={(values) => replace.mutate(values)}>
            {props.kind === 'tmall' ? (
              <Form.Item name="appSecret" label="AppSecret" rules={[{ required: true }]}>
                <Input.Password maxLength={100} autoComplete="new-password" />
              </Form.Item>
            ) : (
              <CallbackKeys />
            )}
          </Form>
        </Modal>
      ) : null}
    </>
  );
}
