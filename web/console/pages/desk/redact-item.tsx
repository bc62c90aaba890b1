import { Checkbox, Form } from 'antd';
import { deskText } from '../../../ui/i18n/desk.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { REDACTIONS } from './files.ts';

/** Which openings are withheld from the bundle; none unless ticked. */
export function RedactItem() {
  const { t } = useText(deskText);
  return (
    <Form.Item name="redact" label={t('redact')} extra={t('redactNote')}>
      <Checkbox.Group options={REDACTIONS.map((value) => ({ value, label: t(`redact.${value}`) }))} />
    </Form.Item>
  );
}
