import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sitesText } from '../../../ui/i18n/sites.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useFormChoices } from '../forms/use-form-choices.ts';

interface Values {
  readonly name: string;
  readonly code: string;
  readonly brand: string;
  readonly origins: string[];
  readonly notice: string;
  readonly activities: string[];
}

/** Makes a publishable key: for which websites and mini-programs, which notice and which purposes. */
export function NewSiteKey(props: { onClose: () => void; onMade: (code: string) => void }) {
  const { t, pick } = useText(sitesText);
  const queries = useQueryClient();
  const frame = useText(shell);
  const [form] = Form.useForm<Values>();
  const choices = useFormChoices();
  const make = useMutation({
    mutationFn: (body: Values) => api<{ code: string }>('/api/v1/site-keys', { method: 'POST', body }),
    onSuccess: async ({ code }) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onMade(code);
    },
  });
  const leave = useUnsavedForm(form, make);
  const options = (items: readonly { code: string; name: { zh: string; en: string } }[] = []) =>
    items.map((each) => ({ value: each.code, label: pick(each.name) }));
  return (
    <Modal
      open
      title={t('new')}
      okText={t('new')}
      cancelText={frame.t('cancel')}
      confirmLoading={make.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <FormProblem form={form} error={make.error ?? choices.error} />
      <Form name="site" form={form} layout="vertical" onFinish={(values) => make.mutate(values)}>
        <Form.Item name="name" label={t('name')} rules={[{ required: true }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9-]{0,30}$/ }]}
        >
          <Input maxLength={31} />
        </Form.Item>
        <Form.Item name="origins" label={t('origins')} extra={t('originsHint')} rules={[{ required: true }]}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[' ', ',', '\n']} />
        </Form.Item>
        <Form.Item name="brand" label={t('brand')} rules={[{ required: true }]}>
          <Select options={options(choices.data?.brands)} />
        </Form.Item>
        <Form.Item name="notice" label={t('notice')} rules={[{ required: true }]}>
          <Select options={options(choices.data?.notices)} />
        </Form.Item>
        <Form.Item name="activities" label={t('activities')} extra={t('activitiesHint')} rules={[{ required: true }]}>
          <Select mode="multiple" options={options(choices.data?.asking)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
