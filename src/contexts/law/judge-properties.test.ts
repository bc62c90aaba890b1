import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFacts } from '../../../test/support/arbitrary-facts.ts';
import { ACTS_OF_PROPERTIES, changed, lawfulActs, nearlyLawful } from '../../../test/support/nearly-lawful.ts';
import { judge } from './judge.ts';
import { factsWith } from './scenarios/scenario.ts';

type Loose = Record<string, unknown>;

const EARLIER = '2026-02-01T00:00:00+08:00';
const consentsOf = (facts: Loose): Loose[] => (Array.isArray(facts['consents']) ? (facts['consents'] as Loose[]) : []);
const groupOf = (facts: Loose, name: string): Loose => (facts[name] as Loose | null | undefined) ?? {};
const listAt = (facts: Loose, group: string, name: string): unknown[] => {
  const list = groupOf(facts, group)[name];
  return Array.isArray(list) ? list : [];
};
const oneOf = <T>(list: readonly T[], pick: number): T => list[pick % list.length] as T;
const toOne = (facts: Loose, pick: number, patch: Loose): Loose => ({
  ...facts,
  consents: consentsOf(facts).map((each, index) => (index === pick % 5 ? { ...each, ...patch } : each)),
});

const NOTICE_ITEMS = [
  ...['handler_contact', 'retention_period', 'rights_methods', 'sensitive_impact', 'sensitive_necessity'],
];
const KINDS = ['biometric', 'credit', 'financial_account', 'health', 'id_card_photo', 'religion', 'whereabouts'];
const SENSITIVE = ['allergy', 'bank_account', 'credit_report', 'face_template', 'health_condition', 'id_card_photo'];
/** Born on these days, younger by and by: 18 and 14 on the day of decision and the days around it among them. */
const BIRTHS = [
  ...['2005-01-01', '2008-11-09', '2008-11-10', '2008-11-11', '2009-06-01', '2012-11-09', '2012-11-10', '2012-11-11'],
  ...['2016-01-01', '2025-01-01'],
];

const WORSE: readonly (readonly [string, (facts: Loose, pick: number) => Loose])[] = [
  [
    'withdrawing every consent',
    (f) => ({ ...f, consents: consentsOf(f).map((c) => ({ ...c, withdrawn_at: EARLIER })) }),
  ],
  ['withdrawing one consent', (f, pick) => toOne(f, pick, { withdrawn_at: EARLIER })],
  [
    'letting every consent expire',
    (f) => ({ ...f, consents: consentsOf(f).map((c) => ({ ...c, valid_until: EARLIER })) }),
  ],
  ['letting one consent expire', (f, pick) => toOne(f, pick, { valid_until: EARLIER })],
  ['letting the retention term end', (f) => changed(f, ['retention', 'keep_until'], EARLIER)],
  [
    'adding a sensitive kind',
    (f, pick) => changed(f, ['data', 'sensitive_kinds'], [...listAt(f, 'data', 'sensitive_kinds'), oneOf(KINDS, pick)]),
  ],
  [
    'adding sensitive data',
    (f, pick) => changed(f, ['data', 'categories'], [...listAt(f, 'data', 'categories'), oneOf(SENSITIVE, pick)]),
  ],
  [
    'dropping a notice item',
    (f, pick) =>
      changed(f, ['notice', 'missing_items'], [...listAt(f, 'notice', 'missing_items'), oneOf(NOTICE_ITEMS, pick)]),
  ],
  [
    'dropping purpose, kinds or method from the notice',
    (f, pick) =>
      changed(f, ['notice', oneOf(['covers_this_purpose', 'covers_these_data', 'covers_this_method'], pick)], false),
  ],
  ['never showing the notice', (f) => changed(f, ['notice', 'shown_at'], null)],
  [
    'growing younger without a guardian',
    (f, pick) =>
      changed(changed(f, ['subject', 'birth_date'], oneOf(BIRTHS, pick)), ['minor', 'guardian_consent'], null),
  ],
];

/** Learning what was unknown is no worsening: a known age, known data, a known notice; and nobody grows older. */
function isWorse(before: Loose, after: Loose): boolean {
  const born = (facts: Loose): unknown => groupOf(facts, 'subject')['birth_date'];
  if (typeof born(before) !== 'string' || listAt(before, 'data', 'categories').length === 0) return false;
  if (!Array.isArray(groupOf(before, 'notice')['missing_items'])) return false;
  return String(born(after)) >= String(born(before));
}

describe.each(ACTS_OF_PROPERTIES)('judge on %s', (act) => {
  it.each(lawfulActs(act).map((facts, index) => [index, facts] as const))('allows lawful act %i', (_index, facts) => {
    expect(judge(facts).outcome).toMatch(/^allow/);
  });

  it('is asked about facts of which a quarter and more are allowed, and a quarter and more denied', () => {
    const outcomes = fc.sample(nearlyLawful(act), 2000).map((facts) => judge(facts).outcome);
    const allowed = outcomes.filter((outcome) => outcome !== 'deny').length / outcomes.length;
    expect(allowed).toBeGreaterThan(0.25);
    expect(allowed).toBeLessThan(0.75);
  });

  it.each(WORSE)('%s never turns a deny into an allow', (_name, worsen) => {
    fc.assert(
      fc.property(nearlyLawful(act), fc.nat({ max: 1000 }), (facts, pick) => {
        const after = worsen(facts, pick);
        fc.pre(isWorse(facts, after));
        const before = judge(facts).outcome;
        expect(before === 'deny' ? judge(after).outcome : 'deny').toBe('deny');
      }),
      { numRuns: 600, maxSkipsPerRun: 1000 },
    );
  });
});

const anyNearlyLawful = fc.oneof(...ACTS_OF_PROPERTIES.map(nearlyLawful));

describe('judge, whatever the facts', () => {
  it('gives the same verdict for the same facts, and every deny names an article', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryFacts, anyNearlyLawful), (facts) => {
        const verdict = judge(facts);
        expect(judge(structuredClone(facts))).toEqual(verdict);
        expect(verdict.articles.length).toBeGreaterThan(0);
        expect(verdict.articles[0]).toBe(verdict.reasons[0]?.article);
        expect(new Set(verdict.articles).size).toBe(verdict.articles.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('lets nobody store or do what a restriction of theirs is the only reason for', () => {
    fc.assert(
      fc.property(anyNearlyLawful, fc.boolean(), fc.boolean(), (lawful, stored, everything) => {
        const facts = stored ? { ...lawful, operation: 'store' } : lawful;
        const refusals = facts['refusals_and_objections'];
        const restriction = { type: 'restrict', at: EARLIER, ...(everything ? {} : { purpose: facts['purpose'] }) };
        const after = {
          ...facts,
          refusals_and_objections: [...(Array.isArray(refusals) ? refusals : []), restriction],
        };
        const before = judge(facts).outcome;
        expect(before === 'deny' ? judge(after).outcome : 'deny').toBe('deny');
      }),
      { numRuns: 3000 },
    );
  });

  it('does not depend on the order of arrays', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed).reverse();
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, reversed(inner)]));
    };
    fc.assert(
      fc.property(fc.oneof(arbitraryFacts, anyNearlyLawful), (facts) => {
        expect(judge(reversed(facts))).toEqual(judge(facts));
      }),
      { numRuns: 3000 },
    );
  });

  it('does not depend on the order of keys, and finds a stranger among them wherever it stands', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).map(([name, inner]) => [name, turned(inner)] as const);
      return Object.fromEntries(entries.reverse());
    };
    const stranger = fc.constantFrom(['wealth'], ['subject', 'wealth'], ['minor', 'guardian_consent', 'wealth']);
    const wrong = fc.constantFrom(['pia_done'], ['notice', 'shown_at'], ['data', 'categories']);
    fc.assert(
      fc.property(anyNearlyLawful, fc.option(stranger), fc.option(wrong), (lawful, unknown, amiss) => {
        let facts = unknown === null ? lawful : changed(lawful, unknown, 'great');
        if (amiss !== null) facts = changed(facts, amiss, 'amiss');
        const verdict = judge(facts);
        expect(judge(turned(facts))).toEqual(verdict);
        expect(verdict.unknownFields).toEqual(unknown === null ? [] : [unknown.join('.')]);
        expect(verdict.reasons[0]?.code === 'facts.outside-vocabulary').toBe(amiss !== null);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, name) => {
        expect(judge(value).outcome).toBe('deny');
        expect(judge(changed(factsWith({}), [name], value)).articles.length).toBeGreaterThan(0);
      }),
    );
  });
});
