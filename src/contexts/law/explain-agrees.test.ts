import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFacts } from '../../../test/support/arbitrary-facts.ts';
import { explain } from './explain.ts';
import { judge } from './judge.ts';
import { ALL_SCENARIOS } from './scenarios/all-scenarios.ts';

function agreesWithJudge(facts: unknown): void {
  const { verdict, tried, remedies } = explain(facts);
  expect(verdict).toEqual(judge(facts));
  const against = tried.filter((each) => each.state === 'not-met').map((each) => each.code);
  const reasons = verdict.outcome === 'deny' ? verdict.reasons.map((each) => each.code) : [];
  if (reasons[0] !== 'facts.outside-vocabulary') expect([...against].sort()).toEqual([...reasons].sort());
  expect(remedies.map((each) => each.code)).toEqual(reasons);
}

describe('explain and judge', () => {
  it('agree on every scenario: the same verdict, and the rules not met are its reasons', () => {
    for (const { facts } of ALL_SCENARIOS) agreesWithJudge(facts);
  });

  it('agree whatever the facts', () => {
    fc.assert(fc.property(arbitraryFacts, agreesWithJudge), { numRuns: 500 });
    for (const input of [null, [], 'text', 7, {}]) agreesWithJudge(input);
  });
});
