import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_RULES } from './domain/rules/all-rules.ts';
import { formatSpoken, lawPage, parseSpoken, spokenRules } from './law-page.ts';
import { ALL_SCENARIOS } from './scenarios/all-scenarios.ts';

const committed = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const outsideCases = parseSpoken(committed('law-cases.json'));

describe('docs/law.md', () => {
  it('is the page that is committed (run `npm run law-page` after changing a rule)', () => {
    expect(committed('law.md')).toBe(lawPage(outsideCases));
  });

  it('shows every rule with a case in which it speaks', () => {
    const spoken = new Set([
      ...Object.values(outsideCases).flat(),
      ...ALL_SCENARIOS.flatMap(({ facts }) => spokenRules(facts)),
    ]);
    const silent = ALL_RULES.filter((rule) => !spoken.has(rule.code)).map((rule) => rule.code);
    expect(silent).toEqual([]);
  });

  it('keeps the listing of outside cases as it writes it', () => {
    expect(formatSpoken(outsideCases)).toBe(committed('law-cases.json'));
  });

  it('names no rule in the outside cases that does not exist', () => {
    const codes = new Set(ALL_RULES.map((rule) => rule.code));
    const strangers = Object.values(outsideCases)
      .flat()
      .filter((code) => !codes.has(code) && code !== 'scope.anonymised');
    expect(strangers).toEqual([]);
  });
});
