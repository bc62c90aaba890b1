import { decisionsText } from '../../../ui/i18n/decisions.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useArticle } from '../../parts/use-article.ts';
import type { VerdictReason } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import { useRegisterWord } from '../activities/activity.ts';
import type { RecordedAct } from './decision.ts';

/** What the person said, each with the receipt that proves it. */
export function RecordedActs(props: { evidence: readonly RecordedAct[] }) {
  const { t } = useText(decisionsText);
  const register = useRegisterWord();
  const { evidence } = props;
  if (evidence.length === 0) return <Panel title={t('evidence')} note={t('noEvidence')} />;
  return (
    <Panel title={t('evidence')} note={t('evidenceNote')}>
      <SimpleTable
        rows={evidence}
        rowKey={(row) => `${row.act} ${row.channel ?? ''} ${row.receipt ?? ''}`}
        columns={[
          { title: t('act'), render: (_, row) => t(`act.${row.act}` as keyof typeof decisionsText) },
          {
            title: t('channel'),
            render: (_, row) => (row.channel === null ? t('everyChannel') : register('channel', row.channel)),
          },
          { title: t('said'), render: (_, row) => (row.at === null ? '—' : <When at={row.at} exact />) },
          {
            title: t('receipt'),
            render: (_, row) => (row.receipt === null ? '—' : <Copyable text={row.receipt} short={13} />),
          },
        ]}
      />
    </Panel>
  );
}

/** What would make the denial an allow, reason by reason. */
export function Remedies(props: { remedies: readonly VerdictReason[] }) {
  const { t, pick } = useText(decisionsText);
  const article = useArticle();
  const { remedies } = props;
  if (remedies.length === 0) return null;
  return (
    <Panel title={t('remedies')} note={t('remediesNote')}>
      <ol className="explained remedies">
        {remedies.map((remedy) => (
          <li key={remedy.code}>
            <p>{pick(remedy)}</p>
            <p className="explained-foot">
              <span>{article(remedy.article)}</span>
              <span className="mono">{remedy.code}</span>
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
