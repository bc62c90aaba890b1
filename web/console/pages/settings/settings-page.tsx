import { settingsText } from '../../../ui/i18n/settings.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { Brands } from './brands.tsx';
import { HandlerPanel } from './handler-panel.tsx';

/** 设置: who the handler is and which brands it has, as every notice tells it. */
export function Page() {
  const { t } = useText(settingsText);
  const frame = useText(shell);
  return (
    <>
      <PageHead title={frame.t('page.settings')} purpose={t('purpose')} />
      <HandlerPanel />
      <Brands />
    </>
  );
}
