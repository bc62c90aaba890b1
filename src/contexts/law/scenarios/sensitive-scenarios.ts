import { consent, type FactsPatch, type ScenarioRow, separate } from './scenario.ts';

const health: FactsPatch = { data: { categories: ['health_condition'], sensitive_kinds: ['health'] } };
const face: FactsPatch = { data: { categories: ['face_template'], sensitive_kinds: ['biometric'] } };
const credit: FactsPatch = { data: { categories: ['credit_report'], sensitive_kinds: ['credit'] } };
const bank: FactsPatch = { data: { categories: ['bank_account'], sensitive_kinds: ['financial_account'] } };
const both: FactsPatch = { consents: [consent(), separate()] };
const own: FactsPatch = { consents: [separate()] };
const lender: FactsPatch = { law_requires_written_consent: true, handler_is_licensed_lender: true };
const written = separate({ kind: 'written', how: 'signed_document' });

/** PIPL 28 to 32, NDSR 62 and the Face Measures. */
// biome-ignore format: one scenario a line reads as a table
export const sensitiveScenarios: readonly ScenarioRow[] = [
  ['PIPL 29', 'health data by general consent', health, 'deny', 'PIPL 29'],
  ['PIPL 29', 'health data by separate consent', { ...health, ...both }, 'allow', 'PIPL 29'],
  ['PIPL 29', 'health data by separate consent alone', { ...health, ...own }, 'allow', 'PIPL 29'],
  ['PIPL 29', 'no consent at all', { ...health, consents: [] }, 'deny', 'PIPL 29'],
  ['PIPL 29', 'separate consent to another purpose', { ...health, consents: [consent(), separate({ purpose: 'banquet_menu' })] }, 'deny', 'PIPL 29'],
  ['PIPL 29', 'a separate box, pre-ticked', { ...health, consents: [consent(), separate({ how: 'pre_ticked' })] }, 'deny', 'PIPL 29'],
  ['PIPL 29', 'separate consent past its term', { ...health, consents: [consent(), separate({ valid_until: '2026-11-09' })] }, 'deny', 'PIPL 29'],
  ['PIPL 15', 'separate consent withdrawn', { ...health, consents: [consent(), separate({ withdrawn_at: '2026-10-01' })] }, 'deny', 'PIPL 15'],
  ['NDSR 62(7)', 'one box for health data and newsletter', { ...health, consents: [separate({ bundled_with: ['newsletter'] })] }, 'deny', 'NDSR 62'],
  ['NDSR 62(7)', 'a box of its own, said so', { ...health, consents: [separate({ bundled_with: [] })] }, 'allow', 'PIPL 29'],
  ['NDSR 62(7)', 'a shared box beside one of its own', { ...health, consents: [separate({ bundled_with: ['newsletter'] }), separate()] }, 'allow', 'PIPL 29'],
  ['PIPL 30', 'necessity not told', { ...health, ...both, notice: { missing_items: ['sensitive_necessity'] } }, 'deny', 'PIPL 30'],
  ['PIPL 30', 'effect on the person not told', { ...health, ...both, notice: { missing_items: ['sensitive_impact'] } }, 'deny', 'PIPL 30'],
  ['PIPL 30', 'necessity not told, under a contract', { ...health, legal_basis: 'contract', notice: { missing_items: ['sensitive_necessity'] } }, 'deny', 'PIPL 30'],
  ['PIPL 28(2)', 'in clear text, open to all staff', { ...health, ...both, operation: 'store', strict_protection: false }, 'deny', 'PIPL 28'],
  ['PIPL 28(2)', 'protection not known', { ...health, ...both, strict_protection: null }, 'deny', 'PIPL 28'],
  ['PIPL 28(2)', 'not sufficiently necessary', { ...health, ...both, basis_facts: { necessary: false } }, 'deny', 'PIPL 28'],
  ['PIPL 55(1)', 'no assessment', { ...health, ...both, pia_done: false }, 'deny', 'PIPL 55'],
  ['PIPL 55(1)', 'assessment not known', { ...health, ...both, pia_done: null }, 'deny', 'PIPL 55'],
  ['PIPL 55', 'plain data need none', { pia_done: false }, 'allow', 'PIPL 13'],
  ['PIPL 28(2)', 'plain data need no strict protection', { strict_protection: false }, 'allow', 'PIPL 13'],
  ['PIPL 28(1)', 'pregnancy inferred from purchases', { data: { categories: ['inferred_pregnancy'], sensitive_kinds: ['health'], source: 'inferred' } }, 'deny', 'PIPL 29'],
  ['PIPL 28(1)', 'religion, not labelled sensitive', { data: { categories: ['religion'] } }, 'deny', 'PIPL 29'],
  ['PIPL 28(1)', 'an allergy, not labelled sensitive', { data: { categories: ['allergy'] } }, 'deny', 'PIPL 29'],
  ['PIPL 28(1)', 'a trail of whereabouts', { data: { categories: ['location_trail'], sensitive_kinds: ['whereabouts'] } }, 'deny', 'PIPL 29'],
  ['PIPL 28(1)', 'a precise place, labelled whereabouts', { data: { categories: ['precise_location'], sensitive_kinds: ['whereabouts'] } }, 'deny', 'PIPL 29'],
  ['GB/T 45574', 'the city', { data: { categories: ['city'] } }, 'allow', 'PIPL 13'],
  ['Section 10, 4', 'a photo of the identity card', { data: { categories: ['id_card_photo'] } }, 'deny', 'PIPL 29'],
  ['Section 10, 4', 'the identity number, protected as sensitive by default', { data: { categories: ['id_number'] }, ...both, strict_protection: false }, 'deny', 'PIPL 28'],
  ['Section 10, 4', 'the identity number by general consent', { data: { categories: ['id_number'] } }, 'deny', 'PIPL 29'],
  ['PIPL 13(2)', 'the refund to a bank account under the contract', { ...bank, legal_basis: 'contract', purpose: 'refund', consents: [] }, 'allow', 'PIPL 13'],
  ['PIPL 29', 'the bank account of the refund for credit offers', { ...bank, purpose: 'credit_marketing', consents: [consent({ purpose: 'credit_marketing' })] }, 'deny', 'PIPL 29'],
  ['PIPL 29', 'written consent demanded, a click given', { ...credit, ...both, basis_facts: lender }, 'deny', 'PIPL 29'],
  ['PIPL 29', 'written consent demanded and signed', { ...credit, consents: [separate(), written], basis_facts: lender }, 'allow', 'PIPL 29'],
  ['PIPL 29', 'written consent signed and withdrawn', { ...credit, consents: [separate(), { ...written, withdrawn_at: '2026-10-01' }], basis_facts: lender }, 'deny', 'PIPL 29'],
  ['PIPL 29', 'written consent demanded, a signature on a general form', { ...credit, consents: [separate({ how: 'signed_document' })], basis_facts: lender }, 'deny', 'PIPL 29'],
  ['PIPL 29', 'written consent demanded, written by a click', { ...credit, consents: [separate({ kind: 'written' })], basis_facts: lender }, 'deny', 'PIPL 29'],
  ['PIPL 32', 'a credit report for who is no lender', { ...credit, consents: [separate(), written], basis_facts: { ...lender, handler_is_licensed_lender: false } }, 'deny', 'PIPL 32'],
  ['PIPL 32', 'a credit report, licence not known', { ...credit, consents: [separate(), written], basis_facts: { law_requires_written_consent: true } }, 'deny', 'PIPL 32'],
  ['PIPL 32', 'a credit report, not labelled', { data: { categories: ['credit_report'] }, consents: [separate()] }, 'deny', 'PIPL 32'],
  ['PIPL 32', 'credit information under another name', { data: { categories: ['order_record'], sensitive_kinds: ['credit'] }, consents: [separate()] }, 'deny', 'PIPL 32'],
  ['NDSR 62(7)', 'a shared box does not harm plain use', { consents: [consent(), separate({ bundled_with: ['newsletter'] })] }, 'allow', 'PIPL 13'],
  ['Face Measures 8', 'the template leaves the device under a cited duty', { ...face, operation: 'transmit', legal_basis: 'legal_duty', consents: [], basis_facts: { law_cited: 'Anti-Terrorism Law 21', non_face_alternative: true, face_stays_on_device: false } }, 'allow', 'Face Measures 8'],
  ['Face Measures 8', 'the template leaves the device under another law', { ...face, operation: 'transmit', legal_basis: 'other_law', consents: [], basis_facts: { law_cited: 'Anti-Terrorism Law 21', non_face_alternative: true, face_stays_on_device: false } }, 'allow', 'Face Measures 8'],
  ['Face Measures 8', 'the template leaves the device under a contract', { ...face, operation: 'transmit', legal_basis: 'contract', consents: [], basis_facts: { non_face_alternative: true, face_stays_on_device: false } }, 'deny', 'Face Measures 8'],
  ['Face Measures 10', 'no service without the face, where nothing else will do', { ...face, operation: 'refuse_service', basis_facts: { equivalent_alternative_exists: false }, service_gate: { action: 'refuse_because_data_not_given', data_necessary_for_service: true } }, 'allow', 'PIPL 16'],
  ['Face Measures 10', 'no service without the face, whether anything else will do is not known', { ...face, operation: 'refuse_service', service_gate: { action: 'refuse_because_data_not_given', data_necessary_for_service: true } }, 'deny', 'Face Measures 10'],
  ['Face Measures 4-7', 'a face template by general consent', face, 'deny', 'PIPL 29'],
  ['Face Measures 7', 'the face of a child, no guardian', { ...face, ...own, subject: { birth_date: '2014-01-01' }, minor: { child_rules_published: true }, basis_facts: { non_face_alternative: true } }, 'deny', 'PIPL 31'],
  ['Face Measures 10', 'the face as the only way in', { ...face, purpose: 'gym_entry', consents: [separate({ purpose: 'gym_entry' })], basis_facts: { non_face_alternative: false, equivalent_alternative_exists: true, face_stays_on_device: true } }, 'deny', 'Face Measures 10'],
  ['Face Measures 10', 'the face beside a card', { ...face, purpose: 'gym_entry', consents: [separate({ purpose: 'gym_entry' })], basis_facts: { non_face_alternative: true, face_stays_on_device: true } }, 'allow', 'PIPL 29'],
  ['Face Measures 10', 'the face where no other way meets the need', { ...face, ...own, basis_facts: { non_face_alternative: false, equivalent_alternative_exists: false, face_stays_on_device: true } }, 'allow', 'PIPL 29'],
  ['Face Measures 8', 'the template goes to the cloud', { ...face, ...own, operation: 'transmit', basis_facts: { non_face_alternative: true, face_stays_on_device: false, separate_consent_for_transmission: false } }, 'deny', 'Face Measures 8'],
  ['Face Measures 8', 'the template goes to the cloud with its own consent', { ...face, ...own, operation: 'transmit', basis_facts: { non_face_alternative: true, face_stays_on_device: false, separate_consent_for_transmission: true } }, 'allow', 'Face Measures 8'],
  ['Face Measures 8', 'the template stored off the device', { ...face, ...own, operation: 'store', basis_facts: { non_face_alternative: true, face_stays_on_device: false } }, 'deny', 'Face Measures 8'],
  ['Face Measures 8', 'the template stored in the device', { ...face, ...own, operation: 'store', basis_facts: { non_face_alternative: true, face_stays_on_device: true } }, 'allow', 'PIPL 29'],
  ['Face Measures 9', 'no assessment of the face', { ...face, ...own, pia_done: false, basis_facts: { non_face_alternative: true, face_stays_on_device: true } }, 'deny', 'PIPL 55'],
  ['Face Measures 12', 'no service without the face', { ...face, operation: 'refuse_service', service_gate: { action: 'refuse_because_data_not_given', data_necessary_for_service: false } }, 'deny', 'Face Measures 10'],
  ['Face Measures 12', 'consent to the face forced for the sake of the service', { ...face, consents: [consent(), separate({ how: 'forced_bundle' })], basis_facts: { non_face_alternative: true, face_stays_on_device: true } }, 'deny', 'PIPL 29'],
  ['Face Measures 12', 'a forced bundle beside a free consent to the face', { ...face, consents: [consent({ how: 'forced_bundle' }), separate()], basis_facts: { non_face_alternative: true, face_stays_on_device: true } }, 'allow', 'PIPL 29'],
  ['Face Measures 8', 'a face that stays in the device', { ...face, ...both, basis_facts: { face_stays_on_device: true } }, 'allow', 'PIPL 29'],
  ['Face Measures 10', 'an equal way exists, not known to be offered', { ...face, ...both, basis_facts: { equivalent_alternative_exists: true } }, 'deny', 'Face Measures 10'],
];
