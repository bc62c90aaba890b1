import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { formsText } from '../../../ui/i18n/forms.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { definitionOf, FORM_FIELDS, type FormField, type HostedForm } from './form.ts';

interface Named {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
}

interface Values {
  readonly titleZh: string;
  readonly titleEn: string;
  readonly code: string;
  readonly brand: string;
  readonly notice: string;
  readonly activity: string;
  readonly marketing: string;
  readonly fields: FormField[];
  readonly required: FormField[];
}

/** Makes a form, or changes one: what it asks, under which activities, and which notice it shows. */
export function FormDialog(props: { form?: HostedForm; onClose: () => void; onSaved: (code: string) => void }) {
  const { t, pick } = useText(formsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const lists = useQuery({ queryKey: ['form-choices'], queryFn: choices });
  const save = useMutation({
    mutationFn: (values: Values) =>
      api<{ code: string }>('/api/v1/forms', { method: 'POST', body: bodyOf(values, props.form) }),
    onSuccess: async ({ code }) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onSaved(code);
    },
  });
  const options = (items: readonly Named[] | undefined) =>
    (items ?? []).map((each) => ({ value: each.code, label: pick(each.name) }));
  const fieldOptions = FORM_FIELDS.map((field) => ({ value: field, label: t(`field.${field}`) }));
  const select = (
    name: 'brand' | 'notice' | 'activity' | 'marketing',
    items: readonly Named[] | undefined,
    extra?: string,
  ) => (
    <Form.Item name={name} label={t(name)} {...(extra === undefined ? {} : { extra })} rules={[{ required: true }]}>
      <Select options={options(items)} />
    </Form.Item>
  );
  return (
    <Modal
      open
      title={t(props.form === undefined ? 'new' : 'edit')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <ProblemAlert error={save.error ?? lists.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={initialOf(props.form)}
        onFinish={(values) => save.mutate(values)}
      >
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
          rules={[{ required: true, pattern: /^[a-z][a-z0-9-]{0,62}$/ }]}
        >
          <Input maxLength={63} disabled={props.form !== undefined} />
        </Form.Item>
        {select('brand', lists.data?.brands)}
        {select('notice', lists.data?.notices)}
        {select('activity', lists.data?.collecting)}
        {select('marketing', lists.data?.marketing, t('marketingHint'))}
        <Form.Item name="fields" label={t('fields')} rules={[{ type: 'array', min: 1 }]}>
          <Checkbox.Group options={fieldOptions} />
        </Form.Item>
        <Form.Item name="required" label={t('required')} extra={t('requiredHint')} rules={[{ type: 'array', min: 1 }]}>
          <Checkbox.Group options={fieldOptions} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

async function choices() {
  const [activities, brands, notices] = await Promise.all([
    api<{ items: readonly (Named & { basis: string; builtIn: boolean })[] }>('/api/v1/activities'),
    api<{ items: readonly Named[] }>('/api/v1/brands'),
    api<{ items: readonly { code: string; title: Named['name']; versions: readonly unknown[] }[] }>('/api/v1/notices'),
  ]);
  return {
    brands: brands.items,
    notices: notices.items
      .filter((notice) => notice.versions.length > 0)
      .map(({ code, title }) => ({ code, name: title })),
    collecting: activities.items.filter((each) => each.basis !== 'consent' && !each.builtIn),
    marketing: activities.items.filter((each) => each.basis === 'consent'),
  };
}

function initialOf(form: HostedForm | undefined): Partial<Values> {
  if (form === undefined) return { fields: ['mobile'], required: ['mobile'] };
  return {
    ...form,
    titleZh: form.title.zh,
    titleEn: form.title.en,
    fields: form.fields.map((each) => each.field),
    required: form.fields.filter((each) => each.required).map((each) => each.field),
  };
}

function bodyOf(values: Values, form: HostedForm | undefined): unknown {
  const { titleZh, titleEn, fields, required, code, brand, notice, activity, marketing } = values;
  const kept = form === undefined ? { active: true } : definitionOf(form);
  const asked = FORM_FIELDS.filter((field) => fields.includes(field) || required.includes(field));
  return {
    ...kept,
    code,
    brand,
    notice,
    activity,
    marketing,
    title: { zh: titleZh, en: titleEn },
    fields: asked.map((field) => ({ field, required: required.includes(field) })),
  };
}
