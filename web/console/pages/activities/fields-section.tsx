import { DeleteOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Select, Tag } from 'antd';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { activityItemsText } from '../../../ui/i18n/activity-items.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { useRegisterWord } from './activity.ts';
import type { ActivityValues, FieldValues } from './activity-values.ts';
import { useKnownFields } from './use-known-fields.ts';

const OPERATIONS = [
  ...['collect', 'store', 'use', 'staff_access', 'delete', 'transmit', 'entrust', 'provide', 'publish'],
  ...['staff_bulk_export', 'request_consent', 'fulfil_rights_request'],
];
const SOURCES = ['from_individual', 'device_auto_collected', 'inferred', 'self_published'];
const CHANNELS = ['sms', 'email', 'phone', 'wecom', 'official_account', 'mini_program', 'app_push'];

/** 用哪些信息: fields with whether they are necessary, sources, operations and channels. */
export function FieldsSection() {
  const { t } = useText(activityFormText);
  const word = useRegisterWord();
  const choice = (
    name: 'operations' | 'sources' | 'channels',
    codes: readonly string[],
    kind: string,
    hint?: string,
  ) => (
    <Form.Item
      name={name}
      label={t(name)}
      {...(hint === undefined ? {} : { extra: hint })}
      rules={name === 'channels' ? [] : [{ type: 'array', min: 1 }]}
    >
      <Checkbox.Group options={codes.map((value) => ({ value, label: word(kind, value) }))} />
    </Form.Item>
  );
  return (
    <Panel title={t('fieldsTitle')} note={t('fieldsNote')}>
      <FieldList />
      {choice('sources', SOURCES, 'source')}
      {choice('operations', OPERATIONS, 'op', t('operationsHint'))}
      {choice('channels', CHANNELS, 'channel', t('channelsHint'))}
    </Panel>
  );
}

function FieldList() {
  const { t } = useText(activityFormText);
  const { codes, labelOf, isSensitive } = useKnownFields();
  const form = Form.useFormInstance<ActivityValues>();
  const chosen: readonly FieldValues[] = Form.useWatch('fields', { form, preserve: true }) ?? [];
  return (
    <Form.List name="fields">
      {(rows, { add, remove }, { errors }) => (
        <>
          <ul className="rows">
            {rows.map(({ key, name }) => {
              const field = chosen[name]?.field ?? '';
              return (
                <li key={key}>
                  <FieldRow
                    index={name}
                    label={labelOf(field)}
                    sensitive={isSensitive(field)}
                    onRemove={() => remove(name)}
                  />
                </li>
              );
            })}
          </ul>
          <Form.Item label={t('addField')} htmlFor="add-field">
            <Select
              id="add-field"
              showSearch={{ optionFilterProp: 'label' }}
              value={null}
              placeholder={t('addField')}
              onChange={(field: string | null) => {
                // Tab takes the choice once more while the list closes.
                const now: typeof chosen = form.getFieldValue('fields') ?? [];
                if (field !== null && !now.some((each) => each?.field === field)) add({ field, necessary: true });
              }}
              options={codes
                .filter((code) => !chosen.some((each) => each?.field === code))
                .map((value) => ({
                  value,
                  label: isSensitive(value) ? `${labelOf(value)} · ${t('sensitive')}` : labelOf(value),
                }))}
            />
          </Form.Item>
          <Form.ErrorList errors={errors} />
        </>
      )}
    </Form.List>
  );
}

function FieldRow(props: { index: number; label: string; sensitive: boolean; onRemove: () => void }) {
  const { t } = useText(activityFormText);
  const items = useText(activityItemsText);
  const { index, label } = props;
  return (
    <>
      <div className="row-head">
        <span className="row-name">
          {label} {props.sensitive ? <Tag className="tag-warn">{t('sensitive')}</Tag> : null}
        </span>
        <Form.Item name={[index, 'necessary']} valuePropName="checked" className="row-item">
          <Checkbox aria-label={t('necessaryOf', { field: label })}>{t('necessary')}</Checkbox>
        </Form.Item>
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('removeOf', { field: label })}
          onClick={props.onRemove}
        />
      </div>
      <details className="more">
        <summary>{items.t('fieldPurpose', { field: label })}</summary>
        <BilingualItem
          name={[index, 'purpose']}
          label={items.t('fieldPurposeLabel', { field: label })}
          hint={items.t('fieldPurposeHint')}
          required={false}
          maxLength={300}
        />
      </details>
      {props.sensitive ? (
        <>
          <BilingualItem
            name={[index, 'necessity']}
            label={t('necessity', { field: label })}
            hint={t('sensitiveHint')}
          />
          <BilingualItem name={[index, 'impactIfRefused']} label={t('impact')} />
        </>
      ) : null}
    </>
  );
}
