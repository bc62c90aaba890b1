import { describe, expect, it } from 'vitest';
import { consent, type FactsPatch, factsWith } from '../../../test/support/lawful-facts.ts';
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

describe('without a consent', () => {
  const beyond = { covers_this_purpose: false };
  // biome-ignore format: one case a line reads as a table
  const rows: readonly (readonly [string, FactsPatch, string])[] = [
    ['none at all', { consents: [], notice: beyond }, 'consent.none'],
    ['one for another purpose alone', { consents: [consent({ purpose: 'delivery' })], notice: beyond }, 'consent.other-purpose'],
    ['none at all, and a newer version exists', { consents: [], notice: { ...beyond, version_shown: 'v2', current_version: 'v3', change_notified: true } }, 'consent.none'],
    ['one that the handling goes beyond', { notice: beyond }, 'consent.scope-changed'],
    ['one withdrawn that the handling would go beyond', { consents: [consent({ withdrawn_at: '2026-10-01' })], notice: beyond }, 'consent.withdrawn'],
  ];
  it.each(rows)('is decided by what is missing: %s', (_name, patch, decisive) => {
    const verdict = judge(factsWith(patch));
    expect([verdict.outcome, verdict.reasons[0]?.code]).toEqual(['deny', decisive]);
    expect(verdict.articles).toContain('PIPL 14');
  });
});

describe('messages', () => {
  const sms = (message: FactsPatch, more: FactsPatch = {}): FactsPatch => ({
    purpose: 'marketing',
    channel: 'sms',
    consents: [consent({ purpose: 'marketing', channel: 'sms' })],
    message: { commercial: true, sender_identity: true, opt_out_included: true, consent_proof_kept: true, ...message },
    ...more,
  });
  const unsubscribed = (patch: FactsPatch): FactsPatch => ({
    refusals_and_objections: [{ type: 'unsubscribe', at: '2026-09-01', ...patch }],
  });
  // biome-ignore format: one case a line reads as a table
  holds([
    ['a proper SMS', sms({}), 'allow', 'Advertising Law 43'],
    ['no sender', sms({ sender_identity: false }), 'deny', 'Advertising Law 43'],
    ['no proof under the rules of 2026', sms({ consent_proof_kept: false }), 'deny', 'SMS Rules 2026'],
    ['no proof the day before they took effect', { ...sms({ consent_proof_kept: false }), decision_at: '2026-04-30T23:59:59+08:00' }, 'allow', 'Advertising Law 43'],
    ['no proof at the instant they took effect', { ...sms({ consent_proof_kept: false }), decision_at: '2026-05-01T00:00:00+08:00' }, 'deny', 'SMS Rules 2026'],
    ['unsubscribed from brand A, sent as brand B of the same handler', sms({ sender_brand: 'B', same_handler: true }, unsubscribed({ brand: 'A' })), 'deny', 'Online Trading Measures 16'],
    ['unsubscribed from another handler', sms({ sender_brand: 'B', same_handler: false }, unsubscribed({ brand: 'A' })), 'allow', 'Advertising Law 43'],
    ['subscribed again later', sms({}, { ...unsubscribed({}), consents: [consent({ purpose: 'marketing', channel: 'sms', given_at: '2026-10-01' })] }), 'allow', 'Advertising Law 43'],
    ['stop on WeCom', { ...sms({}), channel: 'wecom', consents: [consent({ purpose: 'marketing' })], refusals_and_objections: [{ type: 'explicit_refusal', channel: 'wecom', at: '2026-10-01' }] }, 'deny', 'Civil Code 1033'],
    ['a shipping notice after unsubscribing', { purpose: 'deliver_order', channel: 'sms', legal_basis: 'contract', consents: [], message: { commercial: false, sender_identity: true, opt_out_included: false }, ...unsubscribed({}) }, 'allow', 'PIPL 13'],
    ['marketing over SMS with nothing known of the message', { ...sms({}), message: null }, 'deny', 'Advertising Law 43'],
    ['withdrawn after it was queued', { ...sms({ queued_at: '2026-11-10T09:00:00+08:00' }), consents: [consent({ purpose: 'marketing', channel: 'sms', withdrawn_at: '2026-11-10T09:30:00+08:00' })] }, 'deny', 'PIPL 15'],
    ['asking again after a no', { operation: 'request_consent', refusals_and_objections: [{ type: 'declined_consent', at: '2026-11-01' }], message: { asks_since_refusal: 3 } }, 'deny', 'NDSR 22'],
    ['asking again within 48 hours', { operation: 'request_consent', refusals_and_objections: [{ type: 'declined_consent', at: '2026-11-09T10:00:00+08:00' }], message: { asks_since_refusal: 0 } }, 'deny', 'NDSR 22'],
    ['asking for the first time', { operation: 'request_consent' }, 'allow', 'PIPL 14'],
  ]);

  // biome-ignore format: one case a line reads as a table
  const amiss: readonly (readonly [string, FactsPatch])[] = [
    ['no sender', sms({ sender_identity: false })],
    ['no way to refuse', sms({ opt_out_included: false })],
    ['after unsubscribing', sms({}, unsubscribed({}))],
    ['after unsubscribing from another brand', sms({ sender_brand: 'B', same_handler: true }, unsubscribed({ brand: 'A' }))],
    ['after a stop to SMS', sms({}, { refusals_and_objections: [{ type: 'explicit_refusal', channel: 'sms', at: '2026-10-01' }] })],
  ];
  it.each(amiss)('an SMS is denied by the rules on SMS too, since they are in force: %s', (_name, patch) => {
    const before = judge(factsWith({ ...patch, decision_at: '2026-04-30T23:59:59+08:00' }));
    expect(judge(factsWith(patch)).articles).toContain('SMS Rules 2026');
    expect(before.articles).not.toContain('SMS Rules 2026');
    expect(judge(factsWith({ ...patch, channel: 'email' })).articles).not.toContain('SMS Rules 2026');
  });
});

describe('the article that a special rule adds', () => {
  it('names the portrait where an advertisement is called news', () => {
    const news = { operation: 'publish', purpose: 'advertising', legal_basis: 'news', consents: [] };
    const facts = { ...news, basis_facts: { public_interest: false } };
    const shown = judge(factsWith({ ...facts, data: { categories: ['portrait'] } }));
    expect(shown.articles).toEqual(expect.arrayContaining(['PIPL 13', 'Civil Code 1019', 'Civil Code 1020']));
    expect(judge(factsWith(facts)).articles).not.toContain('Civil Code 1019');
  });

  it('names the closing of the account where it is refused', () => {
    const refused = (type: string): FactsPatch => ({
      operation: 'refuse_rights_request',
      rights_request: { type, identity_verified: true, refusal_reason: 'points remain', lawful_ground: null },
    });
    const closing = judge(factsWith(refused('close_account'))).articles;
    expect(closing).toEqual(expect.arrayContaining(['NDSR 24', 'E-Commerce Law 24', 'PIPL 50']));
    expect(judge(factsWith(refused('copy'))).articles).not.toContain('NDSR 24');
  });
});

describe('export', () => {
  const abroad = (patch: FactsPatch, more: FactsPatch = {}): FactsPatch => ({
    operation: 'export',
    consents: [consent(), separate({ covers: 'export', recipient: 'HQ' }), separate({ covers: 'sensitive_handling' })],
    cross_border: {
      recipient: 'HQ',
      told: [...TOLD, 'rights_procedure'],
      exporter_is_ciio: false,
      important_data: false,
      persons_nonsensitive_this_year: 10,
      persons_sensitive_this_year: 0,
      mechanism: null,
      exemption: null,
      recipient_on_restricted_list: false,
      ...patch,
    },
    ...more,
  });
  const health = { data: { categories: ['health_condition'], sensitive_kinds: ['health'] } };
  // biome-ignore format: one case a line reads as a table
  holds([
    ['99,999 persons', abroad({ persons_nonsensitive_this_year: 99_999 }), 'allow', 'CBDF Provisions 5'],
    ['100,000 persons', abroad({ persons_nonsensitive_this_year: 100_000 }), 'deny', 'CBDF Provisions 8'],
    ['100,000 persons certified', abroad({ persons_nonsensitive_this_year: 100_000, mechanism: 'certified' }), 'allow', 'CBDF Provisions 8'],
    ['1,000,000 persons under a standard contract', abroad({ persons_nonsensitive_this_year: 1_000_000, mechanism: 'standard_contract_filed' }), 'deny', 'CBDF Provisions 7'],
    ['9,999 sensitive under a standard contract', abroad({ persons_sensitive_this_year: 9_999, mechanism: 'standard_contract_filed' }, health), 'allow', 'CBDF Provisions 8'],
    ['10,000 sensitive under a standard contract', abroad({ persons_sensitive_this_year: 10_000, mechanism: 'standard_contract_filed' }, health), 'deny', 'CBDF Provisions 7'],
    ['100,000 persons by the older rules', { ...abroad({ persons_nonsensitive_this_year: 100_000, mechanism: 'standard_contract_filed' }), decision_at: '2024-03-21T23:59:59+08:00', notice: { shown_at: '2023-01-05' }, consents: [consent({ given_at: '2023-01-06' }), separate({ given_at: '2023-01-06', covers: 'export', recipient: 'HQ' })] }, 'deny', 'PIPL 38'],
    ['an operator of critical infrastructure', abroad({ exporter_is_ciio: true }), 'deny', 'CBDF Provisions 7'],
    ['important data even with an exemption', abroad({ important_data: true, exemption: 'contract' }, { legal_basis: 'contract' }), 'deny', 'CBDF Provisions 7'],
    ['employees under HR', abroad({ exemption: 'hr', persons_nonsensitive_this_year: 200_000 }, { legal_basis: 'hr', subject: { role: 'employee' }, basis_facts: { lawful_labour_rules: true, collective_contract: true } }), 'allow', 'CBDF Provisions 5'],
    ['an exemption without necessity', abroad({ exemption: 'contract' }, { legal_basis: 'contract', basis_facts: { necessary: false } }), 'deny', 'CBDF Provisions 5'],
    ['numbers split', abroad({ split_to_evade: true, mechanism: 'standard_contract_filed' }), 'deny', 'CBDF Provisions 7'],
    ['rights procedure untold', abroad({ told: TOLD }), 'deny', 'PIPL 39'],
    ['a listed recipient', abroad({ recipient_on_restricted_list: true }), 'deny', 'PIPL 42'],
    ['without assessment of impact', abroad({}, { pia_done: false }), 'deny', 'PIPL 55'],
    ['remote access is an export', { ...abroad({ via: 'remote_access' }), operation: 'use', consents: [consent()] }, 'deny', 'PIPL 39'],
    ['nothing known', { operation: 'export' }, 'deny', 'PIPL 42'],
  ]);
});

describe('requests of individuals', () => {
  const request = (operation: string, patch: FactsPatch, more: FactsPatch = {}): FactsPatch => ({
    operation,
    rights_request: { identity_verified: true, ...patch },
    ...more,
  });
  const dead = { subject: { deceased: true } };
  const kin = { type: 'copy', requester: 'daughter', relation_verified: true, lawful_interest: true };
  const transfer = {
    type: 'transfer',
    data_by_consent_or_contract: true,
    technically_feasible: true,
    harms_others: false,
  };
  // biome-ignore format: one case a line reads as a table
  holds([
    ['a copy for the person', request('fulfil_rights_request', { type: 'copy' }), 'allow', 'PIPL 45'],
    ['a transfer that meets the four conditions', request('fulfil_rights_request', transfer), 'allow', 'NDSR 25'],
    ['a transfer that harms others', request('fulfil_rights_request', { ...transfer, harms_others: true }), 'deny', 'NDSR 25'],
    ['refusing a transfer that is due', request('refuse_rights_request', { ...transfer, refusal_reason: 'too much work' }), 'deny', 'NDSR 25'],
    ['refusing with ground and reason', request('refuse_rights_request', { type: 'delete', lawful_ground: 'statutory retention', refusal_reason: 'kept until 2028' }), 'allow', 'PIPL 50'],
    ['refusing with a ground but no reason', request('refuse_rights_request', { type: 'delete', lawful_ground: 'statutory retention' }), 'deny', 'PIPL 50'],
    ['a cost for excessive requests', request('charge_fee', { type: 'transfer', clearly_excessive: true, request_count_this_month: 40 }), 'allow_with_conditions', 'NDSR 25'],
    ['a photo with the ID card in hand', request('impose_condition', { type: 'close_account', condition: 'hand-held ID photo' }), 'deny', 'NDSR 23'],
    ['a daughter of the deceased', request('fulfil_rights_request', kin, dead), 'allow', 'PIPL 49'],
    ['a cousin of the deceased', request('fulfil_rights_request', { ...kin, requester: 'cousin' }, dead), 'deny', 'PIPL 49'],
    ['a relative of the living', request('fulfil_rights_request', kin), 'deny', 'PIPL 51'],
    ['deleting on request within a statutory term', request('fulfil_rights_request', { type: 'delete' }, { retention: { statutory_keep_until: '2028-01-01' } }), 'deny', 'PIPL 47'],
    ['skipping individuals when harm is avoided', { operation: 'skip_individual_breach_notice', basis_facts: { harm_effectively_avoided: true } }, 'allow', 'PIPL 57'],
    ['skipping individuals when it is not', { operation: 'skip_individual_breach_notice' }, 'deny', 'PIPL 57'],
    ['refusing a service over necessary data', { operation: 'refuse_service', service_gate: { action: 'refuse_because_data_not_given', data_necessary_for_service: true } }, 'allow', 'PIPL 16'],
  ]);
});
