import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { workbenchText } from '../../../ui/i18n/workbench.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { ConsentPanel } from './consent-panel.tsx';
import { NeedsPanel } from './needs-panel.tsx';
import { ReachPanel } from './reach-panel.tsx';
import { RestoredAlert } from './restored-alert.tsx';
import { RunningPanel } from './running-panel.tsx';

/** 工作台: what needs me today, what is running, and where reach and consent stand. */
export function Page() {
  const { t } = useText(shell);
  const text = useText(workbenchText);
  return (
    <>
      <PageHead title={t('page.workbench')} purpose={text.t('purpose')} />
      <RestoredAlert />
      <div className="grid">
        <NeedsPanel />
        <RunningPanel />
      </div>
      <div className="grid">
        <ReachPanel />
        <ConsentPanel />
      </div>
    </>
  );
}
