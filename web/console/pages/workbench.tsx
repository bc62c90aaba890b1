import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { workbenchText } from '../../ui/i18n/workbench.ts';
import { PageHead } from '../parts/page-head.tsx';

/** 工作台: what needs me today. */
export function Page() {
  const { t } = useText(shell);
  const text = useText(workbenchText);
  return <PageHead title={t('page.workbench')} purpose={text.t('purpose')} />;
}
