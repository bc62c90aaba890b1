import { Button } from 'antd';
import { useRef, useState } from 'react';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { Copyable } from './copyable.tsx';

/** A file's name and its SHA-256 in hexadecimal. */
export interface HashedDocument {
  readonly name: string;
  readonly hash: string;
}

/** Chooses a file and computes its SHA-256 in the browser; the file itself goes nowhere. Works as the control of a form item. */
export function DocumentHash(props: {
  id?: string;
  value?: HashedDocument;
  onChange?: (value: HashedDocument) => void;
}) {
  const { t } = useText(shell);
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setBusy(true);
    props.onChange?.({ name: file.name, hash: await sha256(file) });
    setBusy(false);
  };
  return (
    <div className="document-hash">
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('chooseFile')}
        onChange={(event) => void choose(event.target.files?.[0])}
      />
      <Button
        {...(props.id === undefined ? {} : { id: props.id })}
        loading={busy}
        onClick={() => input.current?.click()}
      >
        {t('chooseFile')}
      </Button>
      {props.value === undefined ? null : (
        <div>
          {props.value.name}
          <br />
          <Copyable text={props.value.hash} short={24} />
        </div>
      )}
    </div>
  );
}

async function sha256(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
