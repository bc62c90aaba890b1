import { consent, type FactsPatch, type ScenarioRow } from './scenario.ts';

const kept = (retention: FactsPatch, more: FactsPatch = {}): FactsPatch => ({ retention, ...more });
const store = (retention: FactsPatch, more: FactsPatch = {}): FactsPatch => ({
  operation: 'store',
  retention,
  ...more,
});
const erase = (retention: FactsPatch, more: FactsPatch = {}): FactsPatch => ({
  operation: 'delete',
  retention,
  ...more,
});
const withdrawn: FactsPatch = { consents: [consent({ withdrawn_at: '2026-03-10T12:00:00+08:00' })] };
const expired: FactsPatch = { consents: [consent({ valid_until: '2026-03-31T23:59:59+08:00' })] };
const LATER = '2028-12-31T23:59:59+08:00';
const platform: FactsPatch = { basis_facts: { law_cited: 'E-Commerce Law 31', handler_is_ecommerce_platform: true } };
const shop: FactsPatch = { basis_facts: { law_cited: 'E-Commerce Law 31', handler_is_ecommerce_platform: false } };
const byDevice: FactsPatch = { data: { categories: ['radio_scan'], source: 'device_auto_collected' } };

/** PIPL 19, 47 and NDSR 21, 24: how long, storage only, and erasing. */
// biome-ignore format: one scenario a line reads as a table
export const retentionScenarios: readonly ScenarioRow[] = [
  ['PIPL 19', 'the last second of the term told', kept({ keep_until: '2026-11-10T10:00:00+08:00' }), 'allow', 'PIPL 13'],
  ['PIPL 47(1)(2)', 'one second past the term told', kept({ keep_until: '2026-11-10T09:59:59+08:00' }), 'deny', 'PIPL 47'],
  ['PIPL 47(1)(2)', 'the term told ends as a day', kept({ keep_until: '2026-11-10' }, { decision_at: '2026-11-10T23:59:59+08:00' }), 'allow', 'PIPL 13'],
  ['PIPL 47(1)(2)', 'past the term under a contract too', kept({ keep_until: '2026-11-09' }, { legal_basis: 'contract', consents: [] }), 'deny', 'PIPL 47'],
  ['PIPL 19', 'kept for ever', kept({ keep_until: null }, { notice: { retention_text: 'permanent' } }), 'deny', 'PIPL 19'],
  ['PIPL 19', 'kept for ever, stored', store({ keep_until: null }, { notice: { retention_text: '永久保存' } }), 'deny', 'PIPL 19'],
  ['PIPL 19', 'kept as long as business needs', kept({ keep_until: null }, { notice: { retention_text: 'as long as our business needs it' } }), 'deny', 'PIPL 19'],
  ['NDSR 21(1)(3)', 'a way to determine the term', kept({ keep_until: null }, { notice: { retention_text: '2 years after the last order' } }), 'allow', 'PIPL 13'],
  ['NDSR 21(1)(3)', 'a way to determine the term, in Chinese', kept({ keep_until: null }, { notice: { retention_text: '最后一次消费后两年' } }), 'allow', 'PIPL 13'],
  ['PIPL 19', 'no term known', kept({ keep_until: null }), 'deny', 'PIPL 19'],
  ['PIPL 47(1)(1)', 'the purpose is fulfilled', kept({ purpose_fulfilled: true }), 'deny', 'PIPL 47'],
  ['PIPL 47(1)(2)', 'the service has stopped', kept({ service_stopped: true }), 'deny', 'PIPL 47'],
  ['NDSR 24', 'win-back after closing the account', kept({ account_closed: true }, { purpose: 'marketing', channel: 'sms' }), 'deny', 'NDSR 24'],
  ['NDSR 24', 'the account is closed, the consent still there', kept({ account_closed: true }), 'deny', 'NDSR 24'],
  ['PIPL 47(1)(3)', 'stored after withdrawal', store({}, withdrawn), 'deny', 'PIPL 47'],
  ['PIPL 47(1)(2)', 'stored after the consent ended', store({}, expired), 'deny', 'PIPL 47'],
  ['PIPL 47(1)(1)', 'stored after the purpose was fulfilled', store({ purpose_fulfilled: true }), 'deny', 'PIPL 47'],
  ['PIPL 47(1)(2)', 'stored after the service stopped', store({ service_stopped: true }), 'deny', 'PIPL 47'],
  ['PIPL 47(1)(2)', 'stored past the term', store({ keep_until: '2026-11-09' }), 'deny', 'PIPL 47'],
  ['PIPL 47(2)', 'stored past the term, a statutory term runs', store({ keep_until: '2026-11-09', statutory_keep_until: LATER }), 'allow_with_conditions', 'PIPL 47'],
  ['PIPL 47(2)', 'stored after withdrawal, a statutory term runs', store({ statutory_keep_until: LATER }, withdrawn), 'allow_with_conditions', 'PIPL 47'],
  ['PIPL 47(2)', 'stored after the consent ended, a statutory term runs', store({ statutory_keep_until: LATER }, expired), 'allow_with_conditions', 'PIPL 47'],
  ['PIPL 47(2)', 'stored after withdrawal, the statutory term has ended', store({ statutory_keep_until: '2026-11-09' }, withdrawn), 'deny', 'PIPL 47'],
  ['PIPL 47(2)', 'stored after withdrawal, the last day of the statutory term', store({ statutory_keep_until: '2026-11-10' }, withdrawn), 'allow_with_conditions', 'PIPL 47'],
  ['E-Commerce Law 31', 'the platform stores its records', store({ statutory_keep_until: LATER }, { ...withdrawn, legal_basis: 'legal_duty', ...platform }), 'allow_with_conditions', 'PIPL 47'],
  ['E-Commerce Law 31', 'a shop keeps by the duty of platforms', store({ statutory_keep_until: LATER }, { ...withdrawn, legal_basis: 'legal_duty', ...shop }), 'deny', 'PIPL 47'],
  ['PIPL 47(2)', 'analysis of what a statutory term keeps', kept({ statutory_keep_until: LATER }, { ...withdrawn, purpose: 'analysis' }), 'deny', 'PIPL 47'],
  ['PIPL 47(2)', 'analysis under the duty to keep', kept({ statutory_keep_until: LATER }, { ...withdrawn, legal_basis: 'legal_duty', ...platform, purpose: 'analysis' }), 'deny', 'PIPL 47'],
  ['PIPL 47(2)', 'a backup that is hard to erase, stored', store({ deletion_technically_hard: true }, withdrawn), 'allow_with_conditions', 'PIPL 47'],
  ['PIPL 47(2)', 'a backup that is hard to erase, restored for marketing', kept({ deletion_technically_hard: true }, { ...withdrawn, purpose: 'marketing' }), 'deny', 'PIPL 47'],
  ['PIPL 28(2), 47(2)', 'health data kept in clear text', store({ deletion_technically_hard: true }, { ...withdrawn, data: { categories: ['health_condition'], sensitive_kinds: ['health'] }, strict_protection: false }), 'deny', 'PIPL 28'],
  ['NDSR 24', 'a closed account stored for nothing', store({ account_closed: true }), 'deny', 'NDSR 24'],
  ['NDSR 24', 'a closed account stored for a statutory term', store({ account_closed: true, statutory_keep_until: LATER }), 'allow_with_conditions', 'NDSR 24'],
  ['NDSR 24', 'collected by a device without consent, used', { ...byDevice, consents: [] }, 'deny', 'NDSR 24'],
  ['NDSR 24', 'collected by a device, not needed', { ...byDevice, basis_facts: { necessary: false } }, 'deny', 'NDSR 24'],
  ['NDSR 24', 'collected by a device, needed and consented to', byDevice, 'allow', 'PIPL 13'],
  ['NDSR 24', 'collected by a device without consent, stored', { ...byDevice, operation: 'store', consents: [] }, 'deny', 'NDSR 24'],
  ['NDSR 24', 'collected by a device without consent, hard to erase, stored', { ...byDevice, operation: 'store', consents: [], retention: { deletion_technically_hard: true } }, 'allow_with_conditions', 'NDSR 24'],
  ['NDSR 24', 'collected by a device without consent, erased', { ...byDevice, operation: 'delete', consents: [] }, 'allow', 'NDSR 24'],
  ['PIPL 47(1)', 'erasing past the term', erase({ keep_until: '2026-11-09' }), 'allow', 'PIPL 47'],
  ['PIPL 47(1)', 'erasing after withdrawal', erase({}, withdrawn), 'allow', 'PIPL 47'],
  ['NDSR 24', 'erasing a closed account', erase({ account_closed: true }), 'allow', 'NDSR 24'],
  ['PIPL 47(2)', 'erasing while a statutory term runs', erase({ statutory_keep_until: LATER }), 'deny', 'PIPL 47'],
  ['PIPL 47(2)', 'erasing on the last day of the statutory term', erase({ statutory_keep_until: '2026-11-10' }), 'deny', 'PIPL 47'],
  ['PIPL 47(2)', 'erasing after the statutory term', erase({ statutory_keep_until: '2026-11-09' }), 'allow', 'PIPL 47'],
  ['E-Commerce Law 31', 'the platform erases a record within three years', erase({ statutory_keep_until: LATER }, { legal_basis: 'legal_duty', ...platform }), 'deny', 'E-Commerce Law 31'],
  ['E-Commerce Law 31', 'a shop erases, the duty of platforms does not bind it', erase({ statutory_keep_until: LATER }, { legal_basis: 'legal_duty', ...shop }), 'allow', 'PIPL 47'],
  ['E-Commerce Law 31', 'erasing, whether the duty binds is not known', erase({ statutory_keep_until: LATER }, { basis_facts: { law_cited: 'E-Commerce Law 31' } }), 'deny', 'PIPL 47'],
  ['E-Commerce Law 31', 'the platform erases after three years', erase({ statutory_keep_until: '2026-11-09' }, { legal_basis: 'legal_duty', ...platform }), 'allow', 'PIPL 47'],
  ['PIPL 51', 'somebody unverified asks to erase', erase({}, { rights_request: { type: 'delete', identity_verified: false } }), 'deny', 'PIPL 51'],
  ['PIPL 47(1)', 'somebody unverified asks for what is owed anyway', erase({ purpose_fulfilled: true }, { rights_request: { type: 'delete', identity_verified: false } }), 'allow', 'PIPL 47'],
  ['PIPL 56', 'erasing an assessment report after two years', erase({ statutory_keep_until: '2027-11-10' }, { data: { categories: ['pia_report'] } }), 'deny', 'PIPL 56'],
  ['PIPL 56', 'erasing an assessment report after three years', erase({ statutory_keep_until: '2026-11-09' }, { data: { categories: ['pia_report'] } }), 'allow', 'PIPL 56'],
  ['PIPL 56', 'erasing an assessment report of unknown age', erase({ keep_until: null }, { data: { categories: ['pia_report'] } }), 'deny', 'PIPL 56'],
  ['PIPL 21(2)', 'the entrustee returns and deletes', { operation: 'return_and_delete', recipient: { name: 'Vendor', role: 'entrustee', contract_signed: true, within_contract_scope: true, contract_ended: true } }, 'allow', 'PIPL 21'],
  ['PIPL 21(2)', 'who returns and deletes is not known', { operation: 'return_and_delete' }, 'deny', 'PIPL 21'],
];
