import { consent, type FactsPatch, type ScenarioRow, separate } from './scenario.ts';

const guardian = (patch: FactsPatch = {}): FactsPatch => ({
  guardian_consent: {
    by: 'mother',
    relation_verified: true,
    given_at: '2026-01-04',
    withdrawn_at: null,
    separate: true,
    ...patch,
  },
  child_rules_published: true,
});
const child = (birth: string, minor: FactsPatch | null, more: FactsPatch = {}): FactsPatch => ({
  subject: { role: 'member', birth_date: birth },
  minor,
  ...more,
});
const alone: FactsPatch = { guardian_consent: null, child_rules_published: true };
const today: FactsPatch = {
  consents: [consent({ given_at: '2026-11-10T09:40:00+08:00' })],
  notice: { shown_at: '2026-11-10T09:35:00+08:00' },
};
const marketing = (channel: string): FactsPatch => ({
  purpose: 'marketing',
  channel,
  consents: [consent({ purpose: 'marketing' })],
});
const automated = { used: true, opt_out_provided: true, opted_out: false, major_effect: false };
const message = { commercial: true, sender_identity: true, opt_out_included: true, consent_proof_kept: true };
const THIRTEEN = '2013-06-01';

/** PIPL 28, 31, the Minors Regulations and section 10 row 7. */
// biome-ignore format: one scenario a line reads as a table
export const minorScenarios: readonly ScenarioRow[] = [
  ['PIPL 31(1)', '13 without a guardian', child(THIRTEEN, alone), 'deny', 'PIPL 31'],
  ['PIPL 31(1)', '13, nothing known of a guardian', child(THIRTEEN, null), 'deny', 'PIPL 31'],
  ['PIPL 31(1)', '13 with the mother', child(THIRTEEN, guardian()), 'allow', 'PIPL 31'],
  ['PIPL 31(1)', 'the guardian consented after the handling', child(THIRTEEN, guardian({ given_at: '2026-11-11' })), 'deny', 'PIPL 31'],
  ['PIPL 31(1)', 'when the guardian consented is not known', child(THIRTEEN, guardian({ given_at: null })), 'deny', 'PIPL 31'],
  ['PIPL 31(1)', 'the relation is not verified', child(THIRTEEN, guardian({ relation_verified: false })), 'deny', 'PIPL 31'],
  ['PIPL 29, 31', "the guardian's consent shared a box", child(THIRTEEN, guardian({ separate: false })), 'deny', 'PIPL 31'],
  ['PIPL 31(1)', 'a brother of 17', child(THIRTEEN, guardian({ by: 'brother aged 17' })), 'deny', 'PIPL 31'],
  ['PIPL 31(1)', 'a teacher', child(THIRTEEN, guardian({ by: 'class teacher' })), 'deny', 'PIPL 31'],
  ['PIPL 31(1)', 'who consented is not known', child(THIRTEEN, guardian({ by: null })), 'deny', 'PIPL 31'],
  ['PIPL 31(1)', 'a legal guardian', child(THIRTEEN, guardian({ by: 'legal guardian (aunt)' })), 'allow', 'PIPL 31'],
  ['PIPL 15', 'the guardian withdrew', child(THIRTEEN, guardian({ withdrawn_at: '2026-10-01' })), 'deny', 'PIPL 15'],
  ['PIPL 15', 'the guardian will withdraw tomorrow', child(THIRTEEN, guardian({ withdrawn_at: '2026-11-11' })), 'allow', 'PIPL 31'],
  ['PIPL 31(2)', 'no rules for children', child(THIRTEEN, { ...guardian(), child_rules_published: false }), 'deny', 'PIPL 31'],
  ['PIPL 31(2)', 'no rules for children, under a contract', child(THIRTEEN, { ...alone, child_rules_published: false }, { legal_basis: 'contract' }), 'deny', 'PIPL 31'],
  ['PIPL 28(1)', "a child's data unprotected", child(THIRTEEN, guardian(), { strict_protection: false }), 'deny', 'PIPL 28'],
  ['PIPL 55(1)', "a child's data without assessment", child(THIRTEEN, guardian(), { pia_done: false }), 'deny', 'PIPL 55'],
  ['PIPL 30', "a child's data, effect not told", child(THIRTEEN, guardian(), { notice: { missing_items: ['sensitive_impact'] } }), 'deny', 'PIPL 30'],
  ['Section 10, 7', 'on the 14th birthday, when it counts', child('2012-11-10', alone, today), 'allow', 'PIPL 31'],
  ['Section 10, 7', 'on the 14th birthday, when the day after counts', child('2012-11-10', alone, { ...today, age_rule: 'day_after_birthday' }), 'deny', 'PIPL 31'],
  ['Section 10, 7', 'on the 14th birthday, no rule given: the stricter', child('2012-11-10', alone, { ...today, age_rule: null }), 'deny', 'PIPL 31'],
  ['Section 10, 7', 'the day after the 14th birthday', child('2012-11-09', alone, { ...today, age_rule: 'day_after_birthday' }), 'allow', 'PIPL 31'],
  ['Section 10, 7', 'the day before the 14th birthday', child('2012-11-11', alone, today), 'deny', 'PIPL 31'],
  ['Civil Code 1259', 'the last second at 13 in Shanghai, told in UTC', child('2012-11-11', alone, { ...today, decision_at: '2026-11-10T15:59:59Z' }), 'deny', 'PIPL 31'],
  ['Civil Code 1259', 'the first second at 14 in Shanghai, told in UTC', child('2012-11-11', alone, { decision_at: '2026-11-10T16:00:00Z', consents: [consent({ given_at: '2026-11-10T16:00:00Z' })] }), 'allow', 'PIPL 31'],
  ['Civil Code 1259', 'born on 29 February, on 28 February', child('2012-02-29', alone, { decision_at: '2026-02-28T12:00:00+08:00', consents: [consent({ given_at: '2026-02-28T11:00:00+08:00' })] }), 'deny', 'PIPL 31'],
  ['PIPL 31', 'a consent given at 13 does not ripen at 14', child('2012-06-01', alone), 'deny', 'PIPL 31'],
  ['PIPL 31', '15 and own consent', child('2011-01-05', alone), 'allow', 'PIPL 31'],
  ['PIPL 31', '15, nothing special known', child('2011-01-05', null), 'allow', 'PIPL 31'],
  ['PIPL 29', '15, health data by general consent', child('2011-01-05', alone, { data: { categories: ['health_condition'], sensitive_kinds: ['health'] } }), 'deny', 'PIPL 29'],
  ['PIPL 29', '15, health data by separate consent', child('2011-01-05', alone, { data: { categories: ['health_condition'], sensitive_kinds: ['health'] }, consents: [consent(), separate()] }), 'allow', 'PIPL 29'],
  ['Minors Regs 24(3)', '17, automated marketing with consent', child('2009-03-01', alone, { ...marketing('app_push'), automated_decision: automated }), 'deny', 'Minors Regs 24'],
  ['Minors Regs 24(3)', '13, automated marketing with the mother', child(THIRTEEN, guardian(), { ...marketing('app_push'), automated_decision: automated }), 'deny', 'Minors Regs 24'],
  ['Minors Regs 24(3)', '17, automated, whether a decision is made by machine is not said', child('2009-03-01', alone, { ...marketing('app_push'), automated_decision: { ...automated, used: null } }), 'deny', 'Minors Regs 24'],
  ['Minors Regs 24(3)', '17, marketing by hand', child('2009-03-01', alone, { ...marketing('sms'), message }), 'allow', 'PIPL 31'],
  ['Minors Regs 24(3)', '17, automated service without marketing', child('2009-03-01', alone, { automated_decision: automated }), 'allow', 'PIPL 31'],
  ['Minors Regs 24(3)', '17, automated, for a purpose nobody understands', child('2009-03-01', alone, { purpose: 'xq-7', consents: [consent({ purpose: 'xq-7' })], automated_decision: automated }), 'deny', 'Minors Regs 24'],
  ['Minors Regs 24(3)', '17, automated, personal offers', child('2009-03-01', alone, { purpose: 'personal_offers', consents: [consent({ purpose: 'personal_offers' })], automated_decision: automated }), 'deny', 'Minors Regs 24'],
  ['Minors Regs 24(3)', '17, automated, a purpose declared as service', child('2009-03-01', alone, { purpose: 'xq-7', purpose_kind: 'service', consents: [consent({ purpose: 'xq-7' })], automated_decision: automated }), 'allow', 'PIPL 31'],
  ['Minors Regs 24(3)', '17, automated, a purpose declared as marketing', child('2009-03-01', alone, { purpose: 'xq-7', purpose_kind: 'marketing', consents: [consent({ purpose: 'xq-7' })], automated_decision: automated }), 'deny', 'Minors Regs 24'],
  ['Minors Regs 24(3)', '17, automated, declared as service and worded as marketing', child('2009-03-01', alone, { purpose: 'marketing', purpose_kind: 'service', consents: [consent({ purpose: 'marketing' })], automated_decision: automated }), 'deny', 'Minors Regs 24'],
  ['PIPL 31', 'health data under a contract, age unknown', { subject: { birth_date: null }, legal_basis: 'contract', data: { categories: ['health_condition'], sensitive_kinds: ['health'] } }, 'deny', 'PIPL 31'],
  ['PIPL 31', 'plain data under a contract, age unknown', { subject: { birth_date: null }, legal_basis: 'contract' }, 'allow', 'PIPL 13'],
  ['Minors Regs 24(3)', '17, a commercial message inside a service, automated', child('2009-03-01', alone, { channel: 'app_push', message, automated_decision: automated }), 'deny', 'Minors Regs 24'],
  ['Minors Regs 24(3)', '18 at this very instant', child('2008-11-10', null, { ...marketing('app_push'), automated_decision: automated, decision_at: '2026-11-10T00:00:00+08:00' }), 'allow', 'PIPL 24'],
  ['PIPL 31(1)', 'the guardian consents at this very instant', child(THIRTEEN, guardian({ given_at: '2026-11-10T10:00:00+08:00' })), 'allow', 'PIPL 31'],
  ['PIPL 15', 'the guardian withdraws at this very instant', child(THIRTEEN, guardian({ withdrawn_at: '2026-11-10T10:00:00+08:00' })), 'deny', 'PIPL 15'],
  ['PIPL 31', '14 by now, the consent was given at 13 with the mother', child('2012-06-01', guardian()), 'allow', 'PIPL 31'],
  ['PIPL 31', '14 by now, the mother withdrew meanwhile', child('2012-06-01', guardian({ withdrawn_at: '2026-10-01' })), 'deny', 'PIPL 31'],
  ['PIPL 31', '14 by now, the relation was never verified', child('2012-06-01', guardian({ relation_verified: false })), 'deny', 'PIPL 31'],
  ['PIPL 31', 'turning 14 at this very instant, consent given before', child('2012-11-10', alone, { decision_at: '2026-11-10T00:00:00+08:00' }), 'deny', 'PIPL 31'],
  ['PIPL 31', '14 by now, agreed to advertisements at 13', child('2012-06-01', alone, { legal_basis: 'contract', purpose: 'deliver_order', channel: 'email', message, consents: [consent({ purpose: 'newsletter' })] }), 'deny', 'Advertising Law 43'],
  ['PIPL 31', '14 by now, agreed to advertisements on that day', child('2012-06-01', alone, { legal_basis: 'contract', purpose: 'deliver_order', channel: 'email', message, consents: [consent({ purpose: 'newsletter', given_at: '2026-06-01T00:00:00+08:00' })] }), 'allow', 'PIPL 31'],
  ['PIPL 31', 'consented on the instant of turning 14', child('2012-03-01', alone, { consents: [consent({ given_at: '2026-03-01T00:00:00+08:00' })] }), 'allow', 'PIPL 31'],
  ['Minors Regs 24(3)', '18 on the birthday when it counts', child('2008-11-10', null, { ...marketing('app_push'), automated_decision: automated }), 'allow', 'PIPL 24'],
  ['Minors Regs 24(3)', '18 on the birthday when the day after counts', child('2008-11-10', null, { ...marketing('app_push'), automated_decision: automated, age_rule: 'day_after_birthday' }), 'deny', 'Minors Regs 24'],
  ['Minors Regs 24(3)', 'automated marketing, age unknown', { subject: { birth_date: null }, ...marketing('app_push'), automated_decision: automated }, 'deny', 'Minors Regs 24'],
  ['PIPL 31', 'plain use, age unknown', { subject: { birth_date: null } }, 'allow', 'PIPL 13'],
  ['PIPL 31', 'plain use, age unknown, signs of minority', { subject: { birth_date: null }, minor: alone }, 'deny', 'PIPL 31'],
  ['PIPL 31', 'health data, age unknown', { subject: { birth_date: null }, data: { categories: ['health_condition'], sensitive_kinds: ['health'] }, consents: [consent(), separate()] }, 'deny', 'PIPL 31'],
  ['Minors Regs 36', "staff open a minor's record without approval", child(THIRTEEN, { ...guardian(), staff_access_approved: false, access_recorded: true }, { operation: 'staff_access' }), 'deny', 'Minors Regs 36'],
  ['Minors Regs 36', "staff open a minor's record, approved but not recorded", child(THIRTEEN, { ...guardian(), staff_access_approved: true, access_recorded: false }, { operation: 'staff_access' }), 'deny', 'Minors Regs 36'],
  ['Minors Regs 36', "staff open a minor's record, approved and recorded", child(THIRTEEN, { ...guardian(), staff_access_approved: true, access_recorded: true }, { operation: 'staff_access' }), 'allow_with_conditions', 'Minors Regs 36'],
  ['Minors Regs 36', "staff open a 17-year-old's record, nothing known", child('2009-03-01', null, { operation: 'staff_access' }), 'deny', 'Minors Regs 36'],
  ['Minors Regs 32', 'no service because the guardian declined', child(THIRTEEN, alone, { operation: 'refuse_service', service_gate: { action: 'refuse_because_guardian_declined', data_necessary_for_service: false } }), 'deny', 'Minors Regs 32'],
  ['Minors Regs 32', 'no service because the guardian declined what it needs', child(THIRTEEN, alone, { operation: 'refuse_service', service_gate: { action: 'refuse_because_guardian_declined', data_necessary_for_service: true } }), 'allow', 'PIPL 16'],
  ['Minors Regs 35', "a minor's data leaked, the harm avoided, nobody told", child(THIRTEEN, alone, { operation: 'skip_individual_breach_notice', basis_facts: { harm_effectively_avoided: true } }), 'deny', 'Minors Regs 35'],
  ['PIPL 69', 'born after the handling', child('2027-01-01', guardian()), 'deny', 'PIPL 69'],
];
