import { asBits } from './circumstances.ts';
import type { Rule } from './rule.ts';
import type { Reason } from './verdict.ts';

/** A rule with what it needs and says made once, so that judging copies and looks up nothing. */
export interface CompiledRule {
  /** What it was made from, for those who explain. */
  readonly rule: Rule;
  /** The circumstances without which it is not at issue, as bits. */
  readonly needs: number;
  readonly applies: Rule['applies'];
  readonly test: Rule['test'];
  readonly general: boolean;
  readonly also: readonly string[];
  readonly denial: Reason;
  readonly ground: Reason | null;
  readonly rank: number;
  readonly condition: Reason | null;
}

const NOTHING: readonly string[] = [];

/** Compiles a rule. */
export function compileRule(rule: Rule): CompiledRule {
  const { code, article, ground, condition } = rule;
  return {
    rule,
    needs: asBits(rule.when ?? []),
    applies: rule.applies,
    test: rule.test,
    general: rule.general === true,
    also: rule.also ?? NOTHING,
    denial: { code, article, ...rule.denies },
    ground: ground === undefined ? null : { code, article: ground.article ?? article, zh: ground.zh, en: ground.en },
    rank: ground?.rank ?? 0,
    condition: condition === undefined ? null : { code: condition.code, article, zh: condition.zh, en: condition.en },
  };
}
