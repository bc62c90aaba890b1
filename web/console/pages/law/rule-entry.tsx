import { Tag } from 'antd';
import { lawText } from '../../../ui/i18n/law.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useArticle } from '../../parts/use-article.ts';
import { useRegisterWord } from '../activities/activity.ts';
import type { BookRule } from './rule-book.ts';

/** The acts of handling (PIPL 4(2)) by whose number a rule for all of them is known. */
const HANDLING = ['collect', 'use', 'store', 'transmit', 'provide', 'publish', 'export', 'entrust', 'staff_access'];

/** One rule: its article, what it says when it is met and when not, and the acts it is written for. */
export function RuleEntry(props: { rule: BookRule }) {
  const { t, pick, list } = useText(lawText);
  const article = useArticle();
  const { rule } = props;
  const { when, denies, remedy, ground, condition } = rule;
  const acts = useActs(rule.on);
  return (
    <li className="law-rule">
      <div className="law-rule-article">
        <strong>{article(rule.article)}</strong>
        {rule.also.length === 0 ? null : <span>{t('also', { articles: list(rule.also.map(article)) })}</span>}
      </div>
      <div className="law-rule-text">
        {when === null ? null : <Said label={t('when')} text={pick(when)} />}
        {denies === null ? null : <Said label={t('denies')} text={pick(denies)} tone="bad" />}
        {remedy === null ? null : <Said label={t('remedy')} text={pick(remedy)} tone="wait" />}
        {ground === null ? null : (
          <Said
            label={t('ground')}
            text={pick(ground) + (ground.article === rule.article ? '' : ` (${article(ground.article)})`)}
            tone="good"
          />
        )}
        {condition === null ? null : <Said label={t('condition')} text={pick(condition)} tone="wait" />}
        <p className="law-rule-foot">
          <span className="mono">{rule.code}</span>
          <span>{acts}</span>
          {rule.general ? <Tag title={t('generalHint')}>{t('general')}</Tag> : null}
        </p>
      </div>
    </li>
  );
}

function Said(props: { label: string; text: string; tone?: 'good' | 'wait' | 'bad' }) {
  return (
    <p className="law-said" data-tone={props.tone}>
      <span className="law-said-label">{props.label}</span>
      <span>{props.text}</span>
    </p>
  );
}

function useActs(on: readonly string[]): string {
  const { t, list } = useText(lawText);
  const word = useRegisterWord();
  const name = (act: string): string => {
    const key = `act.${act}`;
    return key in lawText ? t(key as keyof typeof lawText) : word('op', act);
  };
  const all = HANDLING.every((act) => on.includes(act));
  // The rule on a missing operation is written for no act.
  const named = on.filter((act) => act !== '');
  if (named.length === 0) return '';
  if (!all) return t('acts', { acts: list(named.map(name)) });
  const rest = on.includes('store_only') ? [name('store_only')] : [];
  return t('acts', { acts: list([t('acts.handling'), ...rest]) });
}
