import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, Modal, Select, Tooltip } from 'antd';
import { useContext, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { staffText } from '../../../ui/i18n/staff.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useItems } from '../../parts/use-items.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { When } from '../../parts/when.tsx';
import { SessionContext, useMay } from '../../session.ts';

interface ApiKey {
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** API keys: what each is for, its permissions, making and revoking. */
export function ApiKeys() {
  const { t } = useText(staffText);
  const may = useMay();
  const [making, setMaking] = useState(false);
  const list = useItems<ApiKey>('/api/v1/api-keys');
  const manage = may('access.manage-keys');
  return (
    <Panel
      title={t('keys')}
      note={t('keysNote')}
      extra={manage ? <Button onClick={() => setMaking(true)}>{t('newKey')}</Button> : null}
    >
      <QueryState query={list.query} rows={2}>
        {() =>
          list.rows.length === 0 ? (
            <p className="muted">{t('keysNone')}</p>
          ) : (
            <SimpleTable
              rows={list.rows}
              rowKey={(row) => row.id}
              columns={[
                { title: t('label'), dataIndex: 'label' },
                { title: t('scopes'), render: (_, row) => <Scopes scopes={row.scopes} /> },
                { title: t('state'), render: (_, row) => <KeyState apiKey={row} /> },
                { title: t('created'), render: (_, row) => <When at={row.createdAt} /> },
                {
                  title: t('expires'),
                  render: (_, row) => (row.expiresAt === null ? t('never') : <When at={row.expiresAt} />),
                },
                { title: '', render: (_, row) => (manage && row.revokedAt === null ? <Revoke apiKey={row} /> : null) },
              ]}
            />
          )
        }
      </QueryState>
      {making ? <NewKey onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function Scopes(props: { scopes: readonly string[] }) {
  const { t, list } = useText(staffText);
  const { scopes } = props;
  if (scopes.length <= 2) return <span className="mono">{scopes.join(' ')}</span>;
  return (
    <Tooltip title={list(scopes)} trigger={['hover', 'focus', 'click']}>
      <Button type="link" size="small">
        {t('scopesCount', { count: scopes.length })}
      </Button>
    </Tooltip>
  );
}

function KeyState(props: { apiKey: ApiKey }) {
  const { t } = useText(staffText);
  const { revokedAt, expiresAt } = props.apiKey;
  if (revokedAt !== null) return <StateTag tone="none">{t('key.revoked')}</StateTag>;
  if (expiresAt !== null && new Date(expiresAt).getTime() < Date.now())
    return <StateTag tone="none">{t('key.expired')}</StateTag>;
  return <StateTag tone="good">{t('key.active')}</StateTag>;
}

function Revoke(props: { apiKey: ApiKey }) {
  const { t } = useText(staffText);
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const { id, label } = props.apiKey;
  const revoke = useMutation({
    mutationFn: () => api(`/api/v1/api-keys/${id}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  const ask = (): void =>
    void modal.confirm({
      title: t('revokeTitle', { label }),
      content: t('revokeText'),
      okText: t('revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutateAsync().catch(() => undefined),
    });
  return (
    <>
      <Button size="small" danger onClick={ask}>
        {t('revoke')}
      </Button>
      <ProblemAlert error={revoke.error} />
    </>
  );
}

interface NewKeyValues {
  readonly label: string;
  readonly scopes: string[];
  readonly expiresAt?: { toISOString(): string } | null;
}

function NewKey(props: { onClose: () => void }) {
  const { t } = useText(staffText);
  const frame = useText(shell);
  const session = useContext(SessionContext);
  const queries = useQueryClient();
  const [form] = Form.useForm<NewKeyValues>();
  const make = useMutation({
    mutationFn: ({ label, scopes, expiresAt }: NewKeyValues) =>
      api<{ key: string }>('/api/v1/api-keys', {
        method: 'POST',
        body: { label, scopes, ...(expiresAt == null ? {} : { expiresAt: expiresAt.toISOString() }) },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  const leave = useUnsavedForm(form, make);
  const done = make.data !== undefined;
  return (
    <Modal
      open
      title={t('newKey')}
      okText={done ? frame.t('close') : t('newKey')}
      cancelText={frame.t('cancel')}
      {...(done ? { cancelButtonProps: { style: { display: 'none' } } } : {})}
      confirmLoading={make.isPending}
      onOk={() => (done ? props.onClose() : form.submit())}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={make.error} />
      {make.data === undefined ? (
        <Form form={form} layout="vertical" onFinish={(values) => make.mutate(values)}>
          <Form.Item name="label" label={t('label')} rules={[{ required: true }]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="scopes" label={t('scopes')} rules={[{ required: true }]}>
            <Select mode="multiple" options={(session?.permissions ?? []).map((value) => ({ value, label: value }))} />
          </Form.Item>
          <Form.Item name="expiresAt" label={t('expires')}>
            <DatePicker placeholder={t('never')} style={{ width: '100%' }} />
          </Form.Item>
        </Form>
      ) : (
        <>
          <p className="panel-note">{t('keyOnce')}</p>
          <Copyable text={make.data.key} />
        </>
      )}
    </Modal>
  );
}
