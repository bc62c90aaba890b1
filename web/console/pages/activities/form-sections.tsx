import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { activityItemsText } from '../../../ui/i18n/activity-items.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { type Bilingual, useRegisterWord } from './activity.ts';

const PURPOSES = ['marketing', 'deliver_order', 'membership', 'customer_service', 'after_sales'] as const;
const ENDS = ['erase', 'anonymise', 'storage_only'];
const SURFACES = ['web', 'h5', 'mini_program', 'app', 'store', 'paper', 'phone', 'wecom'] as const;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** 做什么: names, code, purpose, method, brand. */
export function WhatSection(props: { permanent: boolean }) {
  const { t, pick } = useText(activityFormText);
  const items = useText(activityItemsText);
  const { activities } = useActivityName();
  const brands = useQuery({
    queryKey: ['list', '/api/v1/brands'],
    queryFn: () => api<{ items: readonly { code: string; name: Bilingual }[] }>('/api/v1/brands'),
  });
  const untaken = {
    validator: (_rule: unknown, code: string) =>
      !props.permanent && activities.some((each) => each.code === code)
        ? Promise.reject(new Error(t('codeTaken')))
        : Promise.resolve(),
  };
  return (
    <Panel title={t('what')} note={t('whatNote')}>
      <BilingualItem name="name" label={t('name')} maxLength={100} />
      <div className="pair">
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[{ required: true }, { pattern: CODE, message: t('codeHint') }, untaken]}
        >
          <Input maxLength={64} disabled={props.permanent} />
        </Form.Item>
        <Form.Item name="purpose" label={t('purposeCode')} extra={t('purposeCodeHint')} rules={[{ required: true }]}>
          <AutoComplete maxLength={300} options={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))} />
        </Form.Item>
      </div>
      <BilingualItem name="purposeText" label={t('purposeText')} hint={t('purposeTextHint')} rows={2} />
      <BilingualItem name="method" label={t('method')} hint={t('methodHint')} rows={2} />
      <div className="pair">
        <Form.Item name="brand" label={t('brand')} extra={t('brandHint')}>
          <Select
            allowClear
            options={(brands.data?.items ?? []).map((each) => ({ value: each.code, label: pick(each.name) }))}
          />
        </Form.Item>
      </div>
      <BilingualItem
        name="collectedWhen"
        label={items.t('collectedWhen')}
        hint={items.t('collectedWhenHint')}
        required={false}
        maxLength={300}
      />
      <Form.Item name="surfaces" label={items.t('surfaces')} extra={items.t('surfacesHint')}>
        <Checkbox.Group options={SURFACES.map((value) => ({ value, label: items.t(`surface.${value}`) }))} />
      </Form.Item>
    </Panel>
  );
}

/** 存多久: how long, what happens at the end, and how the notice says it. */
export function RetentionSection() {
  const { t } = useText(activityFormText);
  const word = useRegisterWord();
  return (
    <Panel title={t('retentionTitle')} note={t('retentionNote')}>
      <div className="pair">
        <Form.Item
          name={['retention', 'days']}
          label={t('days')}
          extra={t('daysHint')}
          rules={[{ required: true, type: 'integer', min: 1, max: 36_500 }]}
        >
          <InputNumber min={1} max={36_500} precision={0} />
        </Form.Item>
        <Form.Item name={['retention', 'atEnd']} label={t('atEnd')}>
          <Radio.Group options={ENDS.map((value) => ({ value, label: word('end', value) }))} />
        </Form.Item>
      </div>
      <BilingualItem name={['retention', 'text']} label={t('retentionText')} maxLength={500} />
    </Panel>
  );
}
