import { chartsText } from '../../../ui/i18n/charts.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { RetentionPanel } from './retention-panel.tsx';

/** 漏斗与留存. */
export function Page() {
  const { t } = useText(chartsText);
  const frame = useText(shell);
  return (
    <>
      <PageHead title={frame.t('page.charts')} purpose={t('purpose')} />
      <FunnelPanel />
      <RetentionPanel />
    </>
  );
}
