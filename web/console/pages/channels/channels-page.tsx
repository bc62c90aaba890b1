import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Radio, Tag } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { channelsText } from '../../../ui/i18n/channels.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useMay } from '../../session.ts';

interface Channels {
  readonly items: readonly { readonly channel: 'sms' | 'email'; readonly configured: boolean }[];
  readonly webhooks: { readonly uplink: string; readonly report: string };
}

interface Template {
  readonly code: string;
  readonly text: string;
  readonly commercial: boolean;
}

/** 渠道: what is set up, where the provider pushes replies and reports, and the filed templates. */
export function Page() {
  const { t } = useText(channelsText);
  const frame = useText(shell);
  const channels = useQuery({ queryKey: ['channels'], queryFn: () => api<Channels>('/api/v1/channels') });
  return (
    <>
      <PageHead title={frame.t('page.channels')} purpose={t('purpose')} />
      <QueryState query={channels} rows={4}>
        {(data) => (
          <div className="grid">
            <StatePanel channels={data} />
            <Panel title={t('webhooks')} note={t('webhooksNote')}>
              <Facts
                items={[
                  [t('uplink'), <Copyable key="up" text={window.location.origin + data.webhooks.uplink} short={56} />],
                  [t('report'), <Copyable key="rep" text={window.location.origin + data.webhooks.report} short={56} />],
                ]}
              />
            </Panel>
          </div>
        )}
      </QueryState>
      <Templates />
    </>
  );
}

function StatePanel(props: { channels: Channels }) {
  const { t } = useText(channelsText);
  const { items } = props.channels;
  const ready = items.filter((each) => each.configured).length;
  return (
    <Panel title={t('state')} note={t('stateNote', { ready, all: items.length })}>
      <Facts
        items={items.map(({ channel, configured }) => [
          t(`channel.${channel}`),
          <span key={channel}>
            <StateTag tone={configured ? 'good' : 'none'}>{t(configured ? 'configured' : 'missing')}</StateTag>
            <div className="muted">{t(`hint.${channel}`)}</div>
          </span>,
        ])}
      />
    </Panel>
  );
}

function Templates() {
  const { t } = useText(channelsText);
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const templates = useQuery({
    queryKey: ['sms-templates'],
    queryFn: () => api<{ items: readonly Template[] }>('/api/v1/sms-templates'),
  });
  const items = templates.data?.items ?? [];
  const counts = { count: items.length, commercial: items.filter((each) => each.commercial).length };
  return (
    <Panel
      title={t('templates')}
      {...(templates.isSuccess ? { note: items.length === 0 ? t('templatesNone') : t('templatesNote', counts) } : {})}
      extra={
        may('engagement.manage') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('newTemplate')}
          </Button>
        ) : null
      }
    >
      <QueryState query={templates} rows={2}>
        {() =>
          items.length === 0 ? null : (
            <SimpleTable
              rows={items}
              rowKey={(row) => row.code}
              columns={[
                { title: t('code'), render: (_, row) => <span className="mono">{row.code}</span> },
                { title: t('use'), render: (_, row) => <Tag>{t(row.commercial ? 'commercial' : 'service')}</Tag> },
                { title: t('text'), className: 'wrap', dataIndex: 'text' },
              ]}
            />
          )
        }
      </QueryState>
      {adding ? <NewTemplate onClose={() => setAdding(false)} /> : null}
    </Panel>
  );
}

function NewTemplate(props: { onClose: () => void }) {
  const { t } = useText(channelsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Template>();
  const save = useMutation({
    mutationFn: (values: Template) => api('/api/v1/sms-templates', { method: 'POST', body: values }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['sms-templates'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save);
  return (
    <Modal
      open
      title={t('newTemplate')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={save.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ commercial: true }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="code" label={t('code')} rules={[{ required: true }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="commercial" label={t('use')}>
          <Radio.Group
            options={[
              { value: true, label: t('commercial') },
              { value: false, label: t('service') },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="text"
          label={t('text')}
          extra={t('textHint', { variable: `$${'{name}'}` })}
          rules={[{ required: true }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
