import type { Act, Rule, Step, Wording } from './domain/rule.ts';
import { ALL_RULES } from './domain/rules/all-rules.ts';
import { STEPS } from './domain/steps.ts';
import { whenInWords } from './domain/when-in-words.ts';

/** One rule as a reader sees it: its words without its code. */
export interface BookRule {
  readonly code: string;
  readonly article: string;
  /** Further articles that demand the same. */
  readonly also: readonly string[];
  /** The acts it is written for. */
  readonly on: readonly Act[];
  /** When it is at issue, in plain words; null when always. */
  readonly when: Wording | null;
  /** A general rule gives way to a special one that is not met either (lex specialis). */
  readonly general: boolean;
  /** Said when it is not met; null where a rule only ever speaks for an allow. */
  readonly denies: Wording | null;
  /** What would have to be done, or be true, for it to be met. */
  readonly remedy: Wording | null;
  /** What it contributes to an allow when it is met, and the article that the allow then stands on. */
  readonly ground: (Wording & { readonly article: string }) | null;
  /** What an allow is tied to. */
  readonly condition: (Wording & { readonly code: string }) | null;
}

/** A step of the order of evaluation with its rules, in their order. */
export interface BookStep extends Wording {
  readonly step: Step;
  readonly rules: readonly BookRule[];
}

function bookRule(rule: Rule): BookRule {
  const { code, article, denies, ground, condition } = rule;
  return {
    code,
    article,
    also: rule.also ?? [],
    on: rule.on,
    when: whenInWords(rule),
    general: rule.general === true,
    denies: denies.zh === '' ? null : denies,
    remedy: rule.remedy ?? null,
    ground: ground === undefined ? null : { zh: ground.zh, en: ground.en, article: ground.article ?? article },
    condition: condition ?? null,
  };
}

/** Every rule in order of evaluation, step by step, made from the rules themselves. Pure. */
export function ruleBook(): BookStep[] {
  return Object.entries(STEPS).map(([key, title]) => {
    const step = Number(key) as Step;
    return { step, ...title, rules: ALL_RULES.filter((rule) => rule.step === step).map(bookRule) };
  });
}
