import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { traitsText } from '../../../ui/i18n/traits.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { EventBox } from '../../parts/event-names.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import type { Bilingual } from '../activities/activity.ts';
import type { ComputedSpec, ComputedTrait } from './computed-trait.ts';

const KINDS = ['count', 'sum', 'first', 'last', 'favourite', 'rfm', 'life-stage'] as const;
const DAYS = { newDays: 30, activeDays: 90, sleepingDays: 180 } as const;

interface Values {
  readonly code: string;
  readonly name: Bilingual;
  readonly spec: ComputedSpec;
}

/** Makes a computed trait, or changes one. */
export function TraitDialog(props: { trait?: ComputedTrait; onClose: () => void }) {
  const { t } = useText(traitsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { trait } = props;
  const save = useMutation({
    mutationFn: ({ spec, ...values }: Values) =>
      api('/api/v1/computed-traits', { method: 'POST', body: { ...values, spec: withoutEmpty(spec) } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save);
  const kind = (Form.useWatch(['spec', 'kind'], form) as ComputedSpec['kind'] | undefined) ?? 'count';
  const days = (name: 'newDays' | 'activeDays' | 'sleepingDays') => (
    <Form.Item key={name} name={['spec', name]} label={t(name)} initialValue={DAYS[name]} rules={[{ required: true }]}>
      <InputNumber min={1} max={3660} precision={0} />
    </Form.Item>
  );
  return (
    <Modal
      open
      title={t('new')}
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
          trait === undefined
            ? { spec: { kind: 'count', event: 'purchase' } }
            : { code: trait.code, name: trait.name, spec: trait.spec }
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
          <Input maxLength={64} disabled={trait !== undefined} />
        </Form.Item>
        <Form.Item name={['spec', 'kind']} label={t('kind')}>
          <Select options={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))} />
        </Form.Item>
        <Form.Item name={['spec', 'event']} label={t('event')} rules={[{ required: true }]}>
          <EventBox label={t('event')} hint={t('eventHint')} />
        </Form.Item>
        {kind === 'count' || kind === 'sum' || kind === 'favourite' || kind === 'rfm' ? (
          <Form.Item
            name={['spec', 'withinDays']}
            label={t(kind === 'rfm' ? 'within' : 'withinDays')}
            rules={[{ required: kind === 'rfm' }]}
          >
            <InputNumber min={1} max={3660} precision={0} />
          </Form.Item>
        ) : null}
        {kind === 'favourite' ? (
          <Form.Item name={['spec', 'of']} label={t('of')} rules={[{ required: true }]}>
            <Select
              options={(['weekday', 'part-of-day', 'class'] as const).map((each) => ({
                value: each,
                label: t(`of.${each}`),
              }))}
            />
          </Form.Item>
        ) : null}
        {kind === 'rfm' ? (
          <Form.Item name={['spec', 'measure']} label={t('measure')} rules={[{ required: true }]}>
            <Select
              options={(['recency', 'frequency', 'amount'] as const).map((each) => ({
                value: each,
                label: t(`measure.${each}`),
              }))}
            />
          </Form.Item>
        ) : null}
        {kind === 'life-stage' ? (['newDays', 'activeDays', 'sleepingDays'] as const).map(days) : null}
      </Form>
    </Modal>
  );
}

function withoutEmpty(spec: ComputedSpec): object {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined && value !== null));
}
