import { Button } from 'antd';
import { useState } from 'react';
import { exportsText } from '../../../ui/i18n/exports.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { ExportsPanel } from './exports-panel.tsx';
import { NewExport } from './new-export.tsx';

/** 导出: encrypted lists, followed while they are made, taken by who asked. */
export function Page() {
  const { t } = useText(exportsText);
  const frame = useText(shell);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <PageHead
        title={frame.t('page.exports')}
        purpose={t('purpose')}
        actions={
          <Button type="primary" onClick={() => setAsking(true)}>
            {t('new')}
          </Button>
        }
      />
      <ExportsPanel />
      {asking ? <NewExport onClose={() => setAsking(false)} /> : null}
    </>
  );
}
