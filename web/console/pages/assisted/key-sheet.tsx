import { useMutation } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useItems } from '../../parts/use-items.ts';

const EVIDENCE = ['household-register', 'birth-certificate', 'court-document'] as const;

interface FormRow {
  readonly code: string;
  readonly marketing?: string;
  readonly minimumAge?: 14 | 18;
  readonly consents?: readonly { readonly control: string; readonly activities: readonly string[] }[];
  readonly fields: readonly { readonly field: string; readonly required: boolean }[];
}
interface Values {
  readonly values?: Record<string, string | undefined>;
  readonly age?: 14 | 18;
  readonly granted?: string[];
  readonly guarded?: boolean;
  readonly guardian?: Record<string, string>;
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
  const { t, list } = useText(assistedText);
  const label = useFieldLabel();
  const { nameOf } = useActivityName();
  const [form] = Form.useForm<Values>();
  const [file, setFile] = useState<File>();
  const [round, setRound] = useState(0);
  const guarded = Form.useWatch('guarded', form) === true;
  const shape = useItems<FormRow>('/api/v1/forms').rows.find(({ code }) => code === props.form);
  const key = useMutation({
    mutationFn: async ({ values = {}, granted = [], age, guardian }: Values) => {
      const scan = file === undefined ? '' : await base64Of(file);
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => (value ?? '') !== ''));
      const signed = guarded ? { guardian } : { age };
      const body = { scan, values: given, granted, ...signed };
      return api(`/api/v1/paper-batches/${props.batch}/sheets`, { method: 'POST', body });
    },
    // Where only the answer was lost, the list shows that the sheet is there.
    onError: props.onKeyed,
    onSuccess: () => {
      form.resetFields();
      setFile(undefined);
      setRound(round + 1);
      props.onKeyed();
    },
  });
  if (shape === undefined) return null;
  const controls = [
    ...(shape.marketing === undefined ? [] : [{ value: 'marketing', label: nameOf(shape.marketing) }]),
    ...(shape.consents ?? []).map(({ control, activities }) => ({
      value: control,
      label: list(activities.map(nameOf)),
    })),
  ];
  const ages = shape.minimumAge === 14 ? ([18, 14] as const) : ([18] as const);
  const guardianField = (name: string, words: string) => (
    <Form.Item name={['guardian', name]} label={words} rules={[{ required: true }]}>
      <Input autoComplete="off" maxLength={40} />
    </Form.Item>
  );
  return (
    <Panel title={t('keySheet')}>
      <ProblemAlert error={key.error} />
      <Form
        name="sheet"
        form={form}
        layout="vertical"
        onFinish={(values) => key.mutate(values)}
        style={{ maxWidth: 560 }}
      >
        <Form.Item label={t('scan')} htmlFor="sheet-scan">
          <input
            key={round}
            id="sheet-scan"
            type="file"
            accept="image/png,image/jpeg,application/pdf"
            onChange={(event) => setFile(event.target.files?.[0])}
          />
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
            {guardianField('childBirthDate', t('childBirthDate'))}
            <Form.Item name={['guardian', 'evidence']} label={t('evidence')} rules={[{ required: true }]}>
              <Select options={EVIDENCE.map((each) => ({ value: each, label: t(`evidence.${each}`) }))} />
            </Form.Item>
          </>
        ) : (
          <Form.Item name="age" label={t('age')} rules={[{ required: true }]}>
            <Radio.Group options={ages.map((age) => ({ value: age, label: t(`age.${age}`) }))} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" disabled={file === undefined} loading={key.isPending}>
          {t('keySheet')}
        </Button>
      </Form>
    </Panel>
  );
}
