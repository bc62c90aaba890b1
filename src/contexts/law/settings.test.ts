import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type LawSettings } from './domain/settings.ts';
import { explain } from './explain.ts';
import { judge } from './judge.ts';
import { consent, type FactsPatch, factsWith, separate } from './scenarios/scenario.ts';

const TODAY = '2026-11-10T09:40:00+08:00';
const onBirthday: FactsPatch = {
  subject: { birth_date: '2012-11-10' },
  age_rule: null,
  consents: [consent({ given_at: TODAY })],
};
const health: FactsPatch = { data: { categories: ['health_condition'], sensitive_kinds: ['health'] } };
const askedAgain: FactsPatch = {
  operation: 'request_consent',
  refusals_and_objections: [{ type: 'declined_consent', at: '2026-11-09T10:00:00+08:00' }],
  message: { asks_since_refusal: 0 },
};

// biome-ignore format: one reading a line reads as a table
const ROWS: readonly (readonly [string, FactsPatch, Partial<LawSettings>, byDefault: string, bySetting: string])[] = [
  ['the 14th birthday', onBirthday, { ageRule: 'birthday_counts' }, 'deny', 'allow'],
  ['a published photo, unprotected', { operation: 'publish', consents: [separate()], data: { categories: ['image'] }, strict_protection: false }, { plainPhotoIsSensitive: false }, 'deny', 'allow'],
  ['the identity number by general consent', { data: { categories: ['id_number'] } }, { identityNumber: 'protection_only' }, 'deny', 'allow'],
  ['the identity number unprotected', { data: { categories: ['id_number'] }, strict_protection: false }, { identityNumber: 'protection_only' }, 'deny', 'deny'],
  ['health data under a contract', { ...health, legal_basis: 'contract', consents: [] }, { separateConsentUnderOtherBases: true }, 'allow', 'deny'],
  ['asking again after a day', askedAgain, { askAgainAfterHours: 24 }, 'deny', 'allow'],
  ['plain use at an unknown age', { subject: { birth_date: null } }, { unknownAge: 'deny' }, 'allow', 'deny'],
  ['plain use under a duty at an unknown age', { subject: { birth_date: null }, legal_basis: 'legal_duty', basis_facts: { law_cited: 'Tax Collection Law 24' } }, { unknownAge: 'deny' }, 'allow', 'deny'],
];

describe('a reading that the law leaves open', () => {
  it.each(ROWS)('is a setting: %s', (_name, patch, setting, byDefault, bySetting) => {
    const facts = factsWith(patch);
    const settings = { ...DEFAULT_SETTINGS, ...setting };
    expect([judge(facts).outcome, judge(facts, settings).outcome]).toEqual([byDefault, bySetting]);
    expect(explain(facts, settings).verdict).toEqual(judge(facts, settings));
  });
});
