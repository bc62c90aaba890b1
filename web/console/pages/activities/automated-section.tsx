import { Form, Select, Switch } from 'antd';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { activityItemsText } from '../../../ui/i18n/activity-items.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { Panel } from '../../parts/page-head.tsx';
import type { ActivityValues, FieldValues } from './activity-values.ts';
import { useKnownFields } from './use-known-fields.ts';

/** 自动化决策: whether programmes decide about people, by what, with what effect, and how they refuse it. */
export function AutomatedSection() {
  const { t } = useText(activityFormText);
  const items = useText(activityItemsText);
  const form = Form.useFormInstance<ActivityValues>();
  const { labelOf } = useKnownFields();
  const used = Form.useWatch<boolean>(['automatedDecision', 'used'], form);
  const major = Form.useWatch<boolean>(['automatedDecision', 'majorEffect'], form);
  const declared: readonly FieldValues[] = Form.useWatch('fields', { form, preserve: true }) ?? [];
  return (
    <Panel title={t('automatedTitle')} note={t('automatedNote')}>
      <Form.Item name={['automatedDecision', 'used']} label={t('automatedUsed')} valuePropName="checked">
        <Switch />
      </Form.Item>
      {used === true ? (
        <>
          <Form.Item
            name={['automatedDecision', 'optOutProvided']}
            label={t('optOut')}
            extra={t('optOutHint')}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
          <BilingualItem name={['automatedDecision', 'text']} label={t('automatedText')} rows={2} />
          <Form.Item name={['automatedDecision', 'fields']} label={items.t('decidedBy')}>
            <Select
              mode="multiple"
              options={declared.map(({ field }) => ({ value: field, label: labelOf(field) }))}
              optionFilterProp="label"
            />
          </Form.Item>
          <BilingualItem
            name={['automatedDecision', 'effect']}
            label={items.t('effect')}
            required={false}
            maxLength={500}
          />
          <Form.Item
            name={['automatedDecision', 'majorEffect']}
            label={items.t('majorEffect')}
            extra={items.t('majorEffectHint')}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
          {major === true ? (
            <BilingualItem name={['automatedDecision', 'humanReview']} label={items.t('humanReview')} maxLength={500} />
          ) : null}
        </>
      ) : null}
    </Panel>
  );
}
