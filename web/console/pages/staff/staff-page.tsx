import { shell } from '../../../ui/i18n/shell.ts';
import { staffText } from '../../../ui/i18n/staff.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { useMay } from '../../session.ts';
import { ApiKeys } from './api-keys.tsx';
import { Members } from './members.tsx';
import { OwnSignIn } from './own-sign-in.tsx';

/** 成员与权限: staff with their roles, API keys, and one's own sign-in. */
export function Page() {
  const { t } = useText(staffText);
  const frame = useText(shell);
  const may = useMay();
  return (
    <>
      <PageHead title={frame.t('page.staff')} purpose={t('purpose')} />
      {may('access.read-staff') ? <Members /> : null}
      {may('access.read-keys') ? <ApiKeys /> : null}
      <OwnSignIn />
    </>
  );
}
