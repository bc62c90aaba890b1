import { consent, type FactsPatch, type ScenarioRow } from './scenario.ts';

const req = (operation: string, patch: FactsPatch, more: FactsPatch = {}): FactsPatch => ({
  operation,
  rights_request: { type: 'copy', identity_verified: true, ...patch },
  ...more,
});
const fulfil = (patch: FactsPatch, more: FactsPatch = {}): FactsPatch => req('fulfil_rights_request', patch, more);
const refuse = (patch: FactsPatch, more: FactsPatch = {}): FactsPatch => req('refuse_rights_request', patch, more);
const transfer: FactsPatch = {
  type: 'transfer',
  data_by_consent_or_contract: true,
  technically_feasible: true,
  harms_others: false,
};
const dead: FactsPatch = { subject: { deceased: true } };
const kin: FactsPatch = { requester: 'daughter', relation_verified: true, lawful_interest: true };
const gate = (action: string | null, necessary: boolean | null): FactsPatch => ({
  operation: 'refuse_service',
  service_gate: { action, data_necessary_for_service: necessary },
});
const LATER = '2028-12-31T23:59:59+08:00';
const withdrawn: FactsPatch = { consents: [consent({ withdrawn_at: '2026-10-01' })] };

/** PIPL 16, 44 to 50, 57, NDSR 23 to 25. */
// biome-ignore format: one scenario a line reads as a table
export const rightsScenarios: readonly ScenarioRow[] = [
  ['PIPL 45', 'a copy for the person', fulfil({}), 'allow', 'PIPL 45'],
  ['PIPL 51', 'a copy for a caller not identified', fulfil({ identity_verified: false }), 'deny', 'PIPL 51'],
  ['PIPL 51', 'a copy, identity not known', fulfil({ identity_verified: null }), 'deny', 'PIPL 51'],
  ['PIPL 51', 'a copy for the daughter of the living', fulfil(kin), 'deny', 'PIPL 51'],
  ['Minors Regs 34', 'a copy for the mother of a minor', fulfil({ requester: 'mother', relation_verified: true }, { subject: { birth_date: '2014-06-01' } }), 'allow', 'PIPL 45'],
  ['Minors Regs 34', 'a copy for a cousin of a minor', fulfil({ requester: 'cousin', relation_verified: true }, { subject: { birth_date: '2014-06-01' } }), 'deny', 'PIPL 51'],
  ['NDSR 23', 'the account closed on request', fulfil({ type: 'close_account' }), 'allow', 'NDSR 23'],
  ['PIPL 47', 'deleted on request', fulfil({ type: 'delete' }), 'allow', 'PIPL 47'],
  ['PIPL 47(2)', 'deleted on request within a statutory term', fulfil({ type: 'delete' }, { retention: { statutory_keep_until: LATER } }), 'deny', 'PIPL 47'],
  ['PIPL 50', 'what is asked for is not known', fulfil({ type: null }), 'deny', 'PIPL 50'],
  ['NDSR 25', 'a transfer that meets the four', fulfil(transfer), 'allow', 'NDSR 25'],
  ...['data_by_consent_or_contract', 'technically_feasible'].flatMap((name): ScenarioRow[] => [
    ['NDSR 25', `a transfer, ${name} false`, fulfil({ ...transfer, [name]: false }), 'deny', 'NDSR 25'],
    ['NDSR 25', `a transfer, ${name} not known`, fulfil({ ...transfer, [name]: null }), 'deny', 'NDSR 25'],
  ]),
  ['NDSR 25', 'a transfer that harms others', fulfil({ ...transfer, harms_others: true }), 'deny', 'NDSR 25'],
  ['NDSR 25', 'a transfer, harm not known', fulfil({ ...transfer, harms_others: null }), 'deny', 'NDSR 25'],
  ['NDSR 25', 'a transfer to somebody not identified', fulfil({ ...transfer, identity_verified: false }), 'deny', 'PIPL 51'],
  ['NDSR 25', 'a transfer that is due is refused', refuse({ ...transfer, refusal_reason: 'too much work' }), 'deny', 'NDSR 25'],
  ['NDSR 25', 'a transfer that cannot be done is refused with the reason', refuse({ ...transfer, technically_feasible: false, refusal_reason: 'no common format' }), 'allow', 'NDSR 25'],
  ['NDSR 25', 'a transfer that would show others is refused with the reason', refuse({ ...transfer, harms_others: true, refusal_reason: 'shows the friends list' }), 'allow', 'NDSR 25'],
  ['PIPL 50', 'a deletion is refused without ground or reason', refuse({ type: 'delete', lawful_ground: null, refusal_reason: null }, withdrawn), 'deny', 'PIPL 50'],
  ['PIPL 47', 'a deletion is refused with a reason but no ground', refuse({ type: 'delete', lawful_ground: null, refusal_reason: 'we need it' }, withdrawn), 'deny', 'PIPL 47'],
  ['PIPL 50', 'a deletion is refused with a ground, reason unsaid', refuse({ type: 'delete', lawful_ground: 'statutory retention', refusal_reason: null }), 'deny', 'PIPL 50'],
  ['PIPL 47(2), 50', 'a deletion is refused for statutory retention, reasons given', refuse({ type: 'delete', lawful_ground: 'statutory retention', refusal_reason: 'kept three years by law' }, { retention: { statutory_keep_until: LATER } }), 'allow', 'PIPL 50'],
  ['PIPL 47(2), 50', 'the same, when the term is in no field', refuse({ type: 'delete', lawful_ground: 'statutory retention', refusal_reason: 'kept three years by law' }), 'allow', 'PIPL 50'],
  ['PIPL 47(2), 50', 'a deletion is refused for a statutory term that has ended', refuse({ type: 'delete', lawful_ground: 'statutory retention', refusal_reason: 'kept three years by law' }, { retention: { statutory_keep_until: '2026-11-09' } }), 'deny', 'PIPL 47'],
  ['PIPL 50', 'a copy is refused for no ground', refuse({ refusal_reason: 'busy' }), 'deny', 'PIPL 50'],
  ['PIPL 50', 'a copy is refused to somebody not identified, reasons given', refuse({ identity_verified: false, refusal_reason: 'not identified' }), 'allow', 'PIPL 50'],
  ['PIPL 49, 50', 'a cousin of the deceased is refused, reasons given', refuse({ ...kin, requester: 'cousin', refusal_reason: 'no close relative' }, dead), 'allow', 'PIPL 50'],
  ['PIPL 49, 50', 'the daughter of the deceased is refused for no ground', refuse({ ...kin, refusal_reason: 'busy' }, dead), 'deny', 'PIPL 49'],
  ['PIPL 47(2), 50', 'a deletion is refused, the statutory term stands in the facts', refuse({ type: 'delete', refusal_reason: 'kept three years by law' }, { retention: { statutory_keep_until: LATER } }), 'allow', 'PIPL 50'],
  ['PIPL 45, 50', 'a copy is refused because a statutory term runs', refuse({ refusal_reason: 'kept three years by law' }, { retention: { statutory_keep_until: LATER } }), 'deny', 'PIPL 50'],
  ['PIPL 45', 'a copy for the person, said so', fulfil({ requester: 'self' }), 'allow', 'PIPL 45'],
  ['PIPL 51', 'a copy for the mother of a grown-up', fulfil({ requester: 'mother', relation_verified: true }), 'deny', 'PIPL 51'],
  ['PIPL 51', 'a copy for the mother of a minor, not verified', fulfil({ requester: 'mother', relation_verified: false }, { subject: { birth_date: '2014-06-01' } }), 'deny', 'PIPL 51'],
  ['NDSR 25', 'a fee for excessive requests that nobody counted', req('charge_fee', { ...transfer, clearly_excessive: true }), 'allow_with_conditions', 'NDSR 25'],
  ['NDSR 25', 'a fee for the one request of this month, called excessive', req('charge_fee', { ...transfer, request_count_this_month: 1, clearly_excessive: true }), 'deny', 'NDSR 25'],
  ['NDSR 25', 'a fee for the twelfth request this year, the first this month', req('charge_fee', { ...transfer, request_count_this_year: 12, request_count_this_month: 1, clearly_excessive: true }), 'allow_with_conditions', 'NDSR 25'],
  ['NDSR 23', 'a condition that nobody states', req('impose_condition', { type: 'delete', identity_verified: false }), 'deny', 'NDSR 23'],
  ['NDSR 25', 'a fee for one request', req('charge_fee', { ...transfer, request_count_this_year: 1, clearly_excessive: false }), 'deny', 'NDSR 25'],
  ['NDSR 25', 'a fee for the fortieth request this month', req('charge_fee', { ...transfer, request_count_this_month: 40, clearly_excessive: true }), 'allow_with_conditions', 'NDSR 25'],
  ['NDSR 25', 'a fee, excess not known', req('charge_fee', { ...transfer, request_count_this_month: 40 }), 'deny', 'NDSR 25'],
  ['NDSR 25', 'a fee for the one request of this year, called excessive', req('charge_fee', { ...transfer, request_count_this_year: 1, request_count_this_month: 1, clearly_excessive: true }), 'deny', 'NDSR 25'],
  ['NDSR 23', 'a photo with the identity card in hand', req('impose_condition', { type: 'delete', condition: 'hand-held ID photo' }), 'deny', 'NDSR 23'],
  ['NDSR 23', 'a code to the registered number', req('impose_condition', { type: 'delete', identity_verified: false, condition: 'one-time code to the registered mobile' }), 'allow', 'NDSR 23'],
  ['NDSR 23', 'a code and a photo', req('impose_condition', { type: 'delete', identity_verified: false, condition: 'code and hand-held photo' }), 'deny', 'NDSR 23'],
  ['NDSR 23', 'a condition nobody understands', req('impose_condition', { type: 'delete', identity_verified: false, condition: 'form 7b' }), 'deny', 'NDSR 23'],
  ['PIPL 49', 'the daughter of the deceased', fulfil(kin, dead), 'allow', 'PIPL 49'],
  ['PIPL 49', 'the daughter of the deceased, in Chinese', fulfil({ ...kin, requester: '女儿' }, dead), 'allow', 'PIPL 49'],
  ['PIPL 49', 'a cousin of the deceased', fulfil({ ...kin, requester: 'cousin' }, dead), 'deny', 'PIPL 49'],
  ['PIPL 49', 'the deceased wanted nobody', fulfil({ ...kin, deceased_arrangement: 'nobody may access' }, dead), 'deny', 'PIPL 49'],
  ['PIPL 49', 'the deceased named the daughter', fulfil({ ...kin, deceased_arrangement: 'my daughter may read everything' }, dead), 'allow', 'PIPL 49'],
  ['PIPL 49', 'no lawful interest', fulfil({ ...kin, lawful_interest: false }, dead), 'deny', 'PIPL 49'],
  ['PIPL 49', 'the relation is not verified', fulfil({ ...kin, relation_verified: false }, dead), 'deny', 'PIPL 49'],
  ['PIPL 49', 'the deceased asks', fulfil({}, dead), 'deny', 'PIPL 49'],
  ['PIPL 49', 'a relative may not have the data moved', fulfil({ ...kin, ...transfer }, dead), 'deny', 'PIPL 49'],
  ['PIPL 16', 'no checkout without marketing consent', gate('refuse_because_consent_declined', false), 'deny', 'PIPL 16'],
  ['PIPL 16', 'no service after withdrawal', gate('refuse_because_consent_withdrawn', false), 'deny', 'PIPL 16'],
  ['PIPL 16', 'no delivery without an address', gate('refuse_because_data_not_given', true), 'allow', 'PIPL 16'],
  ['PIPL 16', 'whether it is necessary is not known', gate('refuse_because_data_not_given', null), 'deny', 'PIPL 16'],
  ['PIPL 16', 'why the service is refused is not known', gate(null, true), 'deny', 'PIPL 16'],
  ['PIPL 57', 'the authority is not told of a leak', { operation: 'skip_authority_breach_notice', basis_facts: { harm_effectively_avoided: true } }, 'deny', 'PIPL 57'],
  ['PIPL 57', 'individuals are not told, harm avoided', { operation: 'skip_individual_breach_notice', basis_facts: { harm_effectively_avoided: true } }, 'allow', 'PIPL 57'],
  ['PIPL 57', 'individuals are not told, harm not avoided', { operation: 'skip_individual_breach_notice', basis_facts: { harm_effectively_avoided: false } }, 'deny', 'PIPL 57'],
  ['PIPL 57', 'individuals are not told, harm not known', { operation: 'skip_individual_breach_notice' }, 'deny', 'PIPL 57'],
  ['Minors Regs 34', 'a verified mother asks for deletion of her child', { operation: 'fulfil_rights_request', subject: { birth_date: '2013-06-01' }, rights_request: { type: 'delete', requester: 'mother', identity_verified: true, relation_verified: true } }, 'allow', 'PIPL 47'],
  ['Minors Regs 34', 'a mother whose relation is not verified', { operation: 'fulfil_rights_request', subject: { birth_date: '2013-06-01' }, rights_request: { type: 'copy', requester: 'mother', identity_verified: true, relation_verified: false } }, 'deny', 'PIPL 51'],
  ['PIPL 49, 50', 'a cousin of the deceased is refused with reasons', refuse({ ...kin, requester: 'cousin', refusal_reason: 'not a close relative' }, dead), 'allow', 'PIPL 50'],
  ['PIPL 51', 'a caller not identified is refused with reasons', refuse({ identity_verified: false, refusal_reason: 'identity not verified' }), 'allow', 'PIPL 50'],
  ['Minors Regs 32', 'a minor who declined what is not needed is refused', { ...gate('refuse_because_consent_declined', false), subject: { birth_date: '2010-06-01' } }, 'deny', 'Minors Regs 32'],
  ['Minors Regs 32', 'a minor who withdrew what the service needs', { ...gate('refuse_because_consent_withdrawn', true), subject: { birth_date: '2010-06-01' } }, 'allow', 'PIPL 16'],
  ['NDSR 23', 'the closing of the account is refused for no ground', refuse({ type: 'close_account', refusal_reason: 'points remain' }), 'deny', 'NDSR 23'],
  ['NDSR 23, PIPL 50', 'the closing of the account is refused, ground and reasons given', refuse({ type: 'close_account', lawful_ground: 'a dispute is pending', refusal_reason: 'a dispute is pending' }), 'allow', 'PIPL 50'],
];
