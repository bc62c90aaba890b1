export { DELIBERATELY_IGNORED } from './domain/deliberately-ignored.ts';
export type { ConsentFact, Facts, RefusalFact } from './domain/facts.ts';
export { type ReadFacts, readFacts, type VocabularyProblem } from './domain/read-facts.ts';
export type { Rule, Step, Wording } from './domain/rule.ts';
export { ALL_RULES } from './domain/rules/all-rules.ts';
export { DEFAULT_SETTINGS, type LawSettings } from './domain/settings.ts';
export { SMS_RULES, type SmsRules, smsRulesAt } from './domain/sms-rules.ts';
export type { Reason, Verdict } from './domain/verdict.ts';
export { type FieldSpec, VOCABULARY } from './domain/vocabulary.ts';
export { type Explanation, explain, type Remedy, type TriedRule } from './explain.ts';
export { judge } from './judge.ts';
export { formatSpoken, lawPage, parseSpoken, type SpokenRules, spokenRules } from './law-page.ts';
export { type BookRule, type BookStep, ruleBook } from './rule-book.ts';
export { ALL_SCENARIOS } from './scenarios/all-scenarios.ts';
export {
  consent,
  type FactsPatch,
  factsWith,
  LAWFUL_USE,
  patched,
  type Scenario,
  separate,
} from './scenarios/scenario.ts';
