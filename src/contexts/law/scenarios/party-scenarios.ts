import { consent, type FactsPatch, type ScenarioRow, separate } from './scenario.ts';

const TOLD = ['name', 'contact', 'purpose', 'method', 'kinds'];
const B: FactsPatch = { name: 'Brand B', role: 'independent_handler' };
const vendor = (patch: FactsPatch = {}): FactsPatch => ({
  recipient: {
    name: 'Vendor',
    role: 'entrustee',
    contract_signed: true,
    within_contract_scope: true,
    contract_ended: false,
    ...patch,
  },
});
const give = (...consents: readonly FactsPatch[]): FactsPatch => ({ operation: 'provide', recipient: B, consents });
const forB = (patch: FactsPatch = {}): FactsPatch => separate({ recipient: 'Brand B', told: TOLD, ...patch });
const without = (item: string): FactsPatch => forB({ told: TOLD.filter((each) => each !== item) });
const newCo = (patch: FactsPatch = {}): FactsPatch => ({
  operation: 'merger_transfer',
  recipient: { name: 'NewCo', role: 'successor', individuals_told: true, purpose_changed: false, ...patch },
});
const joint = (patch: FactsPatch = {}): FactsPatch => ({
  operation: 'provide',
  recipient: { name: 'Brand B', role: 'joint_handler', agreement: true, ...patch },
});

/** PIPL 10, 20 to 23, 73 and NDSR 12: entrustment, provision, joint handling, mergers. */
// biome-ignore format: one scenario a line reads as a table
export const partyScenarios: readonly ScenarioRow[] = [
  ['PIPL 21(1)', 'entrusted under an agreement', { operation: 'entrust', ...vendor() }, 'allow', 'PIPL 21'],
  ['PIPL 21(1)', 'entrusted without agreement', { operation: 'entrust', ...vendor({ contract_signed: false }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(1)', 'entrusted, agreement not known', { operation: 'entrust', ...vendor({ contract_signed: null }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(1)', 'entrusted to nobody in particular', { operation: 'entrust' }, 'deny', 'PIPL 21'],
  ['PIPL 21, 23', 'entrusted to another handler', { operation: 'entrust', ...vendor({ role: 'independent_handler' }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(2)', 'the vendor leaves its scope', { ...vendor({ within_contract_scope: false }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(2)', 'the vendor keeps data after the contract', { operation: 'store', ...vendor({ contract_ended: true }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(2)', 'the vendor uses data after the contract', { ...vendor({ contract_ended: true }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(2)', 'the vendor stores what it may only store, after the contract', { operation: 'store', retention: { keep_until: '2026-11-09', statutory_keep_until: '2028-01-01' }, ...vendor({ contract_ended: true }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(2)', 'whether the contract has ended is not known', { operation: 'entrust', ...vendor({ contract_ended: null }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(3)', 'sub-entrusted with leave', { operation: 'sub_entrust', ...vendor({ sub_entrust_approved: true }) }, 'allow', 'PIPL 21'],
  ['PIPL 21(3)', 'sub-entrusted without leave', { operation: 'sub_entrust', ...vendor({ sub_entrust_approved: false }) }, 'deny', 'PIPL 21'],
  ['PIPL 21(3)', 'sub-entrusted, leave not known', { operation: 'sub_entrust', ...vendor() }, 'deny', 'PIPL 21'],
  ['PIPL 55(3)', 'entrusted without assessment', { operation: 'entrust', pia_done: false, ...vendor() }, 'deny', 'PIPL 55'],
  ['PIPL 21', 'provided to a vendor under its agreement, no separate consent', { operation: 'provide', ...vendor() }, 'allow', 'PIPL 21'],
  ['PIPL 21, NDSR 62', 'provided to a vendor under its agreement, some other box was shared', { operation: 'provide', ...vendor(), consents: [consent(), separate({ bundled_with: ['newsletter'] })] }, 'allow', 'PIPL 21'],
  ['PIPL 23', 'provided with separate consent, everything told', give(consent(), forB()), 'allow', 'PIPL 23'],
  ['PIPL 23', 'provided with separate consent alone', give(forB()), 'allow', 'PIPL 23'],
  ['PIPL 23', 'provided by general consent', give(consent()), 'deny', 'PIPL 23'],
  ['PIPL 23', 'provided by general consent to a company of the group', { ...give(consent()), recipient: { ...B, same_group: true } }, 'deny', 'PIPL 23'],
  ['PIPL 23', 'consent for A, provided to B', give(consent(), forB({ recipient: 'Brand A' })), 'deny', 'PIPL 23'],
  ['PIPL 23', 'consent for "our partners"', give(separate({ recipient: 'our partners', told: ['purpose'] })), 'deny', 'PIPL 23'],
  ['PIPL 23', 'name not told', give(without('name')), 'deny', 'PIPL 23'],
  ['PIPL 23', 'contact not told', give(without('contact')), 'deny', 'PIPL 23'],
  ['PIPL 23', 'purpose not told', give(without('purpose')), 'deny', 'PIPL 23'],
  ['PIPL 23', 'method not told', give(without('method')), 'deny', 'PIPL 23'],
  ['PIPL 23', 'kinds not told', give(without('kinds')), 'deny', 'PIPL 23'],
  ['PIPL 23', 'what was told is not known', give(separate({ recipient: 'Brand B' })), 'deny', 'PIPL 23'],
  ['PIPL 15', 'separate consent withdrawn', give(forB({ withdrawn_at: '2026-10-01' })), 'deny', 'PIPL 15'],
  ['NDSR 62(7)', 'separate consent in a shared box', give(forB({ bundled_with: ['newsletter'] })), 'deny', 'NDSR 62'],
  ['PIPL 23, 29', 'health data provided, one separate consent that names B', { ...give(forB()), data: { categories: ['health_condition'], sensitive_kinds: ['health'] } }, 'allow', 'PIPL 23'],
  ['PIPL 23', 'a consent to sensitive handling that names B', give(consent(), forB({ covers: 'sensitive_handling' })), 'deny', 'PIPL 23'],
  ['PIPL 23', 'a general consent that names B', give(consent({ recipient: 'Brand B', told: TOLD })), 'deny', 'PIPL 23'],
  ['PIPL 23', 'everything told about a recipient that nobody names', { operation: 'provide', consents: [separate({ told: TOLD })] }, 'deny', 'PIPL 23'],
  ['PIPL 23', 'the recipient changes the purpose', { ...give(forB()), recipient: { ...B, purpose_changed: true } }, 'deny', 'PIPL 23'],
  ['PIPL 23', 'a recipient without a name', { ...give(forB()), recipient: { role: 'independent_handler' } }, 'deny', 'PIPL 23'],
  ['PIPL 23', 'a recipient whose role is not known', { ...give(consent()), recipient: { name: 'Brand B' } }, 'deny', 'PIPL 23'],
  ['PIPL 55(3)', 'provided without assessment', { ...give(forB()), pia_done: false }, 'deny', 'PIPL 55'],
  ['NDSR 12', 'provided, contract with the recipient refused', { ...give(forB()), recipient: { ...B, contract_signed: false } }, 'deny', 'NDSR 12'],
  ['PIPL 23', 'transmitted to another handler by general consent', { ...give(consent()), operation: 'transmit' }, 'deny', 'PIPL 23'],
  ['PIPL 23', 'transmitted to another handler with separate consent', { ...give(forB()), operation: 'transmit' }, 'allow', 'PIPL 23'],
  ['PIPL 23', 'transmitted to an authority by general consent', { operation: 'transmit', recipient: { name: 'Bureau', role: 'state_authority' } }, 'deny', 'PIPL 23'],
  ['PIPL 51', 'a look with permission', { operation: 'staff_access', basis_facts: { operator_has_permission: true } }, 'allow', 'PIPL 13'],
  ['PIPL 13(2), 23', 'the courier under the contract, told', { ...give(), legal_basis: 'contract', purpose: 'deliver_order', recipient: { name: 'Courier', role: 'independent_handler', told_in_notice: true } }, 'allow', 'PIPL 13'],
  ['PIPL 23', 'the courier under the contract, not told', { ...give(), legal_basis: 'contract', purpose: 'deliver_order', recipient: { name: 'Courier', role: 'independent_handler', told_in_notice: false } }, 'deny', 'PIPL 23'],
  ['PIPL 73', 'hashed numbers to an ad platform', { ...give(consent()), data: { categories: ['mobile_sha256'], state: 'de_identified' } }, 'deny', 'PIPL 73'],
  ['PIPL 73, 23', 'hashed numbers to an ad platform with separate consent', { ...give(forB()), data: { categories: ['mobile_sha256'], state: 'de_identified' } }, 'allow', 'PIPL 23'],
  ['PIPL 20', 'joint handling under an agreement', joint(), 'allow', 'PIPL 20'],
  ['PIPL 20', 'joint handling without agreement', joint({ agreement: false }), 'deny', 'PIPL 20'],
  ['PIPL 20', 'joint handling, agreement not known', joint({ agreement: null }), 'deny', 'PIPL 20'],
  ['PIPL 20', 'B sends the person to A', { operation: 'refuse_rights_request', recipient: { name: 'Brand A', role: 'joint_handler', agreement: true }, rights_request: { type: 'copy', identity_verified: true, refusal_reason: 'agreement assigns to A', lawful_ground: null } }, 'deny', 'PIPL 20'],
  ['PIPL 22', 'a merger, everybody told', newCo(), 'allow', 'PIPL 22'],
  ['PIPL 22', 'a merger, nobody told', newCo({ individuals_told: false }), 'deny', 'PIPL 22'],
  ['PIPL 22', 'a merger, telling not known', newCo({ individuals_told: null }), 'deny', 'PIPL 22'],
  ['PIPL 22', 'a merger with a nameless successor', newCo({ name: null }), 'deny', 'PIPL 22'],
  ['PIPL 22', 'a merger that changes the purpose', newCo({ purpose_changed: true }), 'deny', 'PIPL 22'],
  ['PIPL 22', 'a merger, change of purpose not known', newCo({ purpose_changed: null }), 'deny', 'PIPL 22'],
  ['PIPL 22', 'a merger that changes the purpose, consented anew', { ...newCo({ purpose_changed: true }), consents: [consent({ recipient: 'NewCo' })] }, 'allow', 'PIPL 22'],
  ['PIPL 22', 'provided to a successor, nobody told', { ...newCo({ individuals_told: false }), operation: 'provide' }, 'deny', 'PIPL 22'],
  ['PIPL 22', 'a merger into what is no successor', newCo({ role: 'independent_handler' }), 'deny', 'PIPL 22'],
  ['PIPL 10', 'the member list is sold', { operation: 'sell', recipient: B }, 'deny', 'PIPL 10'],
  ['PIPL 10', 'the member list is sold with consent', { operation: 'sell', recipient: B, consents: [forB()] }, 'deny', 'PIPL 10'],
  ['PIPL 51', 'a bulk export without permission', { operation: 'staff_bulk_export', basis_facts: { operator_has_permission: false } }, 'deny', 'PIPL 51'],
  ['PIPL 51', 'a bulk export, permission not known', { operation: 'staff_bulk_export' }, 'deny', 'PIPL 51'],
  ['PIPL 51', 'a bulk export with permission', { operation: 'staff_bulk_export', basis_facts: { operator_has_permission: true } }, 'allow', 'PIPL 51'],
  ['PIPL 51', 'a look without permission', { operation: 'staff_access', basis_facts: { operator_has_permission: false } }, 'deny', 'PIPL 51'],
  ['PIPL 22', 'the successor uses it for a purpose of its own', { recipient: { ...(newCo({ purpose_changed: true })['recipient'] as FactsPatch) } }, 'deny', 'PIPL 22'],
  ['PIPL 22', 'the successor goes on as before', { recipient: { ...(newCo()['recipient'] as FactsPatch) } }, 'allow', 'PIPL 13'],
  ['NDSR 21(2)', 'an entrustee need not stand in the list of recipients', { operation: 'entrust', recipient: { name: 'Vendor', role: 'entrustee', contract_signed: true, within_contract_scope: true, contract_ended: false, told_in_notice: false } }, 'allow', 'PIPL 21'],
];
