import { useMutation, useQuery } from '@tanstack/react-query';
import { Form, Input, Modal, Radio, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface Named {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
}

interface Template {
  readonly code: string;
  readonly text: string;
  readonly commercial: boolean;
}

type Values = Record<'name' | 'brand' | 'activity' | 'segment', string> & {
  channel: 'sms' | 'email';
  template?: string;
  parameters?: Record<string, string>;
  subject?: string;
  text?: string;
};

/** Drafts a campaign: to whom, under which activity, by which channel, with which message. Nothing is sent. */
export function NewCampaign(props: { onClose: () => void; onMade: (id: string) => void }) {
  const { t, pick } = useText(campaignsText);
  const frame = useText(shell);
  const [form] = Form.useForm<Values>();
  const channel = Form.useWatch('channel', form) ?? 'sms';
  const lists = useQuery({ queryKey: ['campaign-choices'], queryFn: choices });
  const make = useMutation({
    mutationFn: (values: Values) =>
      api<{ id: string }>('/api/v1/campaigns', { method: 'POST', body: campaignOf(values) }),
    onSuccess: (answer) => props.onMade(answer.id),
  });
  const leave = useUnsavedForm(form, make);
  const options = (items: readonly Named[] | undefined) =>
    (items ?? []).map((each) => ({ value: each.code, label: pick(each.name) }));
  return (
    <Modal
      open
      title={t('new')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={make.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={make.error ?? lists.error} />
      <Form form={form} layout="vertical" initialValues={{ channel: 'sms' }} onFinish={(values) => make.mutate(values)}>
        <Form.Item name="name" label={t('name')} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="segment" label={t('segment')} rules={[{ required: true }]}>
          <Select options={options(lists.data?.segments)} />
        </Form.Item>
        <Form.Item name="activity" label={t('activity')} rules={[{ required: true }]}>
          <Select options={options(lists.data?.activities)} />
        </Form.Item>
        <Form.Item name="brand" label={t('brand')} rules={[{ required: true }]}>
          <Select options={options(lists.data?.brands)} />
        </Form.Item>
        <Form.Item name="channel" label={t('channel')}>
          <Radio.Group
            options={(['sms', 'email'] as const).map((each) => ({ value: each, label: t(`channel.${each}`) }))}
          />
        </Form.Item>
        {channel === 'sms' ? <SmsFields templates={lists.data?.templates ?? []} /> : <EmailFields />}
      </Form>
    </Modal>
  );
}

function SmsFields(props: { templates: readonly Template[] }) {
  const { t } = useText(campaignsText);
  const code = Form.useWatch<string | undefined>('template');
  const chosen = props.templates.find((template) => template.code === code);
  const names = [...(chosen?.text ?? '').matchAll(/\$\{([A-Za-z][A-Za-z0-9_]*)\}/g)].map((match) => match[1] ?? '');
  return (
    <>
      <Form.Item name="template" label={t('template')} extra={chosen?.text} rules={[{ required: true }]}>
        <Select
          notFoundContent={t('templateNone')}
          options={props.templates
            .filter((template) => template.commercial)
            .map((template) => ({ value: template.code, label: template.code }))}
        />
      </Form.Item>
      {[...new Set(names)].map((name) => (
        <Form.Item key={name} name={['parameters', name]} label={name} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
      ))}
    </>
  );
}

function EmailFields() {
  const { t } = useText(campaignsText);
  return (
    <>
      <Form.Item name="subject" label={t('subject')} extra={t('subjectHint')} rules={[{ required: true }]}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="text" label={t('text')} extra={t('textHint')} rules={[{ required: true }]}>
        <Input.TextArea rows={6} maxLength={20000} />
      </Form.Item>
    </>
  );
}

async function choices() {
  const [activities, brands, segments, templates] = await Promise.all([
    api<{ items: readonly (Named & { commercial: boolean })[] }>('/api/v1/activities'),
    api<{ items: readonly Named[] }>('/api/v1/brands'),
    api<{ items: readonly Named[] }>('/api/v1/segments?limit=100'),
    api<{ items: readonly Template[] }>('/api/v1/sms-templates'),
  ]);
  return {
    activities: activities.items.filter((activity) => activity.commercial),
    brands: brands.items,
    segments: segments.items,
    templates: templates.items,
  };
}

function campaignOf(values: Values): unknown {
  const { template, parameters, subject, text, ...rest } = values;
  const message =
    values.channel === 'sms' ? { sms: { template, parameters: parameters ?? {} } } : { email: { subject, text } };
  return { ...rest, message };
}
