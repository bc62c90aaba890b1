import { Button, Modal } from 'antd';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';

/** What a source answers once: a write key, a secret, or the address to put into the other system. */
export interface SourceKeys {
  readonly writeKey?: string;
  readonly path?: string;
  readonly secret?: string;
}

/** Keys of a source: shown this once. */
export function WriteKey(props: { keys: SourceKeys; onClose: () => void }) {
  const { t } = useText(sourcesText);
  const { writeKey, path, secret } = props.keys;
  return (
    <Modal
      open
      title={t(writeKey !== undefined ? 'keyTitle' : secret !== undefined ? 'secretTitle' : 'madeTitle')}
      closable={false}
      footer={
        <Button type="primary" onClick={props.onClose}>
          {t('keyDone')}
        </Button>
      }
    >
      {writeKey === undefined ? null : (
        <>
          <p>{t('keyOnce')}</p>
          <Copyable text={writeKey} />
        </>
      )}
      {path === undefined ? null : (
        <Facts items={[[t('callbackAddress'), <Copyable key="path" text={window.location.origin + path} />]]} />
      )}
      {secret === undefined ? null : (
        <>
          <p className="after-form">{t('secretOnce')}</p>
          <Copyable text={secret} />
        </>
      )}
    </Modal>
  );
}
