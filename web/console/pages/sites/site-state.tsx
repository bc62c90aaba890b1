import { sitesText } from '../../../ui/i18n/sites.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { StateTag } from '../../parts/page-head.tsx';
import type { SiteKey } from './site-key.ts';

/** Whether a key is in force. */
export function SiteState(props: { site: SiteKey }) {
  const { t } = useText(sitesText);
  const good = props.site.revokedAt === null;
  return <StateTag tone={good ? 'good' : 'none'}>{t(good ? 'active' : 'revoked')}</StateTag>;
}
