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
  const { cases } = JSON.parse(text) as { cases: LawCase[] };
  const failures: string[] = [];
  for (const { id, facts, expected, accept, reason_article: article } of cases) {
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
