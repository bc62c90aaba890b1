import { decisionsText } from '../../../ui/i18n/decisions.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { useArticle } from '../../parts/use-article.ts';
import type { TriedRule } from './decision.ts';
import { useFactWord } from './fact-words.tsx';

type StepState = 'stopped' | 'passed' | 'quiet';

interface StepOfPath {
  readonly step: number;
  readonly state: StepState;
  readonly rules: readonly TriedRule[];
}

const STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/** The rules by the steps of the order of evaluation: stopped where one denies, passed where one was at issue and met. */
export function stepsOfPath(tried: readonly TriedRule[]): StepOfPath[] {
  return STEPS.map((step) => {
    const rules = tried.filter((rule) => rule.step === step);
    return { step, state: stateOf(rules), rules };
  }).filter(({ rules }) => rules.length > 0);
}

function stateOf(rules: readonly TriedRule[]): StepState {
  if (rules.some((rule) => rule.state === 'not-met')) return 'stopped';
  return rules.some((rule) => rule.state === 'met') ? 'passed' : 'quiet';
}

/** The way of the verdict through the law: a picture of the steps, and behind each the rules that were tried. */
export function PathOfRules(props: { tried: readonly TriedRule[] }) {
  const { t } = useText(decisionsText);
  const { tried } = props;
  if (tried.length === 0) return <Panel title={t('path')} note={t('noPath')} />;
  const steps = stepsOfPath(tried);
  const atIssue = tried.filter((rule) => rule.state !== 'not-at-issue').length;
  const stopped = tried.filter((rule) => rule.state === 'not-met').length;
  return (
    <Panel title={t('path')} note={t('pathNote', { tried: tried.length, atIssue, stopped })}>
      <ol className="path">
        {steps.map((step) => (
          <Step key={step.step} step={step} />
        ))}
      </ol>
    </Panel>
  );
}

const MARK: Readonly<Record<StepState, string>> = { stopped: '✕', passed: '✓', quiet: '–' };

function Step(props: { step: StepOfPath }) {
  const { t } = useText(decisionsText);
  const { step, state, rules } = props.step;
  const spoke = rules.filter((rule) => rule.state !== 'not-at-issue');
  const rest = rules.length - spoke.length;
  return (
    <li data-state={state}>
      <details open={state === 'stopped'}>
        <summary>
          <span className="path-mark" aria-hidden="true">
            {MARK[state]}
          </span>
          <span className="path-name">{t(`step.${step}` as keyof typeof decisionsText)}</span>
          <span className="path-state">{t(`stepState.${state}`)}</span>
        </summary>
        {spoke.map((rule) => (
          <Tried key={rule.code} rule={rule} />
        ))}
        {rest === 0 ? null : <p className="muted">{t('restNotAtIssue', { count: rest })}</p>}
      </details>
    </li>
  );
}

function Tried(props: { rule: TriedRule }) {
  const { t, pick, list } = useText(decisionsText);
  const article = useArticle();
  const word = useFactWord();
  const { rule } = props;
  // A fact of a group is told with its group: several groups have a fact of the same name.
  const nameOf = (path: string) => {
    const [group = '', ...rest] = path.split('.');
    return rest.length === 0 ? word(path) : t('factOfGroup', { group: word.group(group), fact: word(path) });
  };
  return (
    <div className="path-rule" data-state={rule.state}>
      <p>
        <span className="path-mark" aria-hidden="true">
          {rule.state === 'met' ? '✓' : '✕'}
        </span>
        <strong>{article(rule.article)}</strong> {t(`rule.${rule.state}` as keyof typeof decisionsText)}
        <span className="mono path-code">{rule.code}</span>
      </p>
      {rule.when === null ? null : (
        <p className="muted">
          {t('whenAtIssue')}
          {pick(rule.when)}
        </p>
      )}
      {rule.facts.length === 0 ? null : (
        <p className="muted">
          {t('lookedAt')}
          {list([...new Set(rule.facts.map(nameOf))])}
        </p>
      )}
    </div>
  );
}
