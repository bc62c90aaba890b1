import { describe, expect, it } from 'vitest';
import { ALL_RULES } from './domain/rules/all-rules.ts';
import { ruleBook } from './rule-book.ts';

describe('the rule book', () => {
  it('holds every rule once, in the order of evaluation', () => {
    const codes = ruleBook().flatMap((step) => step.rules.map((rule) => rule.code));
    expect(codes).toEqual(ALL_RULES.map((rule) => rule.code));
    expect(ruleBook().map((step) => step.step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('gives every rule something to say, in both languages', () => {
    for (const rule of ruleBook().flatMap((step) => step.rules)) {
      const said = [rule.denies, rule.ground, rule.condition].filter((each) => each !== null);
      expect([rule.code, said.length > 0, said.every(({ zh, en }) => zh !== '' && en !== '')]).toEqual([
        rule.code,
        true,
        true,
      ]);
    }
  });
});
