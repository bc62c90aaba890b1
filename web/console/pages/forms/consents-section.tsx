import { DeleteOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Radio, Select, Tag } from 'antd';
import { formsText } from '../../../ui/i18n/forms.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { Panel } from '../../parts/page-head.tsx';
import type { FormValues } from './form-values.ts';
import type { FormActivity, useFormChoices } from './use-form-choices.ts';

type Choices = ReturnType<typeof useFormChoices>['data'];
type ConsentValues = NonNullable<FormValues['consents']>[number];

/** The boxes, each a consent by itself; that a separate one never shares its box is said here and enforced by the server. */
export function ConsentsSection(props: { choices: Choices }) {
  const { t } = useText(formsText);
  const form = Form.useFormInstance<FormValues>();
  const consents: readonly ConsentValues[] = Form.useWatch('consents', { form, preserve: true }) ?? [];
  const activities = props.choices?.asking ?? [];
  return (
    <Panel title={t('consents')} note={t('consentsNote')}>
      <Form.List name="consents">
        {(rows, { add, remove }) => (
          <>
            <ul className="rows">
              {rows.map(({ key, name }) => (
                <li key={key}>
                  <ConsentRow
                    index={name}
                    values={consents[name] ?? {}}
                    activities={activities}
                    onRemove={() => remove(name)}
                  />
                </li>
              ))}
            </ul>
            <Button onClick={() => add({ activities: [], kind: 'general' })}>{t('addConsent')}</Button>
          </>
        )}
      </Form.List>
    </Panel>
  );
}

function ConsentRow(props: {
  index: number;
  values: ConsentValues;
  activities: readonly FormActivity[];
  onRemove: () => void;
}) {
  const { t, pick } = useText(formsText);
  const { index, values, activities } = props;
  const chosen = activities.filter(({ code }) => values.activities?.includes(code) === true);
  const separate = values.kind === 'separate' || chosen.some(needsSeparate);
  const shared = separate && chosen.length > 1;
  const others = chosen.flatMap(({ recipients }) => recipients).filter(({ role }) => role !== 'entrustee');
  return (
    <>
      <div className="row-head">
        <span className="row-name">
          {t('consentNo', { no: index + 1 })} {separate ? <Tag className="tag-warn">{t('separateTag')}</Tag> : null}
        </span>
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={`${t('remove')}${t('of', { label: t('consentNo', { no: index + 1 }) })}`}
          onClick={props.onRemove}
        />
      </div>
      <Form.Item
        name={[index, 'activities']}
        label={t('consentTo')}
        rules={[{ required: true, type: 'array', min: 1 }]}
      >
        <Select mode="multiple" options={activities.map((each) => ({ value: each.code, label: pick(each.name) }))} />
      </Form.Item>
      <Form.Item name={[index, 'kind']} label={t('kind')} extra={chosen.some(needsSeparate) ? t('kindNeeded') : null}>
        <Radio.Group
          options={[
            { value: 'general', label: t('kind.general') },
            { value: 'separate', label: t('kind.separate') },
          ]}
        />
      </Form.Item>
      {shared ? <Alert type="error" showIcon title={t('sharedControl')} description={t('sharedControlWhy')} /> : null}
      {others.length === 0 ? null : (
        <Form.Item name={[index, 'recipient']} label={t('recipient')}>
          <Select allowClear options={others.map(({ name }) => ({ value: name, label: name }))} />
        </Form.Item>
      )}
      <details className="more">
        <summary>{t('wording')}</summary>
        <BilingualItem
          name={[index, 'wording']}
          label={t('wording')}
          hint={t('wordingHint')}
          required={false}
          maxLength={500}
        />
      </details>
    </>
  );
}

// PIPL 29 and 23; the server decides by the same.
function needsSeparate({ fields, recipients }: FormActivity): boolean {
  return fields.some(({ sensitive }) => sensitive) || recipients.some(({ role }) => role !== 'entrustee');
}
