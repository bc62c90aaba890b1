import { useMutation } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Radio } from 'antd';
import { ApiError, api } from '../../../ui/api.ts';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

type Words = { readonly zh: string; readonly en: string };
interface Call {
  readonly session: string;
  readonly presentation: string;
  readonly nonce: string;
  readonly ages: readonly (14 | 18)[];
  readonly lines: readonly { readonly id: string; readonly text: Words }[];
  readonly fields: readonly { readonly field: string; readonly required: boolean }[];
  readonly consents: readonly { readonly control: string; readonly names: readonly Words[] }[];
  readonly notAskedAgain: boolean;
}
interface Values {
  readonly said?: string[];
  readonly values: Record<string, string | undefined>;
  readonly age?: 14 | 18;
  readonly granted?: string[];
}

/** The words to say, each confirmed, then what was answered. */
export function CallTab(props: { form: string }) {
  const { t, pick, list, locale } = useText(assistedText);
  const label = useFieldLabel();
  const [form] = Form.useForm<Values>();
  const begin = useMutation({
    mutationFn: ({ mobile = '' }: { mobile?: string }) =>
      api<Call>('/api/v1/agent-calls', {
        method: 'POST',
        body: {
          form: props.form,
          locale: locale === 'en' ? 'en' : 'zh-CN',
          ...(mobile === '' ? {} : { mobile: mobile.replace(/[\s-]/g, '') }),
        },
      }),
    onSuccess: (_call, { mobile }) => {
      form.resetFields();
      form.setFieldValue(['values', 'mobile'], mobile);
    },
  });
  const call = begin.data;
  const finish = useMutation({
    mutationFn: ({ said = [], granted = [], values, age }: Values) => {
      const { session, presentation, nonce } = call ?? { session: '', presentation: '', nonce: '' };
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => (value ?? '') !== ''));
      const body = { form: props.form, session, presentation, nonce, said, granted, values: given, age };
      return api('/api/v1/agent-calls/answers', { method: 'POST', body }).catch((error: unknown) => {
        // Sent again after an answer that was lost on its way: it stands already, and is not recorded twice.
        if (error instanceof ApiError && error.problem.code === 'consent.presentation-used') return;
        throw error;
      });
    },
    onSuccess: () => begin.reset(),
  });
  useUnsavedForm(form, finish);
  return (
    <Panel title={t('tab.call')} note={t('callNote')}>
      <ProblemAlert error={begin.error ?? finish.error} />
      {finish.isSuccess && call === undefined ? <p role="status">{t('recorded')}</p> : null}
      {call === undefined ? (
        <Form<{ mobile?: string }>
          name="called"
          layout="vertical"
          onFinish={(values) => begin.mutate(values)}
          style={{ maxWidth: 420 }}
        >
          <Form.Item
            name="mobile"
            label={t('called')}
            extra={t('calledHint')}
            rules={[{ pattern: /^\s*((\+?86)?[\s-]*1[3-9]([\s-]*\d){9})?\s*$/, message: t('calledWrong') }]}
          >
            <Input autoComplete="off" inputMode="tel" maxLength={20} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={begin.isPending}>
            {t('beginCall')}
          </Button>
        </Form>
      ) : (
        <Form
          name="call"
          form={form}
          layout="vertical"
          onFinish={(values) => finish.mutate(values)}
          style={{ maxWidth: 720 }}
        >
          <Form.Item
            name="said"
            label={t('script')}
            rules={[
              {
                validator: (_rule: unknown, said: readonly string[] = []) =>
                  said.length === call.lines.length ? Promise.resolve() : Promise.reject(new Error(t('sayAll'))),
              },
            ]}
          >
            <Checkbox.Group
              className="call-script"
              options={call.lines.map((line) => ({ value: line.id, label: pick(line.text) }))}
            />
          </Form.Item>
          {call.fields.map(({ field, required }) => (
            <Form.Item key={field} name={['values', field]} label={label(field)} rules={[{ required }]}>
              <Input autoComplete="off" maxLength={254} />
            </Form.Item>
          ))}
          <Form.Item name="age" label={t('age')} rules={[{ required: true }]}>
            <Radio.Group options={call.ages.map((age) => ({ value: age, label: t(`age.${age}`) }))} />
          </Form.Item>
          {call.notAskedAgain ? <p className="panel-note">{t('notAskedAgain')}</p> : null}
          {call.consents.length === 0 ? null : (
            <Form.Item name="granted" label={t('asks')}>
              <Checkbox.Group
                options={call.consents.map(({ control, names }) => ({ value: control, label: list(names.map(pick)) }))}
              />
            </Form.Item>
          )}
          <Button type="primary" htmlType="submit" loading={finish.isPending}>
            {t('record')}
          </Button>
        </Form>
      )}
    </Panel>
  );
}
