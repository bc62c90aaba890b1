import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Radio, Select } from 'antd';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { useRegisterWord } from './activity.ts';
import type { ActivityValues, FieldValues } from './activity-values.ts';
import { RecipientMore } from './recipient-more.tsx';
import { useKnownFields } from './use-known-fields.ts';

const ROLES = ['entrustee', 'independent_handler', 'joint_handler'];

/** 给谁: everyone outside who gets some of the information, what for and which. */
export function RecipientsSection() {
  const { t } = useText(activityFormText);
  return (
    <Panel title={t('recipientsTitle')} note={t('recipientsNote')}>
      <Form.List name="recipients">
        {(rows, { add, remove }) => (
          <>
            <ul className="rows">
              {rows.map(({ key, name }) => (
                <li key={key}>
                  <RecipientRow index={name} onRemove={() => remove(name)} />
                </li>
              ))}
            </ul>
            <Button icon={<PlusOutlined />} onClick={() => add({ role: 'entrustee', contact: '', fields: [] })}>
              {t('addRecipient')}
            </Button>
          </>
        )}
      </Form.List>
    </Panel>
  );
}

function RecipientRow(props: { index: number; onRemove: () => void }) {
  const { t } = useText(activityFormText);
  const word = useRegisterWord();
  const { labelOf } = useKnownFields();
  const form = Form.useFormInstance<ActivityValues>();
  const declared: readonly FieldValues[] = Form.useWatch('fields', { form, preserve: true }) ?? [];
  const { index } = props;
  return (
    <fieldset className="plain-set">
      <legend className="row-head">
        <span className="row-name">{t('recipient', { n: index + 1 })}</span>
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('removeRecipient', { n: index + 1 })}
          onClick={props.onRemove}
        />
      </legend>
      <div className="pair">
        <Form.Item
          name={[index, 'name']}
          label={t('recipientName')}
          extra={t('recipientNameHint')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input maxLength={300} />
        </Form.Item>
        <Form.Item name={[index, 'contact']} label={t('contact')} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={300} />
        </Form.Item>
      </div>
      <Form.Item name={[index, 'role']} label={t('recipientRole')}>
        <Radio.Group options={ROLES.map((value) => ({ value, label: word('role', value) }))} />
      </Form.Item>
      <BilingualItem name={[index, 'purpose']} label={t('recipientPurpose')} maxLength={500} />
      <Form.Item
        name={[index, 'fields']}
        label={t('recipientFields')}
        extra={t('recipientFieldsHint')}
        rules={[{ required: true }]}
      >
        <Select
          mode="multiple"
          options={declared.map(({ field }) => ({ value: field, label: labelOf(field) }))}
          optionFilterProp="label"
        />
      </Form.Item>
      <RecipientMore index={index} />
    </fieldset>
  );
}
