import { formatMoney } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';

export interface Segment {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly definition: unknown;
  readonly activity: string;
  readonly revision: number;
  readonly savedAt: string;
}

export interface Reach {
  readonly total: number;
  readonly allowed: number;
  readonly excluded: readonly {
    readonly code: string;
    readonly article: string;
    readonly zh: string;
    readonly en: string;
    readonly count: number;
    readonly nextStep?: { readonly zh: string; readonly en: string };
  }[];
  readonly unanalysed: number;
  readonly receipt: string;
}

interface EventRule {
  readonly name: string;
  readonly withinDays?: number;
  readonly atLeast: number;
  readonly minAmount?: number;
}

function eventRule(definition: unknown): EventRule | undefined {
  if (typeof definition !== 'object' || definition === null) return undefined;
  // A group of one condition says what its condition says.
  if ('all' in definition && Array.isArray(definition.all) && definition.all.length === 1)
    return eventRule(definition.all[0]);
  if (!('event' in definition)) return undefined;
  return definition.event as EventRule;
}

/** Says a definition in a sentence; several conditions are called combined. */
export function useRuleSentence(): (definition: unknown) => string {
  const { t } = useText(segmentsText);
  return (definition) => {
    const rule = eventRule(definition);
    if (rule === undefined) return t('rule.complex');
    const event = rule.name === 'purchase' ? t('event.purchase') : rule.name;
    const amount = rule.minAmount === undefined ? '' : t('rule.amount', { amount: formatMoney(rule.minAmount) });
    return t('rule.sentence', { days: rule.withinDays ?? '—', event, times: rule.atLeast }) + amount;
  };
}
