import { Form, Input, Radio, Select } from 'antd';
import { activityItemsText } from '../../../ui/i18n/activity-items.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { useRegisterWord } from './activity.ts';
import type { ActivityValues } from './activity-values.ts';

const UNDER_14 = ['not_served', 'guardian_consent'] as const;

/** 我方角色与未成年人: whose orders we follow, and whether children are served. */
export function RoleSection() {
  const { t } = useText(activityItemsText);
  const word = useRegisterWord();
  const form = Form.useFormInstance<ActivityValues>();
  const role = Form.useWatch<string>('ourRole', form);
  const under14 = Form.useWatch<string>(['minors', 'under14'], form);
  return (
    <Panel title={t('roleTitle')} note={t('roleNote')}>
      <Form.Item name="ourRole" label={t('ourRole')}>
        <Radio.Group options={['handler', 'entrustee'].map((value) => ({ value, label: word('role', value) }))} />
      </Form.Item>
      {role === 'entrustee' ? (
        <>
          <div className="pair">
            <Form.Item name={['client', 'name']} label={t('clientName')} rules={[{ required: true, whitespace: true }]}>
              <Input maxLength={300} />
            </Form.Item>
            <Form.Item
              name={['client', 'contact']}
              label={t('clientContact')}
              rules={[{ required: true, whitespace: true }]}
            >
              <Input maxLength={300} />
            </Form.Item>
          </div>
          <BilingualItem name={['client', 'instructions']} label={t('instructions')} rows={2} />
        </>
      ) : null}
      <Form.Item name={['minors', 'under14']} label={t('under14')}>
        <Select
          allowClear
          placeholder={t('under14.')}
          options={UNDER_14.map((value) => ({ value, label: t(`under14.${value}`) }))}
        />
      </Form.Item>
      {under14 === undefined || under14 === null ? null : (
        <BilingualItem name={['minors', 'rules']} label={t('minorsRules')} rows={2} />
      )}
      {under14 === 'guardian_consent' ? (
        <BilingualItem name={['minors', 'guardianCheck']} label={t('guardianCheck')} required={false} maxLength={500} />
      ) : null}
    </Panel>
  );
}
