import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Radio, Select } from 'antd';
import { useEffect } from 'react';
import { api } from '../../../ui/api.ts';
import { noticesText } from '../../../ui/i18n/notices.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { type Bilingual, type Notice, newest } from './notice.ts';

interface Values {
  readonly code: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly introZh?: string;
  readonly introEn?: string;
  readonly kind: 'general' | 'children';
  readonly activities: string[];
}

interface Told {
  readonly code: string;
  readonly name: Bilingual;
  readonly published: object | null;
}

/** Saves the draft of a notice: its title and the activities it tells. */
export function NoticeDialog(props: { notice?: Notice; onClose: () => void; onSaved: (code: string) => void }) {
  const { t, pick } = useText(noticesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { notice } = props;
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly Told[] }>('/api/v1/activities'),
  });
  // Whatever no notice tells yet is what a new one is for, the product's own activities too.
  const untold = activities.data?.items.filter((each) => each.published === null).map((each) => each.code);
  useEffect(() => {
    if (notice === undefined && untold !== undefined && !form.isFieldTouched('activities'))
      // Set, not entered: nobody is asked about it when they leave.
      form.setFieldsValue({ activities: untold });
  }, [form, notice, untold]);
  const save = useMutation({
    mutationFn: (values: Values) => api<{ code: string }>('/api/v1/notices', { method: 'POST', body: draftOf(values) }),
    onSuccess: async ({ code }) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onSaved(code);
    },
  });
  const leave = useUnsavedForm(form, save);
  const published = notice !== undefined && newest(notice) !== undefined;
  const initial =
    notice === undefined
      ? { kind: 'general' as const, activities: [] }
      : {
          code: notice.code,
          kind: notice.kind,
          titleZh: notice.title.zh,
          titleEn: notice.title.en,
          introZh: notice.intro?.zh ?? '',
          introEn: notice.intro?.en ?? '',
          activities: [...notice.activities],
        };
  return (
    <Modal
      open
      title={t(notice === undefined ? 'new' : 'edit')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={save.error ?? activities.error} />
      <Form form={form} layout="vertical" initialValues={initial} onFinish={(values) => save.mutate(values)}>
        <Form.Item name="titleZh" label={t('title')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="titleEn" label={t('titleEn')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[{ required: true }, { pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/, message: t('codeWrong') }]}
        >
          <Input maxLength={64} disabled={notice !== undefined} />
        </Form.Item>
        <Form.Item name="kind" label={t('kind')} extra={t(published ? 'kindFixed' : 'kindHint')}>
          <Radio.Group
            disabled={published}
            options={(['general', 'children'] as const).map((value) => ({ value, label: t(`kindOf.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="activities" label={t('activities')} extra={t('activitiesHint')} rules={[{ required: true }]}>
          <Select
            mode="multiple"
            options={(activities.data?.items ?? []).map((each) => ({ value: each.code, label: pick(each.name) }))}
          />
        </Form.Item>
        <Form.Item name="introZh" label={t('intro')}>
          <Input.TextArea rows={2} maxLength={4000} />
        </Form.Item>
        <Form.Item name="introEn" label={t('introEn')}>
          <Input.TextArea rows={2} maxLength={4000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function draftOf(values: Values): unknown {
  const { code, titleZh, titleEn, introZh, introEn, kind, activities } = values;
  const intro =
    introZh === undefined || introZh.trim() === '' ? {} : { intro: { zh: introZh, en: introEn ?? introZh } };
  return { code, kind, title: { zh: titleZh, en: titleEn }, activities, ...intro };
}
