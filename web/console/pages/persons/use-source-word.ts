import { profileText } from '../../../ui/i18n/profile.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useRegisterWord } from '../activities/activity.ts';

/** Where people give their own information. */
const TOUCHPOINTS = ['form', 'counter', 'paper', 'agent', 'qr', 'api', 'import', 'member-centre', 'stock'] as const;

/** Where a value came from, in words: a tracker's or an import's code, or the register's word for the source. */
export function useSourceWord(): (source: string) => string {
  const { t } = useText(profileText);
  const word = useRegisterWord();
  return (source) => {
    const [kind, code] = source.split(':', 2);
    if (kind === 'source') return t('source.source', { code: code ?? '' });
    if (kind === 'import' && code !== undefined) return t('source.import');
    if (source === 'correction' || source === 'privacy-centre') return t(`source.${source}`);
    const touchpoint = TOUCHPOINTS.find((each) => each === source);
    return touchpoint === undefined ? word('source', source) : t(`touch.${touchpoint}`);
  };
}
