import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';

/** A hash, key or address in fixed width, with a button that copies it whole; `short` shows its beginning alone, `lines` keeps its lines. */
export function Copyable(props: { text: string; short?: number; lines?: boolean }) {
  const { t } = useText(shell);
  const [copied, setCopied] = useState(false);
  const { text, short } = props;
  const copy = (): void => void navigator.clipboard?.writeText(text).then(() => setCopied(true));
  return (
    <span className="copyable">
      <span className={props.lines === true ? 'mono lines' : 'mono'} title={short === undefined ? undefined : text}>
        {short === undefined || text.length <= short ? text : `${text.slice(0, short)}…`}
      </span>
      <Button
        type="text"
        size="small"
        icon={copied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={t(copied ? 'copied' : 'copy')}
        onClick={copy}
      />
    </span>
  );
}
