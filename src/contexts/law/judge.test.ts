import { describe, expect, it } from 'vitest';
import { consent, type FactsPatch, factsWith, LAWFUL_USE } from '../../../test/support/lawful-facts.ts';
import { judge } from './judge.ts';

type Row = readonly [name: string, patch: FactsPatch, outcome: string, decisive: string];

function holds(rows: readonly Row[]): void {
  it.each(rows)('%s', (_name, patch, outcome, decisive) => {
    const verdict = judge(factsWith(patch));
    expect([verdict.outcome, verdict.articles[0]]).toEqual([outcome, decisive]);
  });
}

const separate = (patch: FactsPatch = {}): FactsPatch => consent({ kind: 'separate', ...patch });
const TOLD = ['name', 'contact', 'purpose', 'method', 'kinds'];
const B: FactsPatch = { name: 'Brand B', role: 'independent_handler' };
const guardian = { by: 'father', relation_verified: true, given_at: '2026-01-06', withdrawn_at: null, separate: true };

describe('the seven bases', () => {
  // biome-ignore format: one case a line reads as a table
  holds([
    ['use by consent is allowed', {}, 'allow', 'PIPL 13'],
    ['legitimate interests are no basis', { legal_basis: 'legitimate_interests' }, 'deny', 'PIPL 13'],
    ['no basis at all denies', { legal_basis: null }, 'deny', 'PIPL 13'],
    ['marketing is not performance of a contract', { legal_basis: 'contract', purpose: 'marketing' }, 'deny', 'PIPL 13'],
    ['a contract needs notice too', { legal_basis: 'contract', notice: { shown_at: null, version_shown: null } }, 'deny', 'PIPL 17'],
    ['HR with rules and collective contract', { legal_basis: 'hr', subject: { role: 'employee' }, basis_facts: { lawful_labour_rules: true, collective_contract: true } }, 'allow', 'PIPL 13'],
    ['HR without a collective contract', { legal_basis: 'hr', subject: { role: 'employee' }, basis_facts: { lawful_labour_rules: true, collective_contract: false } }, 'deny', 'PIPL 13'],
    ['HR basis for a customer', { legal_basis: 'hr', basis_facts: { lawful_labour_rules: true, collective_contract: true } }, 'deny', 'PIPL 13'],
    ['a statutory duty needs its citation', { legal_basis: 'legal_duty', consents: [] }, 'deny', 'PIPL 13'],
    ['a cited statutory duty', { legal_basis: 'legal_duty', consents: [], basis_facts: { law_cited: 'Anti-Money-Laundering Law 29' } }, 'allow', 'PIPL 13'],
    ['the platform duty does not bind a shop', { legal_basis: 'legal_duty', basis_facts: { law_cited: 'E-Commerce Law 31', handler_is_ecommerce_platform: false } }, 'deny', 'PIPL 13'],
    ['another law at law level', { legal_basis: 'other_law', basis_facts: { law_cited: 'Minors Regs 36' } }, 'allow', 'PIPL 13'],
    ['a ministry rule alone is not enough', { legal_basis: 'other_law', basis_facts: { law_cited: 'ministry rule 12' } }, 'deny', 'PIPL 13'],
    ['the emergency is over', { legal_basis: 'emergency', basis_facts: { emergency_ongoing: false } }, 'deny', 'PIPL 13'],
    ['a brand story is not news', { legal_basis: 'news', purpose: 'brand_story', basis_facts: { public_interest: true } }, 'deny', 'PIPL 13'],
    ['news in the public interest', { legal_basis: 'news', purpose: 'report', basis_facts: { public_interest: true } }, 'allow', 'PIPL 13'],
    ['public information beyond reasonable scope', { legal_basis: 'public_info', public_info: { lawfully_public: true, refused_by_person: false, major_effect: false, reasonable_scope: false } }, 'deny', 'PIPL 27'],
    ['public information with major effect needs consent', { legal_basis: 'public_info', consents: [], public_info: { lawfully_public: true, refused_by_person: false, major_effect: true, reasonable_scope: true } }, 'deny', 'PIPL 27'],
    ['public information within reasonable scope', { legal_basis: 'public_info', data: { source: 'self_published' }, public_info: { lawfully_public: true, refused_by_person: false, major_effect: false, reasonable_scope: true } }, 'allow', 'PIPL 27'],
    ['unnecessary data', { basis_facts: { necessary: false } }, 'deny', 'PIPL 6'],
    ['unknown necessity', { basis_facts: { necessary: null } }, 'deny', 'PIPL 6'],
  ]);
});

describe('consent at an instant', () => {
  const given = (patch: FactsPatch): FactsPatch => ({ consents: [consent(patch)] });
  // biome-ignore format: one case a line reads as a table
  holds([
    ['holds at the very instant of its end', { ...given({ valid_until: '2026-11-10T02:00:00Z' }) }, 'allow', 'PIPL 13'],
    ['ends one second later', { ...given({ valid_until: '2026-11-10T01:59:59Z' }) }, 'deny', 'PIPL 14'],
    ['holds through the last day in Shanghai', { ...given({ valid_until: '2026-11-10' }), decision_at: '2026-11-10T23:59:59+08:00' }, 'allow', 'PIPL 13'],
    ['ends when the next Shanghai day begins', { ...given({ valid_until: '2026-11-10' }), decision_at: '2026-11-10T16:00:00Z' }, 'deny', 'PIPL 14'],
    ['is withdrawn at the instant of withdrawal', given({ withdrawn_at: '2026-11-10T10:00:00+08:00' }), 'deny', 'PIPL 15'],
    ['stands one second before withdrawal', given({ withdrawn_at: '2026-11-10T10:00:01+08:00' }), 'allow', 'PIPL 15'],
    ['does not exist before it is given', given({ given_at: '2026-11-10T10:00:01+08:00' }), 'deny', 'PIPL 14'],
    ['pre-ticked is no consent', given({ how: 'pre_ticked' }), 'deny', 'PIPL 14'],
    ['one-time consent serves its own use', given({ one_time: true, used_at: '2026-11-10T10:00:00+08:00' }), 'allow', 'PIPL 14'],
    ['a consent before the notice is not informed', given({ given_at: '2026-01-05T08:59:59+08:00' }), 'deny', 'PIPL 17'],
    ['a record without its version is no record', given({ notice_version: null }), 'deny', 'PIPL 14'],
    ['consent for SMS does not cover email', { ...given({ channel: 'sms' }), channel: 'email' }, 'deny', 'PIPL 14'],
    ['declining later ends it', { refusals_and_objections: [{ type: 'declined_consent', purpose: 'club_service', at: '2026-03-01' }] }, 'deny', 'PIPL 14'],
    ['declining something else leaves it', { refusals_and_objections: [{ type: 'declined_consent', purpose: 'profiling', at: '2026-03-01' }] }, 'allow', 'PIPL 13'],
    ['restriction binds its purpose', { refusals_and_objections: [{ type: 'restrict', purpose: 'club_service', at: '2026-03-01' }] }, 'deny', 'PIPL 44'],
    ['restriction leaves other purposes', { refusals_and_objections: [{ type: 'restrict', purpose: 'analysis', at: '2026-03-01' }] }, 'allow', 'PIPL 13'],
    ['a separate consent does not outlive the later withdrawal of the general one', { consents: [consent({ withdrawn_at: '2026-05-01' }), separate()] }, 'deny', 'PIPL 15'],
  ]);
});

describe('notice and versions', () => {
  // biome-ignore format: one case a line reads as a table
  holds([
    ['shown after the handling', { notice: { shown_at: '2026-11-11' } }, 'deny', 'PIPL 17'],
    ['without the handler’s contact', { notice: { missing_items: ['handler_contact'] } }, 'deny', 'PIPL 17'],
    ['completeness unknown', { notice: { missing_items: null } }, 'deny', 'PIPL 17'],
    ['a new kind of data needs new consent', { notice: { current_version: 'v2', covers_these_data: false } }, 'deny', 'PIPL 14'],
    ['a change that was not told', { notice: { current_version: 'v2', change_v1_to_v2: 'handler contact', change_notified: false } }, 'deny', 'PIPL 17'],
    ['an editorial change need not be told', { notice: { current_version: 'v2', change_v1_to_v2: 'typo fixes', change_notified: false } }, 'allow', 'PIPL 14'],
    ['no notice at all', { notice: null }, 'deny', 'PIPL 14'],
  ]);
});

describe('retention', () => {
  // biome-ignore format: one case a line reads as a table
  holds([
    ['the last second of the term', { retention: { keep_until: '2026-11-10T10:00:00+08:00' } }, 'allow', 'PIPL 13'],
    ['one second after the term', { retention: { keep_until: '2026-11-10T09:59:59+08:00' } }, 'deny', 'PIPL 47'],
    ['a permanent term', { retention: { keep_until: null }, notice: { retention_text: 'permanent' } }, 'deny', 'PIPL 19'],
    ['a term by method', { retention: { keep_until: null }, notice: { retention_text: 'until the account is closed' } }, 'allow', 'PIPL 13'],
    ['no term known', { retention: null }, 'deny', 'PIPL 19'],
    ['purpose fulfilled', { retention: { purpose_fulfilled: true } }, 'deny', 'PIPL 47'],
    ['service stopped', { retention: { service_stopped: true } }, 'deny', 'PIPL 47'],
    ['storing after the term is denied', { operation: 'store', retention: { keep_until: '2026-11-09' } }, 'deny', 'PIPL 47'],
    ['storing after the term within a statutory term', { operation: 'store', retention: { keep_until: '2026-11-09', statutory_keep_until: '2028-01-01' } }, 'allow_with_conditions', 'PIPL 47'],
    ['storing a closed account without a ground', { operation: 'store', retention: { account_closed: true } }, 'deny', 'NDSR 24'],
    ['storing health data in clear even for a statutory term', { operation: 'store', strict_protection: false, data: { sensitive_kinds: ['health'] }, retention: { account_closed: true, statutory_keep_until: '2028-01-01' } }, 'deny', 'PIPL 28'],
    ['deleting after the statutory term', { operation: 'delete', retention: { statutory_keep_until: '2026-11-09' } }, 'allow', 'PIPL 47'],
    ['deleting within a statutory term', { operation: 'delete', retention: { statutory_keep_until: '2026-11-10' } }, 'deny', 'PIPL 47'],
    ['deleting an assessment report too early', { operation: 'delete', data: { categories: ['pia_report'] }, retention: { statutory_keep_until: '2027-01-01' } }, 'deny', 'PIPL 56'],
    ['deleting while nobody knows whether the platform duty binds', { operation: 'delete', basis_facts: { law_cited: 'E-Commerce Law 31' }, retention: { statutory_keep_until: '2028-01-01' } }, 'deny', 'E-Commerce Law 31'],
    ['deleting on closure', { operation: 'delete', retention: { account_closed: true } }, 'allow', 'NDSR 24'],
    ['keeping what the law says to keep, and nothing more', { operation: 'store', legal_basis: 'legal_duty', basis_facts: { law_cited: 'E-Commerce Law 31', handler_is_ecommerce_platform: true }, retention: { statutory_keep_until: '2028-01-01' } }, 'allow_with_conditions', 'PIPL 47'],
    ['storing what a device collected without a basis', { operation: 'store', legal_basis: 'other_law', consents: [], basis_facts: { law_cited: 'NDSR 24' }, data: { source: 'device_auto_collected' } }, 'deny', 'NDSR 24'],
    ['unneeded automatic collection', { operation: 'use', data: { source: 'device_auto_collected' }, consents: [] }, 'deny', 'NDSR 24'],
  ]);
});

describe('sensitive information and faces', () => {
  const health: FactsPatch = { categories: ['health_condition'], sensitive_kinds: ['health'] };
  const face: FactsPatch = { categories: ['face_template'], sensitive_kinds: ['biometric'] };
  // biome-ignore format: one case a line reads as a table
  holds([
    ['a general consent is not enough', { data: health }, 'deny', 'PIPL 29'],
    ['a category that is sensitive by nature needs no label', { data: { categories: ['location_trail'] } }, 'deny', 'PIPL 29'],
    ['necessity and impact must be told', { data: health, consents: [separate()], notice: { missing_items: ['sensitive_impact'] } }, 'deny', 'PIPL 30'],
    ['the assessment must exist', { data: health, consents: [separate()], pia_done: false }, 'deny', 'PIPL 55'],
    ['a withdrawn separate consent', { data: health, consents: [consent(), separate({ withdrawn_at: '2026-10-01' })] }, 'deny', 'PIPL 15'],
    ['contract needs no separate consent', { data: health, legal_basis: 'contract' }, 'allow', 'PIPL 13'],
    ['written form where the law asks', { data: { categories: ['credit_report'], sensitive_kinds: ['credit'] }, consents: [separate()], basis_facts: { law_requires_written_consent: true, handler_is_licensed_lender: true } }, 'deny', 'PIPL 29'],
    ['credit information without a licence', { data: { categories: ['credit_report'], sensitive_kinds: ['credit'] }, consents: [separate()], basis_facts: { handler_is_licensed_lender: false } }, 'deny', 'PIPL 32'],
    ['the face as the only way', { data: face, consents: [separate()], basis_facts: { non_face_alternative: false, face_stays_on_device: true } }, 'deny', 'Face Measures 10'],
    ['the face to enter, with nothing known of another way', { data: face, purpose: 'gym_entry', consents: [separate({ purpose: 'gym_entry' })] }, 'deny', 'Face Measures 10'],
    ['the face where nothing else is equivalent', { data: face, consents: [separate()], basis_facts: { non_face_alternative: false, equivalent_alternative_exists: false, face_stays_on_device: true } }, 'allow', 'PIPL 29'],
    ['the face leaves the device with its own consent', { operation: 'transmit', data: face, consents: [separate()], basis_facts: { non_face_alternative: true, face_stays_on_device: false, separate_consent_for_transmission: true } }, 'allow', 'Face Measures 8'],
  ]);
});

describe('minors', () => {
  const child = (birth: string, more: FactsPatch = {}): FactsPatch => ({
    subject: { birth_date: birth },
    minor: { guardian_consent: null, child_rules_published: true, ...more },
  });
  // biome-ignore format: one case a line reads as a table
  holds([
    ['the day before the 14th birthday', child('2012-11-11'), 'deny', 'PIPL 31'],
    ['the birthday when it counts, consent given that day', { ...child('2012-11-10'), consents: [consent({ given_at: '2026-11-10T09:00:00+08:00' })] }, 'allow', 'PIPL 31'],
    ['the birthday when the day after counts', { ...child('2012-11-10'), age_rule: 'day_after_birthday', consents: [consent({ given_at: '2026-11-10T09:00:00+08:00' })] }, 'deny', 'PIPL 31'],
    ['without an age rule the stricter day', { ...child('2012-11-10'), age_rule: null, consents: [consent({ given_at: '2026-11-10T09:00:00+08:00' })] }, 'deny', 'PIPL 31'],
    ['a consent given as a child does not ripen', child('2012-06-01'), 'deny', 'PIPL 31'],
    ['a brother of 17 is no guardian', child('2014-06-01', { guardian_consent: { ...guardian, by: 'brother aged 17' } }), 'deny', 'PIPL 31'],
    ['an unverified guardian', child('2014-06-01', { guardian_consent: { ...guardian, relation_verified: false } }), 'deny', 'PIPL 31'],
    ['no rules for children', child('2014-06-01', { guardian_consent: guardian, child_rules_published: false }), 'deny', 'PIPL 31'],
    ['15 and own consent', child('2011-01-05'), 'allow', 'PIPL 31'],
    ['17 with manual marketing', { ...child('2009-01-05'), purpose: 'marketing', channel: 'app_push', consents: [consent({ purpose: 'marketing' })] }, 'allow', 'PIPL 31'],
    ['staff access approved and recorded', { ...child('2014-06-01', { guardian_consent: guardian, staff_access_approved: true, access_recorded: true }), operation: 'staff_access' }, 'allow_with_conditions', 'Minors Regs 36'],
    ['unknown age with automated marketing', { subject: { birth_date: null }, purpose: 'marketing', consents: [consent({ purpose: 'marketing' })], automated_decision: { used: true, opt_out_provided: true, opted_out: false, major_effect: false } }, 'deny', 'Minors Regs 24'],
    ['unknown age with plain use', { subject: { birth_date: null } }, 'allow', 'PIPL 13'],
    ['refusing a service because the guardian declined', { operation: 'refuse_service', service_gate: { action: 'refuse_because_guardian_declined', data_necessary_for_service: false } }, 'deny', 'Minors Regs 32'],
  ]);
});

describe('third parties', () => {
  const provide = (recipient: FactsPatch, consents: readonly FactsPatch[]): FactsPatch => ({
    operation: 'provide',
    recipient,
    consents,
  });
  const vendor: FactsPatch = {
    name: 'SMS vendor',
    role: 'entrustee',
    contract_signed: true,
    within_contract_scope: true,
    contract_ended: false,
  };
  // biome-ignore format: one case a line reads as a table
  holds([
    ['named, told and separately consented', provide(B, [separate({ recipient: 'Brand B', told: TOLD })]), 'allow', 'PIPL 23'],
    ['consent for another recipient', provide(B, [consent(), separate({ recipient: 'Brand A', told: TOLD })]), 'deny', 'PIPL 23'],
    ['contact not told', provide(B, [separate({ recipient: 'Brand B', told: ['name', 'purpose', 'method', 'kinds'] })]), 'deny', 'PIPL 23'],
    ['no recipient', { operation: 'provide' }, 'deny', 'PIPL 23'],
    ['contract basis, told in the notice', { ...provide({ ...B, told_in_notice: true }, []), legal_basis: 'contract' }, 'allow', 'PIPL 13'],
    ['contract basis, not told', { ...provide({ ...B, told_in_notice: false }, []), legal_basis: 'contract' }, 'deny', 'PIPL 23'],
    ['within the agreement', { operation: 'entrust', recipient: vendor }, 'allow', 'PIPL 21'],
    ['an agreement of which nobody knows whether it has ended', { operation: 'entrust', recipient: { ...vendor, contract_ended: null } }, 'deny', 'PIPL 21'],
    ['beyond the agreement', { operation: 'use', recipient: { ...vendor, within_contract_scope: false } }, 'deny', 'PIPL 21'],
    ['kept after the contract', { operation: 'store', recipient: { ...vendor, contract_ended: true } }, 'deny', 'PIPL 21'],
    ['sub-entrusted without leave', { operation: 'sub_entrust', recipient: { ...vendor, sub_entrust_approved: false } }, 'deny', 'PIPL 21'],
    ['entrusted without assessment', { operation: 'entrust', recipient: vendor, pia_done: false }, 'deny', 'PIPL 55'],
    ['joint without agreement', { operation: 'provide', recipient: { ...B, role: 'joint_handler', agreement: false } }, 'deny', 'PIPL 20'],
    ['joint with agreement', { operation: 'provide', recipient: { ...B, role: 'joint_handler', agreement: true, told_in_notice: true } }, 'allow', 'PIPL 20'],
    ['a joint handler may not point to the other', { operation: 'refuse_rights_request', recipient: { ...B, role: 'joint_handler', agreement: true }, rights_request: { type: 'copy', identity_verified: true, refusal_reason: 'ask A' } }, 'deny', 'PIPL 20'],
    ['a merger that nobody was told of', { operation: 'merger_transfer', recipient: { name: 'NewCo', role: 'successor', individuals_told: false, purpose_changed: false } }, 'deny', 'PIPL 22'],
    ['a merger with a new consent that names the successor', { operation: 'merger_transfer', recipient: { name: 'NewCo', role: 'successor', individuals_told: true, purpose_changed: true }, consents: [consent({ recipient: 'NewCo' })] }, 'allow', 'PIPL 22'],
    ['a merger that changes the purpose', { operation: 'merger_transfer', recipient: { name: 'NewCo', role: 'successor', individuals_told: true, purpose_changed: true } }, 'deny', 'PIPL 22'],
    ['de-identified use without consent', { data: { state: 'de_identified' }, consents: [] }, 'deny', 'PIPL 73'],
    ['a bulk export without permission', { operation: 'staff_bulk_export', basis_facts: { operator_has_permission: false } }, 'deny', 'PIPL 51'],
  ]);
});

describe('publication, portraits and public places', () => {
  // biome-ignore format: one case a line reads as a table
  holds([
    ['publication by general consent', { operation: 'publish' }, 'deny', 'PIPL 25'],
    ['a portrait in an advertisement without consent', { purpose: 'advertising', consents: [], data: { categories: ['portrait'] } }, 'deny', 'Civil Code 1019'],
    ['a portrait with consent', { purpose: 'brochure', consents: [separate({ purpose: 'brochure' })], operation: 'publish', data: { categories: ['portrait'] } }, 'allow', 'PIPL 25'],
    ['cameras without a sign', { operation: 'collect', purpose: 'public_security', legal_basis: 'other_law', data: { categories: ['image'] }, basis_facts: { public_place: true, sign_shown: false, law_cited: 'PIPL 26' } }, 'deny', 'PIPL 26'],
    ['cameras for security with a sign', { operation: 'collect', purpose: 'public_security', legal_basis: 'other_law', data: { categories: ['image'] }, basis_facts: { public_place: true, sign_shown: true } }, 'allow', 'PIPL 26'],
  ]);
});

describe('automated decisions', () => {
  const automated = (patch: FactsPatch): FactsPatch => ({
    automated_decision: { used: true, opt_out_provided: true, opted_out: false, major_effect: false, ...patch },
  });
  // biome-ignore format: one case a line reads as a table
  holds([
    ['switched off a second ago', automated({ opted_out: true, opted_out_at: '2026-11-10T09:59:59+08:00' }), 'deny', 'PIPL 24'],
    ['judged before the switch-off', automated({ opted_out: true, opted_out_at: '2026-11-10T10:00:01+08:00' }), 'allow', 'PIPL 24'],
    ['a higher price for the loyal', automated({ price_differs_by_profile: true, lawful_reason: null }), 'deny', 'PIPL 24'],
    ['search results without the other option', automated({ kind: 'search_results', opt_out_provided: false }), 'deny', 'E-Commerce Law 18'],
    ['a major decision with a human review asked and not done', automated({ major_effect: true, solely_automated: true, human_review_requested: true, human_review_available: true, human_review_done: false }), 'deny', 'PIPL 24'],
    ['a major decision reviewed by a human', automated({ major_effect: true, solely_automated: true, human_review_requested: true, human_review_available: true, human_review_done: true }), 'allow', 'PIPL 24'],
    ['at issue but not said whether used', automated({ used: null, opt_out_provided: false }), 'deny', 'PIPL 24'],
    ['without assessment', { ...automated({}), pia_done: false }, 'deny', 'PIPL 55'],
  ]);
});

describe('what cannot be decided', () => {
  // biome-ignore format: one case a line reads as a table
  holds([
    ['a value outside the vocabulary', { operation: 'sniff' }, 'deny', 'PIPL 4'],
    ['a wrong type', { pia_done: 'yes' }, 'deny', 'PIPL 55'],
    ['an impossible date', { subject: { birth_date: '1990-02-30' } }, 'deny', 'PIPL 31'],
    ['an instant without zone', { decision_at: '2026-11-10T10:00:00' }, 'deny', 'PIPL 69'],
    ['no moment', { decision_at: null }, 'deny', 'PIPL 69'],
    ['no operation', { operation: null }, 'deny', 'PIPL 4'],
    ['a hash called anonymous', { data: { state: 'anonymised', categories: ['mobile_sha256'] } }, 'deny', 'PIPL 73'],
    ['born after the decision', { subject: { birth_date: '2027-01-01' } }, 'deny', 'PIPL 69'],
  ]);

  it('names the term of platform records as a ground of deleting only where such a term was told', () => {
    const platform = { operation: 'delete', basis_facts: { handler_is_ecommerce_platform: true } };
    const over = factsWith({ ...platform, retention: { purpose_fulfilled: true, statutory_keep_until: '2026-11-09' } });
    const never = factsWith({ ...platform, retention: { purpose_fulfilled: true, statutory_keep_until: null } });
    expect(judge(over).articles).toContain('E-Commerce Law 31');
    expect(judge(never).articles).not.toContain('E-Commerce Law 31');
  });

  it('names the rule against coercion where consent to the face was forced, and only there', () => {
    const face = (how: string) =>
      factsWith({
        data: { categories: ['face_template'], sensitive_kinds: ['biometric'] },
        consents: [consent(), separate({ how })],
      });
    expect(judge(face('forced_bundle')).articles).toContain('Face Measures 12');
    expect(judge(face('silence')).articles).not.toContain('Face Measures 12');
  });

  it('names the field that is outside the vocabulary in both languages, never its value', () => {
    const [reason] = judge(factsWith({ channel: 'fax' })).reasons;
    expect(reason).toEqual({
      code: 'facts.outside-vocabulary',
      article: 'Advertising Law 43',
      zh: '字段 channel 的值不在事实词汇之内，无法判断的一律不允许。',
      en: 'Field channel holds a value outside the vocabulary; what cannot be decided is denied.',
    });
    expect(judge(null).reasons[0]?.en).toMatch(/^Field facts holds/);
    expect(judge(null).reasons[0]?.zh).toMatch(/^字段 facts 的值/);
  });

  it.each([[null], [[]], ['text'], [7], [{}]])('denies %j', (input) => {
    const verdict = judge(input);
    expect(verdict.outcome).toBe('deny');
    expect(verdict.articles.length).toBeGreaterThan(0);
  });

  it('names unknown fields and is not moved by them', () => {
    const verdict = judge(
      factsWith({ mood: 'good', subject: { shoe_size: 42 }, consents: [consent({ colour: 'red' })] }),
    );
    expect(verdict).toEqual({
      ...judge(LAWFUL_USE),
      unknownFields: ['consents[].colour', 'mood', 'subject.shoe_size'],
    });
  });
});
