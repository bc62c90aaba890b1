import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFacts } from '../../../test/support/arbitrary-facts.ts';
import { consent, factsWith } from '../../../test/support/lawful-facts.ts';
import { readCase } from './domain/case-reading.ts';
import { asBits, circumstancesOf } from './domain/circumstances.ts';
import { DELIBERATELY_IGNORED } from './domain/deliberately-ignored.ts';
import type { Facts } from './domain/facts.ts';
import { ALL_RULES } from './domain/rules/all-rules.ts';
import { DEFAULT_SETTINGS } from './domain/settings.ts';
import { type FieldSpec, VOCABULARY } from './domain/vocabulary.ts';

function pathsOf(fields: ReadonlyMap<string, FieldSpec>, prefix = ''): string[] {
  return [...fields].flatMap(([name, spec]) => {
    if (spec.type === 'object') return pathsOf(spec.fields, `${prefix}${name}.`);
    if (spec.type === 'objects') return pathsOf(spec.fields, `${prefix}${name}[].`);
    return [prefix + name];
  });
}

/** Facts that note which of their fields are looked at. */
function watched(value: unknown, path: string, seen: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const inner: unknown = Reflect.get(target, name);
      if (typeof name !== 'string' || typeof inner === 'function' || name === 'length') return inner;
      if (Array.isArray(target)) return watched(inner, `${path}[]`, seen);
      const own = path === '' ? name : `${path}.${name}`;
      seen.add(own);
      return watched(inner, own, seen);
    },
  });
}

describe('the vocabulary', () => {
  it('has every field read by some rule, or ignored for a stated reason', () => {
    const seen = new Set<string>();
    const told = ['name'];
    const shared = consent({ kind: 'separate', recipient: 'Brand B', told, bundled_with: [] });
    const provision = factsWith({ operation: 'provide', recipient: { name: 'Brand B' }, consents: [shared] });
    fc.assert(
      fc.property(fc.oneof(arbitraryFacts, fc.constant(provision)), (facts) => {
        const c = readCase(watched(facts, '', seen) as Facts, DEFAULT_SETTINGS);
        const circumstances = circumstancesOf(c);
        for (const rule of ALL_RULES) {
          const needed = asBits(rule.when ?? []);
          if ((circumstances & needed) === needed && rule.applies(c)) rule.test(c);
        }
      }),
      { numRuns: 3000 },
    );
    const unread = pathsOf(VOCABULARY).filter((path) => !seen.has(path));
    expect(unread.sort()).toEqual(Object.keys(DELIBERATELY_IGNORED).sort());
  });

  it('gives each rule a code of its own, an article and words in both languages', () => {
    expect(new Set(ALL_RULES.map((rule) => rule.code)).size).toBe(ALL_RULES.length);
    for (const rule of ALL_RULES) {
      expect(rule.article).toMatch(/\d|SMS Rules/);
      const said = rule.denies.zh === '' ? rule.ground : rule.denies;
      expect(said?.zh, rule.code).toMatch(/\p{Script=Han}/u);
      expect(said?.en, rule.code).toMatch(/[a-z]/);
    }
  });

  it('keeps the rules in the order of the steps', () => {
    const steps = ALL_RULES.map((rule) => rule.step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });
});
