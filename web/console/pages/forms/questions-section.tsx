import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Select } from 'antd';
import { announce } from '../../../ui/announce.ts';
import { formsText } from '../../../ui/i18n/forms.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { FORM_FIELDS, type FormField } from './form.ts';
import type { FormValues } from './form-values.ts';
import type { useFormChoices } from './use-form-choices.ts';

/** The questions in their order: only fields that the register lists for the activity can be added. */
export function QuestionsSection(props: { choices: ReturnType<typeof useFormChoices>['data'] }) {
  const { t } = useText(formsText);
  const form = Form.useFormInstance<FormValues>();
  const activity: string | undefined = Form.useWatch('activity', { form, preserve: true });
  const asked: FormValues['fields'] = Form.useWatch('fields', { form, preserve: true }) ?? [];
  const listed = props.choices?.collecting.find(({ code }) => code === activity)?.fields;
  const free = FORM_FIELDS.filter(
    (field) => listed === undefined || listed.some((each) => each.field === field),
  ).filter((field) => !asked.some((each) => each?.field === field));
  return (
    <Panel title={t('fields')} note={t('fieldsNote')}>
      <Form.List name="fields">
        {(rows, { add, remove, move }) => (
          <>
            <ul className="rows">
              {rows.map(({ key, name }) => {
                const field = asked[name]?.field ?? 'mobile';
                return (
                  <li key={key}>
                    <QuestionRow
                      index={name}
                      label={t(`field.${field}`)}
                      typed={field === 'mobile' || field === 'email'}
                      last={name === rows.length - 1}
                      onMove={(by) => {
                        move(name, name + by);
                        announce(t('movedTo', { label: t(`field.${field}`), place: name + by + 1 }));
                      }}
                      onRemove={() => {
                        remove(name);
                        announce(t('removed', { label: t(`field.${field}`) }));
                      }}
                    />
                  </li>
                );
              })}
            </ul>
            <Form.Item label={t('addField')} htmlFor="add-question">
              <Select
                id="add-question"
                value={null}
                placeholder={free.length === 0 ? t('noMoreFields') : t('addField')}
                disabled={free.length === 0}
                onChange={(field: FormField | null) => {
                  // Tab takes the choice once more while the list closes.
                  const now: FormValues['fields'] = form.getFieldValue('fields') ?? [];
                  if (field === null || now.some((each) => each?.field === field)) return;
                  add({ field, required: false });
                  announce(t('added', { label: t(`field.${field}`) }));
                }}
                options={free.map((value) => ({ value, label: t(`field.${value}`) }))}
              />
            </Form.Item>
          </>
        )}
      </Form.List>
    </Panel>
  );
}

// At the top or the bottom the pressed arrow has no further to go: the other one of the row takes the focus.
function stayInRow(pressed: HTMLElement): void {
  const row = pressed.parentElement;
  setTimeout(() => {
    if (pressed.matches(':disabled')) row?.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  }, 0);
}

function QuestionRow(props: {
  index: number;
  label: string;
  typed: boolean;
  last: boolean;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}) {
  const { t } = useText(formsText);
  const { index, label } = props;
  const name = t('of', { label });
  return (
    <>
      <div className="row-head">
        <span className="row-name">{label}</span>
        <Form.Item name={[index, 'required']} valuePropName="checked" className="row-item">
          <Checkbox aria-label={`${t('required')}${name}`}>{t('required')}</Checkbox>
        </Form.Item>
        <Button
          type="text"
          icon={<ArrowUpOutlined />}
          aria-label={`${t('up')}${name}`}
          disabled={index === 0}
          onClick={(event) => {
            props.onMove(-1);
            stayInRow(event.currentTarget);
          }}
        />
        <Button
          type="text"
          icon={<ArrowDownOutlined />}
          aria-label={`${t('down')}${name}`}
          disabled={props.last}
          onClick={(event) => {
            props.onMove(1);
            stayInRow(event.currentTarget);
          }}
        />
        <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('remove')}${name}`} onClick={props.onRemove} />
      </div>
      <details className="more">
        <summary>{t('words')}</summary>
        <BilingualItem
          name={[index, 'label']}
          label={t('label')}
          hint={t('labelHint')}
          required={false}
          maxLength={80}
        />
        <BilingualItem name={[index, 'hint']} label={t('hint')} required={false} maxLength={200} />
        {props.typed ? null : (
          <Form.Item name={[index, 'options']} label={t('options')} extra={t('optionsHint')}>
            <Input.TextArea rows={3} maxLength={5000} />
          </Form.Item>
        )}
      </details>
    </>
  );
}
