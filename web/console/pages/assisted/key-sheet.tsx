import { useMutation } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { type ChangeEvent, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useFormShape } from './use-form-shape.ts';

/** What may show the relation of a guardian. */
export const EVIDENCE = ['household-register', 'birth-certificate', 'court-document'] as const;

interface Values {
  readonly scan?: File;
  readonly values?: Record<string, string | undefined>;
  readonly age?: 14 | 18;
  readonly granted?: string[];
  readonly guarded?: boolean;
  readonly guardian?: Record<string, string>;
}

/** Bytes that a scan may have at most; what it is, the server tells from the bytes themselves. */
const LARGEST = 5 * 1024 * 1024;

function unfitScan(file: File | undefined): 'scanEmpty' | 'scanLarge' | undefined {
  if (file === undefined) return undefined;
  if (file.size === 0) return 'scanEmpty';
  return file.size > LARGEST ? 'scanLarge' : undefined;
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.readAsDataURL(file);
  });
}

/** One sheet: its scan, what it says, and a guardian where one signed for a child. */
export function KeySheet(props: { batch: string; form: string; onKeyed: () => void }) {
  const { t } = useText(assistedText);
  const label = useFieldLabel();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [round, setRound] = useState(0);
  const guarded = Form.useWatch('guarded', form) === true;
  const { shape, controls } = useFormShape(props.form);
  const key = useMutation({
    mutationFn: async ({ scan: file, values = {}, granted = [], age, guardian }: Values) => {
      const scan = file === undefined ? '' : await base64Of(file);
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => (value ?? '') !== ''));
      const signed = guarded ? { guardian } : { age };
      const body = { scan, values: given, granted, ...signed };
      return api(`/api/v1/paper-batches/${props.batch}/sheets`, { method: 'POST', body });
    },
    // Where only the answer was lost, the list shows that the sheet is there.
    onError: props.onKeyed,
    onSuccess: () => {
      void message.success(t('keyedNow'));
      form.resetFields();
      setRound(round + 1);
      props.onKeyed();
    },
  });
  useUnsavedForm(form, key);
  if (shape === undefined) return null;
  const fits = {
    validator: (_rule: unknown, file: File | undefined) => {
      const unfit = unfitScan(file);
      return unfit === undefined ? Promise.resolve() : Promise.reject(new Error(t(unfit)));
    },
  };
  const ages = shape.minimumAge === 14 ? ([18, 14] as const) : ([18] as const);
  const guardianField = (name: string, words: string) => (
    <Form.Item name={['guardian', name]} label={words} rules={[{ required: true }]}>
      <Input autoComplete="off" maxLength={40} />
    </Form.Item>
  );
  return (
    <Panel title={t('keySheet')}>
      <Form
        name="sheet"
        form={form}
        layout="vertical"
        onFinish={(values) => key.mutate(values)}
        onValuesChange={() => (key.isError ? key.reset() : undefined)}
        style={{ maxWidth: 560 }}
      >
        <Form.Item
          name="scan"
          label={t('scan')}
          htmlFor="sheet-scan"
          valuePropName="data-chosen"
          getValueFromEvent={(event: ChangeEvent<HTMLInputElement>) => event.target.files?.[0]}
          getValueProps={() => ({})}
          rules={[{ required: true, message: t('scanMissing') }, fits]}
        >
          <input key={round} id="sheet-scan" type="file" accept="image/png,image/jpeg,application/pdf" />
        </Form.Item>
        {shape.fields.map(({ field, required }) => (
          <Form.Item key={field} name={['values', field]} label={label(field)} rules={[{ required }]}>
            <Input autoComplete="off" maxLength={254} />
          </Form.Item>
        ))}
        <Form.Item name="granted" label={t('ticked')}>
          <Checkbox.Group options={controls} />
        </Form.Item>
        <Form.Item name="guarded" valuePropName="checked">
          <Checkbox>{t('signedByGuardian')}</Checkbox>
        </Form.Item>
        {guarded ? (
          <>
            <Form.Item name={['guardian', 'kind']} label={t('relation')} initialValue="parent">
              <Radio.Group
                options={(['parent', 'guardian'] as const).map((each) => ({
                  value: each,
                  label: t(`relation.${each}`),
                }))}
              />
            </Form.Item>
            {guardianField('name', t('guardianName'))}
            {guardianField('mobile', t('guardianMobile'))}
            <Form.Item name={['guardian', 'childBirthDate']} label={t('childBirthDate')} rules={[{ required: true }]}>
              <Input type="date" min="1900-01-01" autoComplete="off" />
            </Form.Item>
            <Form.Item name={['guardian', 'evidence']} label={t('evidence')} rules={[{ required: true }]}>
              <Select options={EVIDENCE.map((each) => ({ value: each, label: t(`evidence.${each}`) }))} />
            </Form.Item>
          </>
        ) : (
          <Form.Item name="age" label={t('age')} rules={[{ required: true }]}>
            <Radio.Group options={ages.map((age) => ({ value: age, label: t(`age.${age}`) }))} />
          </Form.Item>
        )}
        <FormProblem form={form} error={key.error} />
        <Button type="primary" htmlType="submit" loading={key.isPending}>
          {t('keySheet')}
        </Button>
      </Form>
    </Panel>
  );
}
