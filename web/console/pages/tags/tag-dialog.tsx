import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { tagsText } from '../../../ui/i18n/tags.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import type { Activity, Bilingual } from '../activities/activity.ts';
import type { Tag } from './tag.ts';

interface Values {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: string;
  readonly says: string;
  readonly owner: string;
  readonly days: number;
  readonly how: 'hand' | 'rule';
  readonly segment?: string;
}

/** Makes a tag, or changes one. */
export function TagDialog(props: { tag?: Tag; onClose: () => void }) {
  const { t, pick } = useText(tagsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { tag } = props;
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly Activity[] }>('/api/v1/activities'),
  });
  const segments = useQuery({
    queryKey: ['segments-of-tags'],
    queryFn: () => api<{ items: readonly { code: string; name: Bilingual }[] }>('/api/v1/segments?limit=100'),
  });
  const save = useMutation({
    mutationFn: ({ how, segment, ...values }: Values) =>
      api('/api/v1/tags', { method: 'POST', body: { ...values, ...(how === 'rule' ? { segment } : {}) } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save);
  const chosen = Form.useWatch('activity', form) as string | undefined;
  const how = Form.useWatch('how', form) as Values['how'] | undefined;
  // An activity that declares no tags can carry none; what a tag says is among what its activity declares.
  const able = (activities.data?.items ?? []).filter(({ fields }) => fields.some(({ field }) => field === 'tags'));
  const fields = able.find(({ code }) => code === chosen)?.fields ?? [];
  return (
    <Modal
      open
      width={640}
      title={t(tag === undefined ? 'new' : 'edit')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <FormProblem form={form} error={save.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={
          tag === undefined
            ? { how: 'hand', says: 'tags', days: 180 }
            : { ...tag, how: tag.segment === null ? 'hand' : 'rule' }
        }
        onFinish={(values) => save.mutate(values)}
      >
        <div className="pair">
          <Form.Item name={['name', 'zh']} label={t('name')} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name={['name', 'en']} label={t('nameEn')} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={60} />
          </Form.Item>
        </div>
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[{ required: true, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ }]}
        >
          <Input maxLength={64} disabled={tag !== undefined} />
        </Form.Item>
        <Form.Item name="activity" label={t('activity')} extra={t('activityHint')} rules={[{ required: true }]}>
          <Select options={able.map(({ code, name }) => ({ value: code, label: pick(name) }))} />
        </Form.Item>
        <Form.Item name="says" label={t('says')} extra={t('saysHint')} rules={[{ required: true }]}>
          <Select options={fields.map(({ field, label }) => ({ value: field, label: pick(label) }))} />
        </Form.Item>
        <div className="pair">
          <Form.Item
            name="owner"
            label={t('owner')}
            extra={t('ownerHint')}
            rules={[{ required: true, whitespace: true }]}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="days" label={t('days')} rules={[{ required: true }]}>
            <InputNumber min={1} max={3650} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </div>
        <Form.Item name="how" label={t('how')}>
          <Radio.Group
            options={[
              { value: 'hand', label: t('byHand') },
              { value: 'rule', label: t('byRule') },
            ]}
          />
        </Form.Item>
        {how === 'rule' ? (
          <Form.Item name="segment" label={t('segment')} rules={[{ required: true }]}>
            <Select
              options={(segments.data?.items ?? []).map(({ code, name }) => ({ value: code, label: pick(name) }))}
            />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}
