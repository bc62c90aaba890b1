import { Alert } from 'antd';
import { formatCount } from '../../../ui/format.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useArticle } from '../../parts/use-article.ts';
import type { ImportCheck } from './import.ts';

/** What a run would do, told before anything is stored. */
export function CheckReport(props: { check: ImportCheck }) {
  const { t, pick } = useText(importsText);
  const article = useArticle();
  const { check } = props;
  const sentence = t('checkResult', {
    total: formatCount(check.total),
    accepted: formatCount(check.accepted),
    refused: formatCount(check.refused),
    duplicate: formatCount(check.duplicate),
    newPeople: formatCount(check.newPeople),
  });
  return (
    <Panel title={t('step.check')} note={sentence}>
      {check.complete ? null : <p className="panel-note">{t('checkPart', { total: formatCount(check.total) })}</p>}
      {check.failure === null ? null : (
        <Alert
          type="error"
          showIcon
          title={t('checkStops', { why: pick(check.failure) })}
          description={check.failure.article === null ? undefined : article(check.failure.article)}
        />
      )}
      {check.unendedLine === null ? null : (
        <Alert
          type="warning"
          showIcon
          className="block-alert"
          title={t('unended', { line: check.unendedLine })}
          description={t('unendedNote')}
        />
      )}
      {check.reasons.length === 0 ? null : (
        <SimpleTable
          rows={check.reasons}
          rowKey={(row) => row.zh}
          columns={[
            { title: t('reason'), render: (_, row) => pick(row) },
            { title: t('rows'), className: 'num', render: (_, row) => formatCount(row.count) },
            {
              title: t('lines'),
              render: (_, row) => row.lines.join(', ') + (row.count > row.lines.length ? ' …' : ''),
            },
          ]}
        />
      )}
    </Panel>
  );
}
