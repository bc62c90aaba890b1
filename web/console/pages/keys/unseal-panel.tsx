import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { api } from '../../../ui/api.ts';
import { keysText } from '../../../ui/i18n/keys.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useMay } from '../../session.ts';

/** Brings the root key into memory with its passphrase; empty where it stands in a file. */
export function UnsealPanel() {
  const { t } = useText(keysText);
  const may = useMay();
  const queries = useQueryClient();
  const unseal = useMutation({
    mutationFn: ({ passphrase }: { passphrase?: string }) =>
      api('/api/v1/vault/unseal', {
        method: 'POST',
        body: passphrase === undefined || passphrase === '' ? {} : { passphrase },
      }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <Panel title={t('sealed')} note={t('sealedNote')}>
      <ProblemAlert error={unseal.error} />
      {may('vault.unseal') ? (
        <Form layout="vertical" style={{ maxWidth: 360 }} onFinish={(values) => unseal.mutate(values)}>
          <Form.Item name="passphrase" label={t('passphrase')}>
            <Input.Password autoComplete="off" maxLength={256} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={unseal.isPending}>
            {t('unseal')}
          </Button>
        </Form>
      ) : null}
    </Panel>
  );
}
