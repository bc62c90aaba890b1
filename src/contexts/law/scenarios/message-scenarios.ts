import { consent, type FactsPatch, type ScenarioRow } from './scenario.ts';

const full: FactsPatch = { commercial: true, sender_identity: true, opt_out_included: true, consent_proof_kept: true };
const ad = (channel: string, message: FactsPatch = {}, more: FactsPatch = {}): FactsPatch => ({
  purpose: 'marketing',
  channel,
  consents: [consent({ purpose: 'marketing' })],
  message: { ...full, ...message },
  ...more,
});
const no = (patch: FactsPatch): FactsPatch => ({ refusals_and_objections: [patch] });
const shipping = (message: FactsPatch, more: FactsPatch = {}): FactsPatch => ({
  purpose: 'deliver_order',
  channel: 'sms',
  legal_basis: 'contract',
  consents: [],
  message: { ...full, commercial: false, opt_out_included: false, ...message },
  ...more,
});
const ask = (channel: string, refusal: FactsPatch | null, asks: number | null, more: FactsPatch = {}): FactsPatch => ({
  operation: 'request_consent',
  channel,
  consents: [],
  refusals_and_objections: refusal === null ? [] : [refusal],
  message: asks === null ? null : { asks_since_refusal: asks },
  ...more,
});
const LONG_AGO = '2026-06-01T10:00:00+08:00';
const before2026: FactsPatch = { decision_at: '2026-04-30T23:59:59+08:00' };

/** Section 7.3: advertisements, calls, SMS by effective date, opt-out across brands, asking again. */
// biome-ignore format: one scenario a line reads as a table
export const messageScenarios: readonly ScenarioRow[] = [
  ['Advertising Law 43', 'a proper SMS', ad('sms'), 'allow', 'Advertising Law 43'],
  ['Advertising Law 43', 'a proper email', ad('email'), 'allow', 'Advertising Law 43'],
  ['Advertising Law 43', 'no sender', ad('sms', { sender_identity: false }), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'sender not known', ad('email', { sender_identity: null }), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'no way to refuse', ad('sms', { opt_out_included: false }), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'no way to refuse by email', ad('email', { opt_out_included: false }), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'nothing known of the message', ad('sms', {}, { message: null }), 'deny', 'Advertising Law 43'],
  ['Consumer Law 29', 'a marketing call without consent', ad('phone', {}, { consents: [] }), 'deny', 'Advertising Law 43'],
  ['Consumer Law 29', 'a marketing call with consent', ad('phone'), 'allow', 'Advertising Law 43'],
  ['SMS Rules 2026', 'no proof of consent', ad('sms', { consent_proof_kept: false }), 'deny', 'SMS Rules 2026'],
  ['SMS Rules 2026', 'proof not known', ad('sms', { consent_proof_kept: null }), 'deny', 'SMS Rules 2026'],
  ['Section 10, 6', 'no proof, the last second of the older rules', ad('sms', { consent_proof_kept: false }, before2026), 'allow', 'Advertising Law 43'],
  ['Section 10, 6', 'no proof, the first second of the newer rules', ad('sms', { consent_proof_kept: false }, { decision_at: '2026-05-01T00:00:00+08:00' }), 'deny', 'SMS Rules 2026'],
  ['SMS Rules', 'no consent, the last second of the older rules', ad('sms', {}, { ...before2026, consents: [] }), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'an advertisement under the consent to club service', { channel: 'sms', message: full }, 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'an advertisement under the consent to a purpose declared as marketing', { channel: 'email', message: full, purpose_kind: 'marketing' }, 'allow', 'Advertising Law 43'],
  ['Advertising Law 43', 'an advertisement for a purpose declared as service', { purpose: 'club_gazette', channel: 'email', message: full, purpose_kind: 'service', consents: [consent({ purpose: 'club_gazette' })] }, 'deny', 'Advertising Law 43'],
  ['SMS Rules 2026', 'proof is a matter of SMS alone', ad('email', { consent_proof_kept: false }), 'allow', 'Advertising Law 43'],
  ['SMS Rules', 'an invitation without answer', ad('sms', {}, { consents: [], ...no({ type: 'no_reply_to_invitation', at: '2026-10-01' }) }), 'deny', 'SMS Rules'],
  ['SMS Rules', 'an invitation without answer, then agreed', ad('sms', {}, { consents: [consent({ purpose: 'marketing', given_at: '2026-10-02' })], ...no({ type: 'no_reply_to_invitation', at: '2026-10-01' }) }), 'allow', 'Advertising Law 43'],
  ['Advertising Law 43', 'unsubscribed', ad('sms', {}, no({ type: 'unsubscribe', at: '2026-09-01' })), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'unsubscribed from tomorrow', ad('sms', {}, no({ type: 'unsubscribe', at: '2026-11-11' })), 'allow', 'Advertising Law 43'],
  ['Advertising Law 43', 'unsubscribed from email, sent by SMS', ad('sms', {}, no({ type: 'unsubscribe', channel: 'email', at: '2026-09-01' })), 'allow', 'Advertising Law 43'],
  ['Advertising Law 43', 'unsubscribed, then agreed again', ad('sms', {}, { consents: [consent({ purpose: 'marketing', given_at: '2026-10-01' })], ...no({ type: 'unsubscribe', at: '2026-09-01' }) }), 'allow', 'Advertising Law 43'],
  ['Online Trading Measures 16', 'unsubscribed from A, sent by B of the same handler', ad('sms', { sender_brand: 'B', same_handler: true }, no({ type: 'unsubscribe', brand: 'A', at: '2026-09-01' })), 'deny', 'Online Trading Measures 16'],
  ['Online Trading Measures 16', 'unsubscribed from A, whose handler B has is not known', ad('sms', { sender_brand: 'B' }, no({ type: 'unsubscribe', brand: 'A', at: '2026-09-01' })), 'deny', 'Online Trading Measures 16'],
  ['Online Trading Measures 16', 'unsubscribed from another handler', ad('sms', { sender_brand: 'B', same_handler: false }, no({ type: 'unsubscribe', brand: 'A', at: '2026-09-01' })), 'allow', 'Advertising Law 43'],
  ['Civil Code 1033', 'said stop on WeCom', ad('wecom', {}, no({ type: 'explicit_refusal', channel: 'wecom', at: '2026-10-01' })), 'deny', 'Civil Code 1033'],
  ['Civil Code 1033', 'said stop on WeCom, a chat about the club', { channel: 'wecom', ...no({ type: 'explicit_refusal', channel: 'wecom', at: '2026-10-01' }) }, 'deny', 'Civil Code 1033'],
  ['Civil Code 1033', 'said stop on WeCom, delivery under the contract', shipping({}, { channel: 'wecom', ...no({ type: 'explicit_refusal', channel: 'wecom', at: '2026-10-01' }) }), 'allow', 'PIPL 13'],
  ['Advertising Law 43', 'only added as a contact', ad('wecom', {}, { consents: [] }), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'a shipping notice to who unsubscribed', shipping({}, no({ type: 'unsubscribe', at: '2026-09-01' })), 'allow', 'PIPL 13'],
  ['Advertising Law 43', 'a shipping notice with a coupon to who unsubscribed', shipping({ commercial: true, opt_out_included: true }, { basis_facts: { necessary: false }, ...no({ type: 'unsubscribe', at: '2026-09-01' }) }), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'a shipping notice with a coupon, never agreed', shipping({ commercial: true, opt_out_included: true }), 'deny', 'Advertising Law 43'],
  ['Advertising Law 43', 'whether the shipping notice advertises is not known', shipping({ commercial: null, opt_out_included: true }), 'deny', 'Advertising Law 43'],
  ['PIPL 15(1)', 'withdrawn after it was queued', ad('sms', { queued_at: '2026-11-10T09:00:00+08:00' }, { consents: [consent({ purpose: 'marketing', withdrawn_at: '2026-11-10T09:30:00+08:00' })] }), 'deny', 'PIPL 15'],
  ['PIPL 15', 'SMS withdrawn, email stands, sent by email', ad('email', {}, { consents: [consent({ purpose: 'marketing', channel: 'sms', withdrawn_at: '2026-03-10' }), consent({ purpose: 'marketing', channel: 'email' })] }), 'allow', 'PIPL 15'],
  ['PIPL 15', 'SMS withdrawn, email stands, sent by SMS', ad('sms', {}, { consents: [consent({ purpose: 'marketing', channel: 'sms', withdrawn_at: '2026-03-10' }), consent({ purpose: 'marketing', channel: 'email' })] }), 'deny', 'PIPL 15'],
  ['NDSR 22(5)', 'asked for the first time', ask('none', null, null), 'allow', 'PIPL 14'],
  ['NDSR 22(5)', 'asked at every start since the no', ask('none', { type: 'declined_consent', at: LONG_AGO }, 5), 'deny', 'NDSR 22'],
  ['NDSR 22(5)', 'asked at every start, the no itself is not recorded', ask('none', null, 5), 'deny', 'NDSR 22'],
  ['NDSR 22(5)', 'asked once more after months', ask('none', { type: 'declined_consent', at: LONG_AGO }, 0), 'allow', 'NDSR 22'],
  ['NDSR 22(5)', 'asked once more, how often before is not known', ask('none', { type: 'declined_consent', at: LONG_AGO }, null), 'deny', 'NDSR 22'],
  ['NDSR 22(5)', 'asked once more after 48 hours less a second', ask('none', { type: 'declined_consent', at: '2026-11-08T10:00:01+08:00' }, 0), 'deny', 'NDSR 22'],
  ['NDSR 22(5)', 'asked once more after 48 hours', ask('none', { type: 'declined_consent', at: '2026-11-08T10:00:00+08:00' }, 0), 'allow', 'NDSR 22'],
  ['NDSR 22(5)', 'asked about something else than was declined', ask('none', { type: 'declined_consent', purpose: 'profiling', at: '2026-11-10T09:00:00+08:00' }, null), 'allow', 'PIPL 14'],
  ['NDSR 22(5)', 'asked about service after a no to marketing', ask('none', { type: 'declined_consent', purpose: 'marketing', at: '2026-11-10T09:00:00+08:00' }, null), 'allow', 'PIPL 14'],
  ['NDSR 22(5)', 'asked about newsletters after a no to marketing', ask('none', { type: 'declined_consent', purpose: 'marketing', at: '2026-11-10T09:00:00+08:00' }, 0, { purpose: 'newsletter' }), 'deny', 'NDSR 22'],
  ['NDSR 22(5)', 'asked at every start since the withdrawal', ask('none', null, 3, { consents: [consent({ withdrawn_at: LONG_AGO })] }), 'deny', 'NDSR 22'],
  ['SMS Rules', 'asked again by SMS after no reply', ask('sms', { type: 'no_reply_to_invitation', at: LONG_AGO }, 0, { purpose: 'marketing' }), 'deny', 'SMS Rules'],
  ['SMS Rules', 'asked by SMS for the first time', ask('sms', null, null, { purpose: 'marketing' }), 'allow', 'PIPL 14'],
];
