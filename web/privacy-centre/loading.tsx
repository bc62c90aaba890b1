import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';

/** Grey blocks of the final size while something loads. */
export function Loading() {
  const { t } = useText(centreText);
  return (
    <div role="status" aria-label={t('loading')}>
      <div className="skeleton" />
      <div className="skeleton" />
      <div className="skeleton" />
    </div>
  );
}
