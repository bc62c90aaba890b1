import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';

/** What happened, what is safe, what to do. */
export function FailedBlock(props: { onRetry: () => void }) {
  const { t } = useText(centreText);
  return (
    <div className="error-bar" role="alert">
      <p>{t('failed')}</p>
      <button type="button" onClick={props.onRetry}>
        {t('retry')}
      </button>
    </div>
  );
}
