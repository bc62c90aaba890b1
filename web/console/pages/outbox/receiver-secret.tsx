import { Button, Modal } from 'antd';
import { outboxText } from '../../../ui/i18n/outbox.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';

/** A receiver's secret: shown this once. */
export function ReceiverSecret(props: { value: string; onClose: () => void }) {
  const { t } = useText(outboxText);
  return (
    <Modal
      open
      title={t('secretTitle')}
      closable={false}
      footer={
        <Button type="primary" onClick={props.onClose}>
          {t('secretDone')}
        </Button>
      }
    >
      <p>{t('secretOnce')}</p>
      <Copyable text={props.value} />
    </Modal>
  );
}
