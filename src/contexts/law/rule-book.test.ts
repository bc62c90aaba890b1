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

  it('says of every rule what the rule itself says', () => {
    const book = new Map(ruleBook().flatMap((step) => step.rules.map((rule) => [rule.code, rule])));
    for (const rule of ALL_RULES) {
      const shown = book.get(rule.code);
      expect([rule.code, shown?.also, shown?.general, shown?.remedy]).toEqual([
        rule.code,
        rule.also ?? [],
        rule.general ?? false,
        rule.remedy ?? null,
      ]);
      const { ground } = rule;
      expect(shown?.ground ?? undefined).toEqual(
        ground && { zh: ground.zh, en: ground.en, article: ground.article ?? rule.article },
      );
    }
    // None of these is empty for want of rules that have it.
    for (const has of ['also', 'general', 'remedy', 'ground'] as const)
      expect([has, ALL_RULES.some((rule) => rule[has] !== undefined)]).toEqual([has, true]);
    expect(ALL_RULES.some((rule) => rule.ground?.article !== undefined)).toBe(true);
  });
});
