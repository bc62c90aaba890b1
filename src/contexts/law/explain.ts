import { readCase } from './domain/case-reading.ts';
import type { CompiledRule } from './domain/compiled-rule.ts';
import { isOutOfScope, judgeCase, refuseVocabulary } from './domain/judge-case.ts';
import { readFacts } from './domain/read-facts.ts';
import type { Step, Wording } from './domain/rule.ts';
import { rulesFor } from './domain/rules/all-rules.ts';
import { DEFAULT_SETTINGS, type LawSettings } from './domain/settings.ts';
import type { Verdict } from './domain/verdict.ts';
import { watchCase } from './domain/watch-case.ts';
import { whenInWords } from './domain/when-in-words.ts';
import { decidingEnd } from './judge.ts';

/** One rule as it was tried on a case. */
export interface TriedRule {
  readonly code: string;
  readonly step: Step;
  readonly article: string;
  readonly also: readonly string[];
  /** Not at issue in this case; met; or not met, which denies. */
  readonly state: 'not-at-issue' | 'met' | 'not-met';
  /** When it is at issue, in plain words; null when always. */
  readonly when: Wording | null;
  /** Paths of the facts that it looked at, sorted, in the vocabulary's names; never their values. */
  readonly facts: readonly string[];
}

/** What would have to be done, or be true, so that one reason of a deny no longer stands. */
export interface Remedy extends Wording {
  /** The rule, and the article it stands on. */
  readonly code: string;
  readonly article: string;
}

/** A verdict with its way: the rules of the act in the order they were tried, and what would make a deny an allow. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly tried: readonly TriedRule[];
  /** One for each reason of a deny, the decisive one first; empty for an allow. */
  readonly remedies: readonly Remedy[];
}

const NAME_A_VALUE: Wording = {
  zh: '以词汇表中的值说明该事实',
  en: 'State this fact with a value of the vocabulary',
};

function remediesOf(verdict: Verdict, rules: readonly CompiledRule[]): Remedy[] {
  if (verdict.outcome !== 'deny') return [];
  const byCode = new Map(rules.map(({ rule }) => [rule.code, rule]));
  return verdict.reasons.map(({ code, article }) => ({ code, article, ...(byCode.get(code)?.remedy ?? NAME_A_VALUE) }));
}

/**
 * The verdict of `judge` on the same facts, with every rule tried for the act in order and what would make a deny an allow.
 * Pure, never throws; slower than `judge`, for one decision that somebody asks about.
 */
export function explain(facts: unknown, settings: LawSettings = DEFAULT_SETTINGS): Explanation {
  const read = readFacts(facts);
  if (!read.ok) {
    const verdict = refuseVocabulary(read.problems, read.unknownFields);
    return { verdict, tried: [], remedies: remediesOf(verdict, []) };
  }
  const c = readCase(read.facts, settings, decidingEnd(read.facts, settings));
  const verdict = judgeCase(c, read.unknownFields);
  if (isOutOfScope(c)) return { verdict, tried: [], remedies: [] };
  const rules = rulesFor(c.act);
  const tried = rules.map((compiled): TriedRule => {
    const { rule } = compiled;
    const watch = watchCase(c);
    const atIssue = watch.all(rule.when ?? []) && rule.applies(watch.case);
    const met = atIssue && rule.test(watch.case);
    return {
      code: rule.code,
      step: rule.step,
      article: rule.article,
      also: rule.also ?? [],
      state: atIssue ? (met ? 'met' : 'not-met') : 'not-at-issue',
      when: whenInWords(rule),
      facts: watch.paths(),
    };
  });
  return { verdict, tried, remedies: remediesOf(verdict, rules) };
}
