import { useState } from 'react';
import { ApiError } from '../ui/api.ts';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';

/** Runs one act at a time; `error` holds the server's refusal in the reader's language, or a plain sentence. */
export function useAction() {
  const { t, locale } = useText(centreText);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (caught) {
      const problem = caught instanceof ApiError ? caught.problem : undefined;
      const title = locale === 'zh' ? problem?.title : problem?.title_en;
      setError(title ?? t('failed'));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
