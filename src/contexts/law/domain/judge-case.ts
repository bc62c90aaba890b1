import type { CaseReading } from './case-reading.ts';
import { circumstancesOf } from './circumstances.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { VocabularyProblem } from './read-facts.ts';
import { rulesFor } from './rules/all-rules.ts';
import type { Reason, Verdict } from './verdict.ts';

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

/** Grounds from this rank on are what every allow rests on; they bring no further articles. */
const COMMON_GROUND = 90;

/** Articles in order, each once: those of the reasons first, then the further ones that demand the same. */
function articlesOf(reasons: readonly Reason[], rules: readonly CompiledRule[]): string[] {
  const articles: string[] = [];
  for (const reason of reasons) if (!articles.includes(reason.article)) articles.push(reason.article);
  for (const rule of rules) {
    for (const article of rule.also) if (!articles.includes(article)) articles.push(article);
  }
  return articles;
}

function deny(failed: CompiledRule[], unknownFields: readonly string[]): Verdict {
  const special = failed.findIndex((rule) => !rule.general);
  if (special > 0) failed.unshift(...failed.splice(special, 1));
  const reasons: Reason[] = [];
  for (const rule of failed) reasons.push(rule.denial);
  return {
    outcome: 'deny',
    articles: articlesOf(reasons, failed),
    reasons,
    conditions: NO_CONDITIONS,
    unknownFields,
  };
}

/** Keeps the most specific ground first; grounds of one rank stay in the order of evaluation. */
function insertByRank(met: CompiledRule[], rule: CompiledRule): void {
  let place = met.length;
  for (; place > 0; place -= 1) {
    const before = met[place - 1];
    if (before === undefined || before.rank <= rule.rank) break;
    met[place] = before;
  }
  met[place] = rule;
}

function allow(met: readonly CompiledRule[], unknownFields: readonly string[]): Verdict {
  const reasons: Reason[] = [];
  const particular: CompiledRule[] = [];
  let conditions: Reason[] | null = null;
  for (const rule of met) {
    if (rule.ground !== null) reasons.push(rule.ground);
    if (rule.rank < COMMON_GROUND) particular.push(rule);
    if (rule.condition !== null) {
      conditions ??= [];
      conditions.push(rule.condition);
    }
  }
  return {
    outcome: conditions === null ? 'allow' : 'allow_with_conditions',
    articles: articlesOf(reasons, particular),
    reasons,
    conditions: conditions ?? NO_CONDITIONS,
    unknownFields,
  };
}

/** The verdict on facts that hold something outside the vocabulary. */
export function refuseVocabulary(problems: readonly VocabularyProblem[], unknownFields: readonly string[]): Verdict {
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

/** Whether anonymised information is handled, which no rule concerns (PIPL 4, 73). */
export function isOutOfScope(c: CaseReading): boolean {
  return c.anonymised && TOUCHES_INFORMATION.has(c.act);
}

/** Asks the rules written for the act, in order. */
export function judgeCase(c: CaseReading, unknownFields: readonly string[]): Verdict {
  if (isOutOfScope(c)) {
    return {
      outcome: 'allow',
      // Anonymising is what NDSR 24 asks for where the account is closed or the collection was not needed.
      articles: c.facts.retention?.account_closed === true ? ['PIPL 4', 'PIPL 73', 'NDSR 24'] : ['PIPL 4', 'PIPL 73'],
      reasons: [OUT_OF_SCOPE],
      conditions: NO_CONDITIONS,
      unknownFields,
    };
  }
  const failed: CompiledRule[] = [];
  const met: CompiledRule[] = [];
  const circumstances = circumstancesOf(c);
  for (const rule of rulesFor(c.act)) {
    if ((circumstances & rule.needs) !== rule.needs || !rule.applies(c)) continue;
    if (!rule.test(c)) failed.push(rule);
    // Once something stands against it, what speaks for it is not said.
    else if (rule.ground !== null && failed.length === 0) insertByRank(met, rule);
  }
  return failed.length > 0 ? deny(failed, unknownFields) : allow(met, unknownFields);
}
