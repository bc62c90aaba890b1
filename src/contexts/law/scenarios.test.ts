import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { ALL_SCENARIOS } from './scenarios/all-scenarios.ts';

describe('the law as the text says', () => {
  it.each(ALL_SCENARIOS.map((each) => [`${each.id} ${each.of}: ${each.name}`, each] as const))('%s', (_name, each) => {
    const verdict = judge(each.facts);
    expect([verdict.outcome, verdict.articles[0]]).toEqual([each.outcome, each.article]);
  });
});
