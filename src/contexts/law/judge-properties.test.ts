import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryChange, arbitraryFacts } from '../../../test/support/arbitrary-facts.ts';
import { consent, type FactsPatch, factsWith } from '../../../test/support/lawful-facts.ts';
import { judge } from './judge.ts';

type Loose = Record<string, unknown>;

const TOLD = ['name', 'contact', 'purpose', 'method', 'kinds', 'rights_procedure'];
const separate = (patch: FactsPatch): FactsPatch => consent({ kind: 'separate', ...patch });
const automated = { used: true, opt_out_provided: true, opted_out: false, major_effect: false };
const guardian = { by: 'mother', relation_verified: true, given_at: '2026-01-06', withdrawn_at: null, separate: true };
const message = { commercial: true, sender_identity: true, opt_out_included: true, consent_proof_kept: true };
const abroad = {
  ...{
    recipient: 'HQ',
    told: TOLD,
    exporter_is_ciio: false,
    important_data: false,
    mechanism: 'standard_contract_filed',
  },
  ...{ persons_nonsensitive_this_year: 5000, persons_sensitive_this_year: 3, recipient_on_restricted_list: false },
};

/** Lawful acts of every kind the properties speak of. */
const LAWFUL: readonly FactsPatch[] = [
  factsWith({}),
  factsWith({ legal_basis: 'contract', consents: [] }),
  factsWith({ operation: 'transmit' }),
  factsWith({ automated_decision: automated }),
  factsWith({ data: { sensitive_kinds: ['health'] }, consents: [consent(), separate({})] }),
  factsWith({ operation: 'publish', consents: [separate({})] }),
  factsWith({
    operation: 'provide',
    recipient: { name: 'Brand B', role: 'independent_handler' },
    consents: [consent(), separate({ recipient: 'Brand B', told: TOLD })],
  }),
  factsWith({
    operation: 'export',
    cross_border: abroad,
    consents: [consent(), separate({ covers: 'export' }), separate({ covers: 'sensitive_handling' })],
  }),
  factsWith({ purpose: 'marketing', channel: 'sms', message, consents: [consent({ purpose: 'marketing' })] }),
  factsWith({
    ...{ purpose: 'marketing', channel: 'email', message },
    consents: [consent({ purpose: 'marketing', channel: 'email', given_at: '2026-10-01' })],
    refusals_and_objections: [{ type: 'unsubscribe', at: '2026-09-01' }],
  }),
  factsWith({
    subject: { birth_date: '2014-06-01' },
    minor: { guardian_consent: guardian, child_rules_published: true },
  }),
  factsWith({ legal_basis: 'emergency', basis_facts: { emergency_ongoing: true }, notice: { shown_at: null } }),
];
const ACTS = ['use', 'provide', 'publish', 'export', 'transmit'];

function changed(facts: Loose, path: readonly string[], value: unknown): Loose {
  const [name = '', ...rest] = path;
  const inner = facts[name];
  if (rest.length === 0) return { ...facts, [name]: value };
  return {
    ...facts,
    [name]: changed(typeof inner === 'object' && inner !== null ? (inner as Loose) : {}, rest, value),
  };
}

/** Lawful facts with up to three fields changed at random. */
const nearlyLawful: fc.Arbitrary<Loose> = fc
  .tuple(fc.constantFrom(...LAWFUL), fc.array(arbitraryChange, { maxLength: 3 }))
  .map(([facts, changes]) => changes.reduce<Loose>((all, { path, value }) => changed(all, path, value), facts))
  .filter((facts) => ACTS.includes(String(facts['operation'])));

const EARLIER = '2026-02-01T00:00:00+08:00';
const consentsOf = (facts: Loose): Loose[] => (Array.isArray(facts['consents']) ? (facts['consents'] as Loose[]) : []);
const listAt = (facts: Loose, group: string, name: string): unknown[] => {
  const list = (facts[group] as Loose | null | undefined)?.[name];
  return Array.isArray(list) ? list : [];
};

const WORSE: readonly (readonly [string, (facts: Loose, pick: number) => Loose])[] = [
  [
    'withdrawing every consent',
    (f) => ({ ...f, consents: consentsOf(f).map((c) => ({ ...c, withdrawn_at: EARLIER })) }),
  ],
  [
    'withdrawing one consent',
    (f, pick) => ({
      ...f,
      consents: consentsOf(f).map((c, i) => (i === pick % 3 ? { ...c, withdrawn_at: EARLIER } : c)),
    }),
  ],
  [
    'letting one consent expire',
    (f, pick) => ({
      ...f,
      consents: consentsOf(f).map((c, i) => (i === pick % 3 ? { ...c, valid_until: EARLIER } : c)),
    }),
  ],
  ['letting the retention term end', (f) => changed(f, ['retention', 'keep_until'], EARLIER)],
  [
    'adding a sensitive kind',
    (f) => changed(f, ['data', 'sensitive_kinds'], [...listAt(f, 'data', 'sensitive_kinds'), 'religion']),
  ],
  ['adding sensitive data', (f) => changed(f, ['data', 'categories'], [...listAt(f, 'data', 'categories'), 'allergy'])],
  [
    'dropping a notice item',
    (f) => changed(f, ['notice', 'missing_items'], [...listAt(f, 'notice', 'missing_items'), 'rights_methods']),
  ],
  ['dropping the purpose from the notice', (f) => changed(f, ['notice', 'covers_this_purpose'], false)],
  ['never showing the notice', (f) => changed(f, ['notice', 'shown_at'], null)],
  [
    'growing younger without a guardian',
    (f) => changed(changed(f, ['subject', 'birth_date'], '2016-01-01'), ['minor', 'guardian_consent'], null),
  ],
  [
    'growing to 17 without a guardian',
    (f) => changed(changed(f, ['subject', 'birth_date'], '2009-06-01'), ['minor', 'guardian_consent'], null),
  ],
];

describe('judge, whatever the facts', () => {
  it.each(LAWFUL.map((facts, index) => [index, facts] as const))('allows lawful act %i', (_index, facts) => {
    expect(judge(facts).outcome).toMatch(/^allow/);
  });

  it.each(WORSE)('%s never turns a deny into an allow', (_name, worsen) => {
    fc.assert(
      fc.property(nearlyLawful, fc.nat(), (facts, pick) => {
        // Learning what was unknown is not worsening: start from a known age and known data, and never make anybody older.
        const born = (f: Loose): unknown => (f['subject'] as Loose | null | undefined)?.['birth_date'];
        fc.pre(typeof born(facts) === 'string' && listAt(facts, 'data', 'categories').length > 0);
        const after = worsen(facts, pick);
        fc.pre(String(born(after)) >= String(born(facts)));
        const before = judge(facts).outcome;
        expect(before === 'deny' ? judge(after).outcome : 'deny').toBe('deny');
      }),
      { numRuns: 3000 },
    );
  });

  it('gives the same verdict for the same facts, and every deny names an article', () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        const verdict = judge(facts);
        expect(judge(structuredClone(facts))).toEqual(verdict);
        expect(verdict.articles.length).toBeGreaterThan(0);
        expect(verdict.articles[0]).toBe(verdict.reasons[0]?.article);
        expect(new Set(verdict.articles).size).toBe(verdict.articles.length);
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
      fc.property(fc.oneof(arbitraryFacts, nearlyLawful), (facts) => {
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
      fc.property(nearlyLawful, fc.option(stranger), fc.option(wrong), (lawful, unknown, amiss) => {
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
