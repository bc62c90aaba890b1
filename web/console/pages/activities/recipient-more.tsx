import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select, Switch } from 'antd';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { activityItemsText } from '../../../ui/i18n/activity-items.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import type { ActivityValues } from './activity-values.ts';
import { useKnownFields } from './use-known-fields.ts';

/** What the list of recipients shows besides, and whom an entrustee entrusts in turn; folded until somebody needs it. */
export function RecipientMore(props: { index: number }) {
  const { t } = useText(activityItemsText);
  const form = Form.useFormInstance<ActivityValues>();
  const { index } = props;
  const role = Form.useWatch<string>(['recipients', index, 'role'], form);
  return (
    <details className="more">
      <summary>{t('more')}</summary>
      <BilingualItem name={[index, 'scene']} label={t('scene')} required={false} maxLength={300} />
      <BilingualItem name={[index, 'method']} label={t('ownMethod')} required={false} maxLength={500} />
      <div className="pair">
        <Form.Item
          name={[index, 'deidentified']}
          label={t('deidentified')}
          extra={t('deidentifiedHint')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Form.Item name={[index, 'policyUrl']} label={t('policyUrl')} rules={[{ type: 'url' }]}>
          <Input type="url" maxLength={500} />
        </Form.Item>
      </div>
      {role === 'joint_handler' ? (
        <BilingualItem name={[index, 'arrangement']} label={t('arrangement')} required={false} rows={2} />
      ) : null}
      {role === 'entrustee' ? <SubEntrustees index={index} /> : null}
    </details>
  );
}

function SubEntrustees(props: { index: number }) {
  const { t } = useText(activityItemsText);
  const words = useText(activityFormText);
  const { labelOf } = useKnownFields();
  const form = Form.useFormInstance<ActivityValues>();
  const given = Form.useWatch<readonly string[]>(['recipients', props.index, 'fields'], form) ?? [];
  return (
    <Form.List name={[props.index, 'subEntrustees']}>
      {(rows, { add, remove }) => (
        <>
          <h3>{t('subs')}</h3>
          <p className="panel-note">{t('subsNote')}</p>
          {rows.map(({ key, name }) => (
            <fieldset key={key} className="plain-set">
              <legend className="row-head">
                <span className="row-name">{t('sub', { n: name + 1 })}</span>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('removeSub', { n: name + 1 })}
                  onClick={() => remove(name)}
                />
              </legend>
              <div className="pair">
                <Form.Item
                  name={[name, 'name']}
                  label={words.t('recipientName')}
                  rules={[{ required: true, whitespace: true }]}
                >
                  <Input maxLength={300} />
                </Form.Item>
                <Form.Item
                  name={[name, 'contact']}
                  label={words.t('contact')}
                  rules={[{ required: true, whitespace: true }]}
                >
                  <Input maxLength={300} />
                </Form.Item>
              </div>
              <BilingualItem name={[name, 'purpose']} label={words.t('recipientPurpose')} maxLength={500} />
              <Form.Item name={[name, 'fields']} label={words.t('recipientFields')} rules={[{ required: true }]}>
                <Select
                  mode="multiple"
                  options={given.map((field) => ({ value: field, label: labelOf(field) }))}
                  optionFilterProp="label"
                />
              </Form.Item>
            </fieldset>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({ fields: [] })}>
            {t('addSub')}
          </Button>
        </>
      )}
    </Form.List>
  );
}
