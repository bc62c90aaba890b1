import { Form, Input } from 'antd';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';

/** The two keys that the console of WeCom or WeChat shows for a callback, as the fields `token` and `aesKey` of a form. */
export function CallbackKeys() {
  const { t } = useText(sourcesText);
  const needed = [{ required: true }];
  return (
    <>
      <Form.Item name="token" label={t('token')} rules={needed}>
        <Input.Password maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="aesKey" label={t('aesKey')} rules={needed}>
        <Input.Password maxLength={43} autoComplete="off" />
      </Form.Item>
    </>
  );
}
