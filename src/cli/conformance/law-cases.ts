import { judge } from '../../contexts/law/index.ts';
import type { ConformanceResult } from './result.ts';

interface LawCase {
  readonly id: string;
  readonly facts: unknown;
  readonly expected: string;
  readonly accept?: readonly string[];
  readonly reason_article: string;
}

/** Runs `law/cases.json`: right when the outcome is accepted and the decisive article is among those listed. */
export function runLawCases(text: string): ConformanceResult {
  const cases = casesIn(text);
  if (cases === undefined) return { passed: 0, failures: ['no cases (a JSON object with the list "cases")'] };
  const failures: string[] = [];
  for (const [at, told] of cases.entries()) {
    if (!isCase(told)) {
      failures.push(`case ${at + 1}: not a case (id, facts, expected, reason_article)`);
      continue;
    }
    const { id, facts, expected, accept, reason_article: article } = told;
    const verdict = judge(facts);
    const accepted = accept ?? [expected];
    if (!accepted.includes(verdict.outcome) || !verdict.articles.includes(article)) {
      failures.push(
        `${id}: expected ${accepted.join(' or ')} by ${article}, got ${verdict.outcome} by ${verdict.articles.join(', ')}`,
      );
    }
  }
  return { passed: cases.length - failures.length, failures };
}

function casesIn(text: string): readonly unknown[] | undefined {
  try {
    const { cases } = JSON.parse(text) as { cases?: unknown };
    return Array.isArray(cases) ? cases : undefined;
  } catch {
    return undefined;
  }
}

function isCase(told: unknown): told is LawCase {
  const {
    id,
    expected,
    accept = [],
    reason_article: article,
  } = (told ?? {}) as Partial<Record<keyof LawCase, unknown>>;
  return [id, expected, article].every((each) => typeof each === 'string') && Array.isArray(accept);
}
