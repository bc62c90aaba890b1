import { type CaseReading, readCase } from './domain/case-reading.ts';
import { circumstancesOf } from './domain/circumstances.ts';
import type { VocabularyProblem } from './domain/read-facts.ts';
import { readFacts } from './domain/read-facts.ts';
import type { Rule } from './domain/rule.ts';
import { rulesFor } from './domain/rules/all-rules.ts';
import { DEFAULT_SETTINGS, type LawSettings } from './domain/settings.ts';
import type { Reason, Verdict } from './domain/verdict.ts';

const OUT_OF_SCOPE: Reason = {
  code: 'scope.anonymised',
  article: 'PIPL 4',
  zh: '匿名化处理后的信息不是个人信息，不在适用范围内。',
  en: 'Anonymised information is not personal information and is out of scope.',
};
const NO_CONDITIONS: readonly Reason[] = [];
/** Anonymised or not, a request or a breach is judged by its own rules. */
const TOUCHES_INFORMATION = new Set([
  ...[
    'collect',
    'use',
    'store',
    'store_only',
    'transmit',
    'provide',
    'publish',
    'export',
    'entrust',
    'sub_entrust',
    'sell',
  ],
  ...['merger_transfer', 'staff_access', 'staff_bulk_export', 'delete', 'return_and_delete'],
]);

// A rule's reason never changes, so each is made once.
const DENIALS = new Map<Rule, Reason>();
const GROUNDS = new Map<Rule, Reason>();
const CONDITIONS = new Map<Rule, Reason>();

function once(cache: Map<Rule, Reason>, rule: Rule, make: () => Reason): Reason {
  let reason = cache.get(rule);
  if (reason === undefined) {
    reason = make();
    cache.set(rule, reason);
  }
  return reason;
}

function denialOf(rule: Rule): Reason {
  return once(DENIALS, rule, () => ({ code: rule.code, article: rule.article, ...rule.denies }));
}

function groundOf(rule: Rule): Reason {
  return once(GROUNDS, rule, () => ({
    code: rule.code,
    article: rule.ground?.article ?? rule.article,
    zh: rule.ground?.zh ?? rule.denies.zh,
    en: rule.ground?.en ?? rule.denies.en,
  }));
}

function conditionOf(rule: Rule): Reason {
  return once(CONDITIONS, rule, () => ({
    code: rule.condition?.code ?? rule.code,
    article: rule.article,
    zh: rule.condition?.zh ?? '',
    en: rule.condition?.en ?? '',
  }));
}

/** Articles in order: those of the reasons first, then the further ones that demand the same. */
function articlesOf(reasons: readonly Reason[], rules: readonly Rule[]): string[] {
  const articles: string[] = [];
  for (const reason of reasons) if (!articles.includes(reason.article)) articles.push(reason.article);
  for (const rule of rules) {
    if (rule.also === undefined) continue;
    for (const article of rule.also) if (!articles.includes(article)) articles.push(article);
  }
  return articles;
}

/** Grounds from this rank on are what every allow rests on; they bring no further articles. */
const COMMON_GROUND = 90;

function deny(failed: Rule[], unknownFields: readonly string[]): Verdict {
  const special = failed.findIndex((rule) => rule.general !== true);
  if (special > 0) failed.unshift(...failed.splice(special, 1));
  const reasons = failed.map(denialOf);
  return {
    outcome: 'deny',
    articles: articlesOf(reasons, failed),
    reasons,
    conditions: NO_CONDITIONS,
    unknownFields,
  };
}

function allow(met: Rule[], unknownFields: readonly string[]): Verdict {
  met.sort((a, b) => (a.ground?.rank ?? 0) - (b.ground?.rank ?? 0));
  const conditions = met.filter((rule) => rule.condition !== undefined).map(conditionOf);
  const reasons = met.map(groundOf);
  const particular = met.filter((rule) => (rule.ground?.rank ?? 0) < COMMON_GROUND);
  return {
    outcome: conditions.length > 0 ? 'allow_with_conditions' : 'allow',
    articles: articlesOf(reasons, particular),
    reasons,
    conditions,
    unknownFields,
  };
}

function refuseVocabulary(problems: readonly VocabularyProblem[], unknownFields: readonly string[]): Verdict {
  const reasons = problems.map(({ path, article }) => ({
    code: 'facts.outside-vocabulary',
    article,
    zh: `字段 ${path === '' ? 'facts' : path} 的值不在事实词汇之内，无法判断的一律不允许。`,
    en: `Field ${path === '' ? 'facts' : path} holds a value outside the vocabulary; what cannot be decided is denied.`,
  }));
  return {
    outcome: 'deny',
    articles: [...new Set(reasons.map((reason) => reason.article))],
    reasons,
    conditions: NO_CONDITIONS,
    unknownFields,
  };
}

function judgeCase(c: CaseReading, unknownFields: readonly string[]): Verdict {
  if (c.anonymised && TOUCHES_INFORMATION.has(c.act)) {
    return {
      outcome: 'allow',
      articles: ['PIPL 4', 'PIPL 73'],
      reasons: [OUT_OF_SCOPE],
      conditions: NO_CONDITIONS,
      unknownFields,
    };
  }
  const failed: Rule[] = [];
  const met: Rule[] = [];
  const circumstances = circumstancesOf(c);
  const { rules, needs } = rulesFor(c.act);
  for (let i = 0; i < rules.length; i += 1) {
    const needed = needs[i] ?? 0;
    if ((circumstances & needed) !== needed) continue;
    const rule = rules[i];
    if (rule === undefined || !rule.applies(c)) continue;
    if (!rule.test(c)) failed.push(rule);
    else if (rule.ground !== undefined) met.push(rule);
  }
  return failed.length > 0 ? deny(failed, unknownFields) : allow(met, unknownFields);
}

/**
 * Judges one act of handling personal information by the rules of `docs/law.md`; pure, and never throws.
 * `facts` follows the vocabulary (`readFacts`); what cannot be decided is denied. The first reason and article are the decisive ones.
 */
export function judge(facts: unknown, settings: LawSettings = DEFAULT_SETTINGS): Verdict {
  const read = readFacts(facts);
  if (!read.ok) return refuseVocabulary(read.problems, read.unknownFields);
  return judgeCase(readCase(read.facts, settings), read.unknownFields);
}
