import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Radio, Select, Space } from 'antd';
import { api } from '../../../ui/api.ts';
import { formsText } from '../../../ui/i18n/forms.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { ConsentsSection } from './consents-section.tsx';
import { definitionOf, type HostedForm } from './form.ts';
import { FormPreview } from './form-preview.tsx';
import { definitionFrom, type FormValues, valuesOf } from './form-values.ts';
import { QuestionsSection } from './questions-section.tsx';
import { useFormChoices } from './use-form-choices.ts';

/** Builds a form: what it asks in which order and words, each consent on a control of its own, and how it looks on a phone. */
export function FormBuilder(props: { form?: HostedForm; onBack: () => void; onSaved: (code: string) => void }) {
  const { t, pick } = useText(formsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<FormValues>();
  const choices = useFormChoices();
  const { form: current } = props;
  const save = useMutation({
    mutationFn: (values: FormValues) =>
      api<{ code: string }>('/api/v1/forms', { method: 'POST', body: definitionFrom(values, current?.active ?? true) }),
    onSuccess: async ({ code }) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onSaved(code);
    },
  });
  const leave = useUnsavedForm(form, save);
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.forms'), onBack: () => leave(props.onBack) }}
        title={current === undefined ? t('new') : t('editOf', { title: pick(current.title) })}
        purpose={t('builderPurpose')}
      />
      <ProblemAlert error={choices.error} />
      <div className="builder">
        <Form
          name="form"
          className="calm-form"
          form={form}
          layout="vertical"
          scrollToFirstError={{ block: 'center' }}
          initialValues={valuesOf(current === undefined ? undefined : definitionOf(current))}
          onFinish={() => save.mutate(form.getFieldsValue(true) as FormValues)}
        >
          <PlaceSection permanent={current !== undefined} choices={choices.data} />
          <QuestionsSection choices={choices.data} />
          <ConsentsSection choices={choices.data} />
          <EmbedSection />
          <FormProblem form={form} error={save.error} />
          <Space>
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {frame.t('save')}
            </Button>
            <Button onClick={() => leave(props.onBack)}>{frame.t('cancel')}</Button>
          </Space>
        </Form>
        <FormPreview form={form} />
      </div>
    </>
  );
}

type Choices = ReturnType<typeof useFormChoices>['data'];

function PlaceSection(props: { permanent: boolean; choices: Choices }) {
  const { t, pick } = useText(formsText);
  const { choices } = props;
  const select = (
    name: 'brand' | 'notice' | 'activity',
    items: readonly { code: string; name: { zh: string; en: string } }[] | undefined,
    hint?: string,
  ) => (
    <Form.Item
      name={name}
      label={t(name)}
      {...(hint === undefined ? {} : { extra: hint })}
      rules={[{ required: true }]}
    >
      <Select options={(items ?? []).map((each) => ({ value: each.code, label: pick(each.name) }))} />
    </Form.Item>
  );
  return (
    <Panel title={t('place')}>
      <BilingualItem name="title" label={t('title')} maxLength={200} />
      <BilingualItem name="intro" label={t('intro')} required={false} maxLength={500} />
      <div className="pair">
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9-]{0,62}$/ }]}
        >
          <Input maxLength={63} disabled={props.permanent} />
        </Form.Item>
        {select('brand', choices?.brands)}
        {select('notice', choices?.notices)}
        {select('activity', choices?.collecting, t('activityHint'))}
      </div>
      <BilingualItem name="submit" label={t('submit')} hint={t('submitHint')} required={false} maxLength={40} />
      <Form.Item name="minimumAge" label={t('minimumAge')} extra={t('minimumAgeHint')}>
        <Radio.Group
          options={[
            { value: 18, label: t('age.18') },
            { value: 14, label: t('age.14') },
          ]}
        />
      </Form.Item>
    </Panel>
  );
}

function EmbedSection() {
  const { t } = useText(formsText);
  return (
    <Panel title={t('embed')} note={t('embedNote')}>
      <Form.Item name="embedOn" label={t('embedOn')} extra={t('embedOnHint')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[' ', ',', '\n']} />
      </Form.Item>
    </Panel>
  );
}
