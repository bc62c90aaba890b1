import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Space } from 'antd';
import { api } from '../../../ui/api.ts';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { previewText } from '../../../ui/i18n/register-preview.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useGoToAt } from '../../parts/go-to-field.ts';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import type { Activity } from './activity.ts';
import {
  type ActivityValues,
  inputOf,
  newActivity,
  onlyWordsChanged,
  retentionText,
  valuesOf,
} from './activity-values.ts';
import { AutomatedSection } from './automated-section.tsx';
import { BasisSection } from './basis-section.tsx';
import { FieldsSection } from './fields-section.tsx';
import { RetentionSection, WhatSection } from './form-sections.tsx';
import { LivePreview } from './live-preview.tsx';
import { RecipientsSection } from './recipients-section.tsx';
import { RoleSection } from './role-section.tsx';

interface FormProps {
  readonly onBack: () => void;
  readonly onSaved: (code: string) => void;
}

/** A form for the next revision of an activity, from its current one. */
export function ReviseActivity(props: FormProps & { code: string }) {
  const activity = useQuery({
    queryKey: ['activity', props.code],
    queryFn: () => api<Activity>(`/api/v1/activities/${encodeURIComponent(props.code)}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return <QueryState query={activity}>{(data) => <ActivityForm {...props} current={data} />}</QueryState>;
}

/** A form for a processing activity: all that the register, the notice and the gate go by, in sections. */
export function ActivityForm(props: FormProps & { current?: Activity }) {
  const { t, pick } = useText(activityFormText);
  const frame = useText(shell);
  const preview = useText(previewText);
  const [form] = Form.useForm<ActivityValues>();
  const { current } = props;
  const before = current === undefined ? undefined : valuesOf(current);
  const save = useSave(before, props.onSaved);
  const leave = useUnsavedForm(form, save);
  useGoToAt('activity');
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.activities'), onBack: () => leave(props.onBack) }}
        title={current === undefined ? t('new') : t('reviseTitle', { name: pick(current.name) })}
        purpose={t('purpose')}
      />
      <Form
        name="activity"
        className="calm-form wide-form"
        form={form}
        layout="vertical"
        scrollToFirstError={{ block: 'center' }}
        initialValues={before ?? newActivity()}
        onValuesChange={(changed: Partial<ActivityValues>) => follow(form, changed)}
        onFinish={() => save.mutate(form.getFieldsValue(true) as ActivityValues)}
      >
        <div className="editor">
          <div>
            <WhatSection permanent={current !== undefined} />
            <BasisSection />
            <FieldsSection />
            <RetentionSection />
            <RecipientsSection />
            <AutomatedSection />
            <RoleSection />
            {before === undefined ? null : <EditorialSection before={before} />}
            <FormProblem form={form} error={save.error} />
            <Space>
              <Button type="primary" htmlType="submit" loading={save.isPending}>
                {t('save')}
              </Button>
              <Button onClick={() => leave(props.onBack)}>{frame.t('cancel')}</Button>
            </Space>
          </div>
          <aside className="editor-side" aria-label={preview.t('live')}>
            <LivePreview revising={current !== undefined} />
          </aside>
        </div>
      </Form>
    </>
  );
}

function useSave(before: ActivityValues | undefined, onSaved: (code: string) => void) {
  const { t } = useText(activityFormText);
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (values: ActivityValues) =>
      api<{ code: string; revision: number }>('/api/v1/activities', {
        method: 'POST',
        body: inputOf(values, before !== undefined && onlyWordsChanged(before, values)),
      }),
    onSuccess: async ({ code, revision }) => {
      void message.success(t('savedNow', { revision }));
      await Promise.all(
        [['list'], ['activity', code], ['activities'], ['form-choices']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
      onSaved(code);
    },
  });
}

function EditorialSection(props: { before: ActivityValues }) {
  const { t } = useText(activityFormText);
  const form = Form.useFormInstance<ActivityValues>();
  const after = Form.useWatch((values: ActivityValues) => values, { form, preserve: true });
  if (after?.retention === undefined || !onlyWordsChanged(props.before, after)) return null;
  return (
    <Panel title={t('editorialTitle')}>
      <Form.Item name="editorialReason" label={t('editorialReason')} extra={t('editorialHint')}>
        <Input maxLength={300} />
      </Form.Item>
    </Panel>
  );
}

// What follows from a choice is chosen with it; what somebody wrote themselves stays.
function follow(form: ReturnType<typeof Form.useForm<ActivityValues>>[0], changed: Partial<ActivityValues>): void {
  const values = form.getFieldsValue(true) as ActivityValues;
  if (changed.purpose === 'marketing') form.setFieldsValue({ commercial: true, adultsOnly: true });
  if (changed.basis === 'consent') form.setFieldsValue({ noticeBy: 'presentation' });
  if (changed.basis !== undefined && changed.basis !== 'consent')
    form.setFieldValue(
      'fields',
      values.fields.map((each) => ({ ...each, necessary: true })),
    );
  const { days, text } = values.retention;
  const ours = /\d+ days from (consent|collection)$/.test(text?.en ?? '') || (text?.en ?? '') === '';
  if (ours && (changed.basis !== undefined || changed.retention?.days !== undefined) && Number.isInteger(days))
    form.setFieldValue(['retention', 'text'], retentionText(values.basis, days));
}
