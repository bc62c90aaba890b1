import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';

type Name = string | number | Array<string | number>;

/** A text in both languages as two fields of a form, side by side where there is room; the explanation stands under the Chinese one. */
export function BilingualItem(props: {
  name: Name;
  label: string;
  hint?: ReactNode;
  required?: boolean;
  rows?: number;
  maxLength?: number;
}) {
  const { t } = useText(shell);
  const path = [props.name].flat();
  const input = (language: 'zh' | 'en') => {
    const options = { maxLength: props.maxLength ?? 4000, lang: language === 'zh' ? 'zh-CN' : 'en' };
    return props.rows === undefined ? (
      <Input {...options} />
    ) : (
      // Not `autoSize`: it styles a hidden copy inline, which the content security policy refuses.
      <Input.TextArea rows={props.rows} {...options} />
    );
  };
  const item = (language: 'zh' | 'en', extra: ReactNode) => (
    <Form.Item
      name={[...path, language]}
      label={t(`in.${language}`, { label: props.label })}
      rules={[{ required: props.required ?? true, whitespace: true }]}
      {...(extra === undefined ? {} : { extra })}
    >
      {input(language)}
    </Form.Item>
  );
  return (
    <div className="pair">
      {item('zh', props.hint)}
      {item('en', undefined)}
    </div>
  );
}
