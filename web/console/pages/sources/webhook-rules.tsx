import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { activitiesText } from '../../../ui/i18n/activities.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useMay } from '../../session.ts';
import type { Source } from './source.ts';
import { type Rule, type RuleRow, rowsOfRules, rulesOf } from './webhook-rule.ts';

const MEANINGS = ['event', 'person', 'no'] as const;
const CHANNELS = ['sms', 'email', 'phone', 'wecom', 'official_account', 'mini_program', 'app_push'] as const;

/** How a webhook's messages are read: rules as sentences and, to edit them, as blocks. */
export function WebhookRules(props: { source: Source }) {
  const { t } = useText(sourcesText);
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const path = `/api/v1/sources/${encodeURIComponent(props.source.code)}/rules`;
  const rules = useQuery({
    queryKey: ['rules', props.source.code],
    queryFn: () => api<{ rules: readonly Rule[] }>(path),
  });
  return (
    <Panel
      title={t('rules')}
      note={t('rulesNote')}
      extra={
        may('customers.manage-source') && rules.isSuccess ? (
          <Button size="small" onClick={() => setEditing(true)}>
            {t('editRules')}
          </Button>
        ) : null
      }
    >
      <QueryState query={rules}>
        {(data) =>
          data.rules.length === 0 ? (
            <p>{t('rulesNone')}</p>
          ) : (
            <SimpleTable
              rows={data.rules.map((rule, place) => ({ ...rule, place }))}
              rowKey={(row) => String(row.place)}
              columns={[
                {
                  title: t('whenPath'),
                  render: (_, { when }) => (
                    <span className="mono">{when === undefined ? '*' : `${when.path} = ${when.equals}`}</span>
                  ),
                },
                { title: t('as'), render: (_, row) => `${t(`as.${row.as}`)} ${row.name ?? ''}` },
                { title: t('personPath'), render: (_, row) => <span className="mono">{row.person}</span> },
              ]}
            />
          )
        }
      </QueryState>
      {editing && rules.isSuccess ? (
        <RulesDialog
          code={props.source.code}
          path={path}
          rows={rowsOfRules(rules.data.rules)}
          onClose={() => setEditing(false)}
        />
      ) : null}
    </Panel>
  );
}

function RulesDialog(props: { code: string; path: string; rows: readonly RuleRow[]; onClose: () => void }) {
  const { t } = useText(sourcesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<{ rows: RuleRow[] }>();
  const save = useMutation({
    mutationFn: (rows: readonly RuleRow[]) => api(props.path, { method: 'PUT', body: { rules: rulesOf(rows) } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['rules', props.code] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save);
  return (
    <Modal
      open
      width={860}
      title={t('rules')}
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
        initialValues={{ rows: [...props.rows] }}
        onFinish={({ rows }) => save.mutate(rows)}
      >
        <Form.List name="rows">
          {(items, { add, remove }) => (
            <>
              {items.map(({ key, name }) => (
                <RuleBlock key={key} place={name} onRemove={() => remove(name)} />
              ))}
              <Button icon={<PlusOutlined />} onClick={() => add({ as: 'event', values: [] })}>
                {t('addRule')}
              </Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  );
}

function RuleBlock(props: { place: number; onRemove: () => void }) {
  const { t } = useText(sourcesText);
  const { place } = props;
  const form = Form.useFormInstance();
  const meaning = Form.useWatch(['rows', place, 'as'], form) as RuleRow['as'] | undefined;
  const needed = [{ required: true }];
  return (
    <div className="rule-block">
      <div className="rule-three">
        <Form.Item name={[place, 'whenPath']} label={t('whenPath')}>
          <Input maxLength={200} placeholder="type" />
        </Form.Item>
        <Form.Item name={[place, 'whenEquals']} label={t('whenEquals')}>
          <Input maxLength={200} placeholder="order.paid" />
        </Form.Item>
        <Form.Item name={[place, 'as']} label={t('as')} rules={needed}>
          <Select options={MEANINGS.map((each) => ({ value: each, label: t(`as.${each}`) }))} />
        </Form.Item>
        {meaning === 'event' ? (
          <Form.Item name={[place, 'name']} label={t('eventName')} rules={needed}>
            <Input maxLength={200} />
          </Form.Item>
        ) : null}
        {meaning === 'no' ? <ChannelItem place={place} /> : null}
        <Form.Item name={[place, 'person']} label={t('personPath')} rules={needed}>
          <Input maxLength={200} placeholder="data.customer.id" />
        </Form.Item>
        <Form.Item name={[place, 'at']} label={t('atPath')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name={[place, 'items']} label={t('itemsPath')}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      {meaning === 'no' ? null : <Values place={place} />}
      <Form.Item>
        <Button type="text" danger icon={<DeleteOutlined />} onClick={props.onRemove}>
          {t('remove')}
        </Button>
      </Form.Item>
    </div>
  );
}

function ChannelItem(props: { place: number }) {
  const { t } = useText(sourcesText);
  const channels = useText(activitiesText);
  const wordOf = (channel: string): string => {
    const key = `channel.${channel}`;
    return key in activitiesText ? channels.t(key as keyof typeof activitiesText) : channel;
  };
  return (
    <Form.Item name={[props.place, 'channel']} label={t('noChannel')}>
      <Select allowClear options={CHANNELS.map((each) => ({ value: each, label: wordOf(each) }))} />
    </Form.Item>
  );
}

function Values(props: { place: number }) {
  const { t } = useText(sourcesText);
  return (
    <Form.List name={[props.place, 'values']}>
      {(items, { add, remove }) => (
        <>
          {items.map(({ key, name }) => (
            <div key={key} className="rule-pair">
              <Form.Item name={[name, 'name']} rules={[{ required: true, message: '' }]}>
                <Input aria-label={t('valueName')} placeholder={t('valueName')} maxLength={100} />
              </Form.Item>
              <Form.Item name={[name, 'path']} rules={[{ required: true, message: '' }]}>
                <Input aria-label={t('valuePath')} placeholder={t('valuePath')} maxLength={200} />
              </Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} onClick={() => remove(name)} />
            </div>
          ))}
          <Form.Item>
            <Button size="small" icon={<PlusOutlined />} onClick={() => add({ name: '', path: '' })}>
              {t('addValue')}
            </Button>
          </Form.Item>
        </>
      )}
    </Form.List>
  );
}
