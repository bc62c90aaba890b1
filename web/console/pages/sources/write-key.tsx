import { Button, Modal } from 'antd';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';

/** A new write key: shown this once. */
export function WriteKey(props: { value: string; onClose: () => void }) {
  const { t } = useText(sourcesText);
  return (
    <Modal
      open
      title={t('keyTitle')}
      closable={false}
      footer={
        <Button type="primary" onClick={props.onClose}>
          {t('keyDone')}
        </Button>
      }
    >
      <p>{t('keyOnce')}</p>
      <Copyable text={props.value} />
    </Modal>
  );
}
