const SHOWN = '2026-01-05T09:00:00+08:00';

/** Cases like the public ones in size and kind, for a clone that stands without them; the words are made up. */
export function madeCases(): readonly { readonly id: string; readonly facts: unknown }[] {
  const variants: readonly Record<string, unknown>[] = [
    {},
    { consents: [] },
    { operation: 'export', cross_border: { recipient: 'HQ', important_data: false, exporter_is_ciio: false } },
    { purpose: 'marketing', channel: 'sms', message: { commercial: true, sender_identity: true } },
    { data: { categories: ['health_condition'], sensitive_kinds: ['health'], source: 'from_individual' } },
    { automated_decision: { used: true, opt_out_provided: true, opted_out: false, major_effect: false } },
    { legal_basis: 'contract', consents: [] },
    { operation: 'provide', recipient: { name: 'Brand B', role: 'independent_handler', contract_signed: true } },
  ];
  return variants.map((variant, position) => ({ id: `MADE-${position + 1}`, facts: { ...lawfulUse(), ...variant } }));
}

function lawfulUse(): Record<string, unknown> {
  return {
    decision_at: '2026-11-10T10:00:00+08:00',
    subject: { role: 'customer', birth_date: '1990-05-01', in_mainland_china: true, deceased: false },
    data: { categories: ['name', 'mobile'], sensitive_kinds: [], state: 'identifiable', source: 'from_individual' },
    operation: 'use',
    purpose: 'club_service',
    channel: 'none',
    legal_basis: 'consent',
    basis_facts: { necessary: true },
    notice: {
      shown_at: SHOWN,
      version_shown: 'v1',
      current_version: 'v1',
      missing_items: [],
      covers_this_purpose: true,
      covers_these_data: true,
      covers_this_method: true,
    },
    consents: [
      {
        kind: 'general',
        purpose: 'club_service',
        notice_version: 'v1',
        given_at: SHOWN,
        valid_until: null,
        withdrawn_at: null,
        how: 'explicit_action',
      },
    ],
    refusals_and_objections: [],
    retention: { keep_until: '2028-01-05T23:59:59+08:00', purpose_fulfilled: false, account_closed: false },
    pia_done: true,
    strict_protection: true,
  };
}
