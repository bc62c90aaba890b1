import { formatTime } from '../../../ui/format.ts';
import { decisionsText } from '../../../ui/i18n/decisions.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useArticle } from '../../parts/use-article.ts';
import { useCaptureNames } from '../../parts/use-capture-names.ts';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { useRegisterWord } from '../activities/activity.ts';
import type { Decision } from './decision.ts';
import { RecordedActs, Remedies } from './evidence-and-remedies.tsx';
import { ConsentsConsidered, FactsJudged } from './facts-judged.tsx';
import { PathOfRules } from './path-of-rules.tsx';
import type { Question } from './question.ts';

/** The verdict and everything it rests on. */
export function Answer(props: { decision: Decision; question: Question }) {
  const { decision } = props;
  const { facts, consents, tried, remedies, evidence } = decision.explanation;
  return (
    <>
      <VerdictPanel decision={decision} question={props.question} />
      <Reasons decision={decision} />
      <Remedies remedies={remedies} />
      <PathOfRules tried={tried} />
      <Conditions decision={decision} />
      <Rests decision={decision} />
      {facts === null ? null : <ConsentsConsidered consents={consents} />}
      <RecordedActs evidence={evidence} />
      <FactsJudged facts={facts} />
    </>
  );
}

function VerdictPanel(props: { decision: Decision; question: Question }) {
  const { t, pick } = useText(decisionsText);
  const word = useRegisterWord();
  const { nameOf } = useActivityName();
  const { decision, question } = props;
  const { nextStep } = decision;
  return (
    <Panel
      title={t('verdict')}
      note={t('asked', {
        activity: nameOf(decision.activity),
        revision: decision.revision,
        operation: word('op', question.operation),
        channel: question.channel === 'none' ? t('noChannel') : word('channel', question.channel),
        time: formatTime(decision.decidedAt),
      })}
    >
      <VerdictChip verdict={decision} />
      {nextStep === undefined ? null : (
        <div className="next-step">
          <strong>{t('next')}</strong>
          <span>{pick(nextStep)}</span>
        </div>
      )}
      <h3>{t('articles')}</h3>
      <ul className="articles">
        {decision.articles.map((article) => (
          <li key={article}>
            <ArticleLink article={article} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ArticleLink(props: { article: string }) {
  const name = useArticle();
  const may = useMay();
  if (!may('law.read')) return <>{name(props.article)}</>;
  return (
    <PageLink to="/law" open={props.article}>
      {name(props.article)}
    </PageLink>
  );
}

function Reasons(props: { decision: Decision }) {
  const { t, pick } = useText(decisionsText);
  const { decision } = props;
  const { rules } = decision.explanation;
  const denied = decision.outcome === 'deny';
  return (
    <Panel title={t(denied ? 'deniedBy' : 'allowedBy')} note={t(denied ? 'deniedNote' : 'allowedNote')}>
      <ol className="explained">
        {rules.map((rule, index) => (
          <li key={rule.code}>
            <p>
              {pick(rule)}
              {index === 0 && rules.length > 1 ? <span className="explained-mark">{t('decisive')}</span> : null}
            </p>
            <p className="explained-foot">
              <ArticleLink article={rule.article} />
              <span className="mono">{rule.code}</span>
            </p>
          </li>
        ))}
      </ol>
      {denied && decision.nextStep === undefined ? <p className="muted">{t('noNext')}</p> : null}
    </Panel>
  );
}

function Conditions(props: { decision: Decision }) {
  const { t, pick } = useText(decisionsText);
  const { conditions } = props.decision;
  if (conditions.length === 0) return null;
  return (
    <Panel title={t('conditions')} note={t('conditionsNote')}>
      <ol className="explained">
        {conditions.map((condition) => (
          <li key={condition.code}>
            <p>{pick(condition)}</p>
            <p className="explained-foot">
              <ArticleLink article={condition.article} />
              <span className="mono">{condition.code}</span>
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Rests(props: { decision: Decision }) {
  const { t } = useText(decisionsText);
  const word = useRegisterWord();
  const names = useCaptureNames();
  const { basis, notice, decidedAt } = props.decision;
  return (
    <Panel title={t('rests')}>
      <Facts
        items={[
          [t('basis'), basis === 'none' ? t('basis.none') : word('basis', basis)],
          [t('notice'), notice === null ? t('noNotice') : names.version(`${notice.code}/${notice.version}`)],
          ...(notice === null ? [] : [[t('noticeHash'), <Copyable key="hash" text={notice.hash} />] as const]),
          [t('judgedAt'), <When key="at" at={decidedAt} exact />],
        ]}
      />
    </Panel>
  );
}
