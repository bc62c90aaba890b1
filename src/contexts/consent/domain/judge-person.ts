import type { ActivityCase, Moment } from './activity-case.ts';
import type { Reason } from './decision.ts';
import { factsOf, type GateFacts } from './facts-of.ts';
import { GATE_RULES, ruleAfterLaw, ruleBeforeLaw } from './gate-rules.ts';
import type { PersonState } from './person-state.ts';

/** What the law context's `judge` answers, as far as the gate reads it. */
export interface JudgedByLaw {
  readonly outcome: 'allow' | 'deny' | 'allow_with_conditions';
  readonly articles: readonly string[];
  readonly reasons: readonly Reason[];
  readonly conditions: readonly Reason[];
}

/** The law context's pure function over the facts that the gate builds. */
export type Judge = (facts: GateFacts) => JudgedByLaw;

/** The gate's verdict on one person. */
export interface PersonVerdict extends JudgedByLaw {
  readonly facts: GateFacts | null;
}

/** A denial on one rule. */
export function denied(reason: Reason, facts: GateFacts | null = null): PersonVerdict {
  const articles = reason === GATE_RULES.unproven ? [reason.article, 'PIPL 69'] : [reason.article];
  return { outcome: 'deny', articles, reasons: [reason], conditions: [], facts };
}

/** Judges one person: the gate's rules on what is registered, then the law, then what the law's vocabulary can't express. Pure. */
export function judgePerson(judge: Judge, theCase: ActivityCase, person: PersonState, moment: Moment): PersonVerdict {
  const before = ruleBeforeLaw(theCase, person, moment);
  if (before !== undefined) return denied(before);
  const facts = factsOf(theCase, person, moment);
  const verdict = judge(facts);
  if (verdict.outcome === 'deny') return { ...verdict, facts };
  const after = ruleAfterLaw(theCase, person, moment);
  if (after !== undefined) return denied(after, facts);
  return { ...verdict, facts };
}
