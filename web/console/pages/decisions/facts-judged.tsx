import { decisionsText } from '../../../ui/i18n/decisions.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import type { FactRecord } from './decision.ts';
import { factGroups, useFactValue, useFactWord } from './fact-words.tsx';

const CONSENT_COLUMNS = ['kind', 'channel', 'given_at', 'valid_until', 'withdrawn_at', 'notice_version', 'how'];

/** The consents that the verdict weighed. */
export function ConsentsConsidered(props: { consents: readonly FactRecord[] }) {
  const { t } = useText(decisionsText);
  const word = useFactWord();
  const value = useFactValue();
  const { consents } = props;
  if (consents.length === 0) return <Panel title={t('consents')} note={t('noConsents')} />;
  return (
    <Panel title={t('consents')} note={t('consentsNote', { count: consents.length })}>
      <SimpleTable
        rows={consents.map((consent, index) => ({ ...consent, index }))}
        rowKey={(row) => String(row.index)}
        columns={CONSENT_COLUMNS.map((name) => ({
          title: word(`consents.${name}`),
          render: (_: unknown, row: FactRecord) => value(name, row[name]),
        }))}
      />
    </Panel>
  );
}

/** The facts as words, group by group; the raw data behind a fold. */
export function FactsJudged(props: { facts: FactRecord | null }) {
  const { t, list } = useText(decisionsText);
  const word = useFactWord();
  const value = useFactValue();
  const { facts } = props;
  if (facts === null) return <Panel title={t('facts')} note={t('noFacts')} />;
  const { groups, absent } = factGroups(facts);
  return (
    <Panel title={t('facts')} note={t('factsNote')}>
      <div className="fact-groups">
        {groups.map((group) => (
          <section key={group.key}>
            <h3>{word.group(group.name)}</h3>
            <Facts items={group.facts.map(([name, each]) => [word(group.path + name), value(name, each)] as const)} />
          </section>
        ))}
      </div>
      {absent.length === 0 ? null : (
        <p className="muted after-form">
          {t('notAtIssue')}: {list(absent.map(word.group))}
        </p>
      )}
      <details className="fold">
        <summary>{t('raw')}</summary>
        <pre className="payload mono">{JSON.stringify(facts, null, 2)}</pre>
      </details>
    </Panel>
  );
}
