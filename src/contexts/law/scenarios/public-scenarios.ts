import { consent, type FactsPatch, type ScenarioRow, separate } from './scenario.ts';

const open = (patch: FactsPatch = {}, more: FactsPatch = {}): FactsPatch => ({
  legal_basis: 'public_info',
  consents: [],
  purpose: 'verify_supplier',
  data: { source: 'self_published' },
  public_info: {
    lawfully_public: true,
    refused_by_person: false,
    major_effect: false,
    reasonable_scope: true,
    ...patch,
  },
  ...more,
});
const camera = (basisFacts: FactsPatch, more: FactsPatch = {}): FactsPatch => ({
  operation: 'collect',
  purpose: 'public_security',
  legal_basis: 'other_law',
  consents: [],
  data: { categories: ['image'], source: 'device_auto_collected' },
  basis_facts: { public_place: true, sign_shown: true, ...basisFacts },
  ...more,
});
const footage = (more: FactsPatch): FactsPatch => ({
  purpose: 'visitor_count',
  data: { categories: ['image'] },
  basis_facts: { public_place: true, sign_shown: true },
  ...more,
});
const portrait = (operation: string, more: FactsPatch = {}): FactsPatch => ({
  operation,
  purpose: 'exhibition',
  data: { categories: ['portrait'] },
  ...more,
});

/** PIPL 25 to 27 and Civil Code 1018 to 1022. */
// biome-ignore format: one scenario a line reads as a table
export const publicScenarios: readonly ScenarioRow[] = [
  ['PIPL 25', 'winners published by general consent', { operation: 'publish' }, 'deny', 'PIPL 25'],
  ['PIPL 25', 'winners published by separate consent', { operation: 'publish', consents: [separate()] }, 'allow', 'PIPL 25'],
  ['PIPL 25', 'masked names are still personal', { operation: 'publish', data: { categories: ['name_masked'] } }, 'deny', 'PIPL 25'],
  ['PIPL 25, NDSR 62', 'a separate consent to sensitive handling is none to publication', { operation: 'publish', consents: [consent(), separate({ covers: 'sensitive_handling' })] }, 'deny', 'PIPL 25'],
  ['PIPL 25, NDSR 62', 'the consent to publish shares a box', { operation: 'publish', consents: [separate({ bundled_with: ['newsletter'] })] }, 'deny', 'NDSR 62'],
  ['PIPL 15', 'the consent to publish is withdrawn', { operation: 'publish', consents: [separate({ withdrawn_at: '2026-10-01' })] }, 'deny', 'PIPL 15'],
  ['PIPL 55(3)', 'published without assessment', { operation: 'publish', consents: [separate()], pia_done: false }, 'deny', 'PIPL 55'],
  ['Section 6', 'a photo published unprotected', { operation: 'publish', consents: [separate()], data: { categories: ['image'] }, strict_protection: false }, 'deny', 'PIPL 28'],
  ['Section 6', 'a photo used, not published', { data: { categories: ['image'] }, strict_protection: false }, 'allow', 'PIPL 13'],
  ['PIPL 27', 'public within reason', open(), 'allow', 'PIPL 27'],
  ['PIPL 27', 'beyond reason', open({ reasonable_scope: false }), 'deny', 'PIPL 27'],
  ['PIPL 27', 'reasonable scope not known', open({ reasonable_scope: null }), 'deny', 'PIPL 27'],
  ['PIPL 27', 'the person refused', open({ refused_by_person: true }), 'deny', 'PIPL 27'],
  ['PIPL 27', 'the refusal stands in the list alone', open({}, { refusals_and_objections: [{ type: 'refuse_public_info_use', at: '2026-08-01' }] }), 'deny', 'PIPL 27'],
  ['PIPL 27', 'the refusal comes tomorrow', open({}, { refusals_and_objections: [{ type: 'refuse_public_info_use', at: '2026-11-11' }] }), 'allow', 'PIPL 27'],
  ['PIPL 27', 'refused for another purpose', open({}, { refusals_and_objections: [{ type: 'refuse_public_info_use', purpose: 'scoring', at: '2026-08-01' }] }), 'allow', 'PIPL 27'],
  ['PIPL 27', 'an outright refusal', open({}, { refusals_and_objections: [{ type: 'explicit_refusal', at: '2026-08-01' }] }), 'deny', 'PIPL 27'],
  ['PIPL 27', 'major effect without consent', open({ major_effect: true }), 'deny', 'PIPL 27'],
  ['PIPL 27', 'effect not known', open({ major_effect: null }), 'deny', 'PIPL 27'],
  ['PIPL 27', 'major effect with consent', open({ major_effect: true }, { consents: [consent({ purpose: 'verify_supplier' })] }), 'allow', 'PIPL 27'],
  ['PIPL 55(5)', 'major effect with consent, no assessment', open({ major_effect: true }, { consents: [consent({ purpose: 'verify_supplier' })], pia_done: false }), 'deny', 'PIPL 55'],
  ['PIPL 13(1)(6)', 'a leak found online', open({ lawfully_public: false }, { data: { source: 'leaked_dataset' }, purpose: 'lead_generation' }), 'deny', 'PIPL 13'],
  ['PIPL 13(1)(6)', 'a leak called lawfully public', open({}, { data: { source: 'leaked_dataset' } }), 'deny', 'PIPL 13'],
  ['PIPL 26', 'cameras for public security, with a sign', camera({}), 'allow', 'PIPL 26'],
  ['PIPL 26', 'cameras without a sign', camera({ sign_shown: false }), 'deny', 'PIPL 26'],
  ['PIPL 26', 'whether there is a sign is not known', camera({ sign_shown: null }), 'deny', 'PIPL 26'],
  ['PIPL 26', 'cameras that security does not need', camera({ necessary: false }), 'deny', 'NDSR 24'],
  ['PIPL 26', 'cameras to sell more', camera({}, { purpose: 'marketing' }), 'deny', 'NDSR 24'],
  ['PIPL 26', 'footage joined to the customer file by general consent', footage({ purpose: 'marketing', basis_facts: { necessary: false, public_place: true, sign_shown: true }, consents: [consent({ purpose: 'marketing' })] }), 'deny', 'PIPL 26'],
  ['PIPL 26', 'footage to count visitors, no separate consent', footage({ consents: [consent({ purpose: 'visitor_count' })] }), 'deny', 'PIPL 26'],
  ['PIPL 26', 'footage to count visitors, separate consent', footage({ consents: [separate({ purpose: 'visitor_count' })] }), 'allow', 'PIPL 26'],
  ['PIPL 26', 'footage to the police under a cited duty', footage({ operation: 'provide', purpose: 'criminal_investigation', legal_basis: 'legal_duty', consents: [], basis_facts: { public_place: true, sign_shown: true, law_cited: 'Criminal Procedure Law 54' }, recipient: { name: 'County police', role: 'state_authority' } }), 'allow', 'PIPL 26'],
  ['Civil Code 1019', 'a portrait in an advertisement without consent', portrait('use', { purpose: 'advertising', consents: [] }), 'deny', 'Civil Code 1019'],
  ['Civil Code 1019(2)', 'the photographer agrees, the person did not', portrait('publish', { consents: [], basis_facts: { copyright_owner_agrees: true } }), 'deny', 'Civil Code 1019'],
  ['Civil Code 1018', 'a portrait exhibited with separate consent', portrait('publish', { consents: [separate({ purpose: 'exhibition' })] }), 'allow', 'PIPL 25'],
  ['PIPL 25', 'a portrait exhibited by general consent', portrait('publish', { consents: [consent({ purpose: 'exhibition' })] }), 'deny', 'PIPL 25'],
  ['Civil Code 1018', 'a portrait used by general consent', portrait('use', { consents: [consent({ purpose: 'exhibition' })] }), 'allow', 'Civil Code 1019'],
  ['Civil Code 1019', 'a portrait under a contract, no consent', portrait('use', { legal_basis: 'contract', consents: [] }), 'deny', 'Civil Code 1019'],
  ['Civil Code 1020', 'a portrait in the news', portrait('publish', { purpose: 'news_report', legal_basis: 'news', consents: [], basis_facts: { public_interest: true } }), 'allow', 'Civil Code 1020'],
  ['Civil Code 1022', 'the licence of the portrait has ended', portrait('use', { consents: [consent({ purpose: 'exhibition', valid_until: '2026-10-31' })] }), 'deny', 'PIPL 14'],
  ['Civil Code 1020', 'a portrait in news of public interest', { data: { categories: ['portrait'] }, operation: 'publish', purpose: 'news_report', legal_basis: 'news', basis_facts: { public_interest: true }, consents: [] }, 'allow', 'Civil Code 1020'],
];
