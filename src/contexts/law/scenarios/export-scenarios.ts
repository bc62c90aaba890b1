import { consent, type FactsPatch, type ScenarioRow, separate } from './scenario.ts';

const TOLD = ['name', 'contact', 'purpose', 'method', 'kinds', 'rights_procedure'];
const HQ = 'HQ Pte Ltd, Singapore';
const out = (patch: FactsPatch = {}, more: FactsPatch = {}): FactsPatch => ({
  operation: 'export',
  consents: [consent(), separate({ covers: 'export', recipient: HQ }), separate({ covers: 'sensitive_handling' })],
  cross_border: {
    recipient: HQ,
    told: TOLD,
    exporter_is_ciio: false,
    important_data: false,
    persons_nonsensitive_this_year: 50_000,
    persons_sensitive_this_year: 0,
    mechanism: null,
    exemption: null,
    recipient_on_restricted_list: false,
    ...patch,
  },
  ...more,
});
const health: FactsPatch = { data: { categories: ['health_condition'], sensitive_kinds: ['health'] } };
const plain = (persons: number, mechanism: string | null = null): FactsPatch =>
  out({ persons_nonsensitive_this_year: persons, mechanism });
const ill = (persons: number, mechanism: string | null = null): FactsPatch =>
  out({ persons_nonsensitive_this_year: 0, persons_sensitive_this_year: persons, mechanism }, health);
const contract: FactsPatch = { legal_basis: 'contract', consents: [], purpose: 'book_hotel' };
const staff: FactsPatch = {
  legal_basis: 'hr',
  consents: [],
  purpose: 'payroll',
  subject: { role: 'employee' },
  basis_facts: { lawful_labour_rules: true, collective_contract: true },
};
const old: FactsPatch = {
  notice: { shown_at: '2023-01-05' },
  consents: [
    consent({ given_at: '2023-01-06' }),
    separate({ given_at: '2023-01-06', covers: 'export', recipient: HQ }),
  ],
};

/** PIPL 38 to 43 and section 4: mechanisms, thresholds by effective date, exemptions, what must be told. */
// biome-ignore format: one scenario a line reads as a table
export const exportScenarios: readonly ScenarioRow[] = [
  ['CBDF Provisions 5', '50,000 persons, told and separately consented', out(), 'allow', 'CBDF Provisions 5'],
  ['PIPL 39', 'no separate consent', out({}, { consents: [consent()] }), 'deny', 'PIPL 39'],
  ['PIPL 39', 'separate consent to another recipient', out({}, { consents: [consent(), separate({ covers: 'export', recipient: 'Lab GmbH' })] }), 'deny', 'PIPL 39'],
  ['PIPL 39', 'separate consent that does not speak of export', out({}, { consents: [consent(), separate()] }), 'deny', 'PIPL 39'],
  ['PIPL 39', 'a separate consent that names the overseas recipient', out({}, { consents: [consent(), separate({ recipient: HQ })] }), 'allow', 'CBDF Provisions 5'],
  ['PIPL 39', 'a consent to sensitive handling that names the overseas recipient', out({}, { consents: [consent(), separate({ covers: 'sensitive_handling', recipient: HQ })] }), 'deny', 'PIPL 39'],
  ['PIPL 39', 'a separate consent to export that names nobody', out({}, { consents: [consent(), separate({ covers: 'export' })] }), 'allow', 'CBDF Provisions 5'],
  ['PIPL 39', 'the separate consent to export alone', out({}, { consents: [separate({ covers: 'export', recipient: HQ })] }), 'allow', 'CBDF Provisions 5'],
  ['PIPL 39', 'the separate consent to export alone, a look from abroad', { ...out({}, { consents: [separate({ covers: 'export' })] }), operation: 'use' }, 'allow', 'CBDF Provisions 5'],
  ['PIPL 39', 'a separate consent alone that names the overseas recipient', out({}, { consents: [separate({ recipient: HQ })] }), 'allow', 'CBDF Provisions 5'],
  ['PIPL 39', 'a separate consent that names another overseas recipient', out({}, { consents: [consent(), separate({ recipient: 'Lab GmbH' })] }), 'deny', 'PIPL 39'],
  ['PIPL 39, 21', 'a vendor abroad under its agreement', out({}, { recipient: { name: 'Vendor', role: 'entrustee', contract_signed: true, within_contract_scope: true, contract_ended: false }, consents: [consent(), separate({ covers: 'export' })] }), 'allow', 'CBDF Provisions 5'],
  ['PIPL 39', 'an export of which only the consent is known', { operation: 'export', consents: [consent(), separate()] }, 'deny', 'PIPL 42'],
  ['NDSR 62(7)', 'the consent to the export shares a box', out({}, { consents: [consent(), separate({ covers: 'export', recipient: HQ, bundled_with: ['newsletter'] })] }), 'deny', 'NDSR 62'],
  ['NDSR 62(7)', 'the consent to the export stands alone, another shares a box', out({}, { consents: [consent(), separate({ covers: 'export', recipient: HQ }), separate({ bundled_with: ['newsletter'] })] }), 'allow', 'CBDF Provisions 5'],
  ['PIPL 39', 'separate consent to export past its term', out({}, { consents: [consent(), separate({ covers: 'export', recipient: HQ, valid_until: '2026-11-09' })] }), 'deny', 'PIPL 39'],
  ...TOLD.map((item): ScenarioRow => ['PIPL 39', `not told: ${item}`, out({ told: TOLD.filter((each) => each !== item) }), 'deny', 'PIPL 39']),
  ['PIPL 39', 'not told, under a contract', out({ exemption: 'contract', told: [] }, contract), 'deny', 'PIPL 39'],
  ['PIPL 55(4)', 'no assessment of impact', out({}, { pia_done: false }), 'deny', 'PIPL 55'],
  ['CBDF Provisions 10', 'exempt, no assessment of impact', out({ exemption: 'contract' }, { ...contract, pia_done: false }), 'deny', 'PIPL 55'],
  ['CBDF Provisions 5', '99,999 persons', plain(99_999), 'allow', 'CBDF Provisions 5'],
  ['CBDF Provisions 8', '100,000 persons', plain(100_000), 'deny', 'CBDF Provisions 8'],
  ['CBDF Provisions 8', '100,000 persons, standard contract', plain(100_000, 'standard_contract_filed'), 'allow', 'CBDF Provisions 8'],
  ['CBDF Provisions 8', '100,000 persons, certified', plain(100_000, 'certified'), 'allow', 'CBDF Provisions 8'],
  ['CBDF Provisions 8', '999,999 persons, standard contract', plain(999_999, 'standard_contract_filed'), 'allow', 'CBDF Provisions 8'],
  ['CBDF Provisions 7', '1,000,000 persons, standard contract', plain(1_000_000, 'standard_contract_filed'), 'deny', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', '1,000,000 persons, certified', plain(1_000_000, 'certified'), 'deny', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', '1,000,000 persons, assessed', plain(1_000_000, 'security_assessment_passed'), 'allow', 'CBDF Provisions 7'],
  ['CBDF Provisions 8', 'one sensitive, no mechanism', ill(1), 'deny', 'CBDF Provisions 8'],
  ['CBDF Provisions 8', 'sensitive data, counted as nobody', ill(0), 'deny', 'CBDF Provisions 8'],
  ['CBDF Provisions 8', 'one sensitive, standard contract', ill(1, 'standard_contract_filed'), 'allow', 'CBDF Provisions 8'],
  ['CBDF Provisions 8', '9,999 sensitive, standard contract', ill(9_999, 'standard_contract_filed'), 'allow', 'CBDF Provisions 8'],
  ['CBDF Provisions 7', '10,000 sensitive, standard contract', ill(10_000, 'standard_contract_filed'), 'deny', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', '10,000 sensitive, assessed', ill(10_000, 'security_assessment_passed'), 'allow', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', 'plain data of a handler with 10,000 sensitive this year', out({ persons_sensitive_this_year: 10_000, mechanism: 'standard_contract_filed' }), 'deny', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', 'nobody has counted', out({ persons_nonsensitive_this_year: null }), 'deny', 'CBDF Provisions 7'],
  ['PIPL 29', 'sensitive, no separate consent to the handling itself', out({ persons_sensitive_this_year: 1, mechanism: 'standard_contract_filed' }, { ...health, consents: [consent(), separate({ covers: 'export', recipient: HQ })] }), 'deny', 'PIPL 29'],
  ['CBDF Provisions 7', 'critical infrastructure, ten persons', out({ exporter_is_ciio: true, persons_nonsensitive_this_year: 10 }), 'deny', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', 'critical infrastructure, assessed', out({ exporter_is_ciio: true, mechanism: 'security_assessment_passed' }), 'allow', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', 'whether it is critical infrastructure is not known', out({ exporter_is_ciio: null }), 'deny', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', 'important data, standard contract', out({ important_data: true, mechanism: 'standard_contract_filed' }), 'deny', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', 'important data under an exemption', out({ important_data: true, exemption: 'contract' }, contract), 'deny', 'CBDF Provisions 7'],
  ['CBDF Provisions 7', 'important data, assessed', out({ important_data: true, mechanism: 'security_assessment_passed' }), 'allow', 'CBDF Provisions 7'],
  ['CBDF Provisions 5(1)(1)', 'a hotel abroad, booked by the guest', out({ exemption: 'contract', persons_nonsensitive_this_year: 300_000 }, contract), 'allow', 'CBDF Provisions 5'],
  ['CBDF Provisions 5(1)(1)', 'sensitive data for a visa', out({ exemption: 'contract', persons_sensitive_this_year: 20_000 }, { ...contract, ...health }), 'allow', 'CBDF Provisions 5'],
  ['CBDF Provisions 5(1)(1)', 'not really needed for the contract', out({ exemption: 'contract' }, { ...contract, basis_facts: { necessary: false } }), 'deny', 'CBDF Provisions 5'],
  ['CBDF Provisions 5(1)(2)', 'employees, under HR', out({ exemption: 'hr', persons_nonsensitive_this_year: 200_000 }, staff), 'allow', 'CBDF Provisions 5'],
  ['CBDF Provisions 5(1)(2)', 'the HR exemption for customers', out({ exemption: 'hr', persons_nonsensitive_this_year: 200_000 }), 'deny', 'CBDF Provisions 5'],
  ['CBDF Provisions 5(1)(3)', 'an emergency abroad', out({ exemption: 'emergency', persons_nonsensitive_this_year: 200_000 }, { legal_basis: 'emergency', purpose: 'rescue', consents: [], basis_facts: { emergency_ongoing: true } }), 'allow', 'CBDF Provisions 5'],
  ['CBDF Provisions 4', 'collected abroad, sent back', out({ exemption: 'foreign_origin', persons_nonsensitive_this_year: 2_000_000 }), 'allow', 'CBDF Provisions 4'],
  ['CBDF Provisions 4', 'collected abroad, not needed', out({ exemption: 'foreign_origin' }, { basis_facts: { necessary: false } }), 'deny', 'PIPL 6'],
  ['Certification Measures', 'numbers split, but assessed', out({ split_to_evade: true, mechanism: 'security_assessment_passed' }), 'allow', 'CBDF Provisions 7'],
  ['Certification Measures', 'numbers split under one contract', out({ split_to_evade: true, mechanism: 'standard_contract_filed' }), 'deny', 'CBDF Provisions 7'],
  ['PIPL 42', 'a listed recipient', out({ recipient_on_restricted_list: true }), 'deny', 'PIPL 42'],
  ['PIPL 42', 'nobody looked at the list', out({ recipient_on_restricted_list: null }), 'deny', 'PIPL 42'],
  ['PIPL 41', 'a foreign court, no approval', out({ foreign_judicial_request: true, prc_approval: false }), 'deny', 'PIPL 41'],
  ['PIPL 41', 'a foreign court, approval not known', out({ foreign_judicial_request: true }), 'deny', 'PIPL 41'],
  ['PIPL 41', 'a foreign court, approved', out({ foreign_judicial_request: true, prc_approval: true }), 'allow', 'PIPL 41'],
  ['Section 4', 'a look from abroad is an export', { ...out({ via: 'remote_access', persons_nonsensitive_this_year: 100_000 }), operation: 'use' }, 'deny', 'CBDF Provisions 8'],
  ['Section 4', 'staff look from abroad', { ...out({ via: 'remote_access' }, { consents: [consent()] }), operation: 'staff_access' }, 'deny', 'PIPL 39'],
  ['PIPL 38', 'an export of which nothing is known', { operation: 'export' }, 'deny', 'PIPL 42'],
  ['PIPL 39', 'an overseas recipient without a name', out({ recipient: null }, { consents: [consent(), separate({ covers: 'export' })] }), 'deny', 'PIPL 38'],
  ['Section 10, 1', '99,999 persons the day before the 2024 Provisions', { ...plain(99_999), ...old, decision_at: '2024-03-21T23:59:59+08:00' }, 'deny', 'PIPL 38'],
  ['Section 10, 1', '99,999 persons, standard contract, the day before', { ...plain(99_999, 'standard_contract_filed'), ...old, decision_at: '2024-03-21T23:59:59+08:00' }, 'allow', 'PIPL 38'],
  ['Section 10, 1', '100,000 persons, standard contract, the day before', { ...plain(100_000, 'standard_contract_filed'), ...old, decision_at: '2024-03-21T23:59:59+08:00' }, 'deny', 'PIPL 38'],
  ['Section 10, 1', '99,999 persons on the day of the 2024 Provisions', { ...plain(99_999), ...old, decision_at: '2024-03-22T00:00:00+08:00' }, 'allow', 'CBDF Provisions 5'],
];
