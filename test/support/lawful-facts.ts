type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A patch of facts: objects are merged, everything else replaces. */
export interface FactsPatch {
  readonly [key: string]: Json;
}

/** An adult customer, told and asked before, whose plain information is used within every term: allowed. */
export const LAWFUL_USE: FactsPatch = {
  decision_at: '2026-11-10T10:00:00+08:00',
  subject: { role: 'customer', birth_date: '1990-05-01', in_mainland_china: true, deceased: false },
  age_rule: 'birthday_counts',
  data: { categories: ['name', 'mobile'], sensitive_kinds: [], state: 'identifiable', source: 'from_individual' },
  operation: 'use',
  purpose: 'club_service',
  channel: 'none',
  legal_basis: 'consent',
  basis_facts: { necessary: true },
  notice: {
    shown_at: '2026-01-05T09:00:00+08:00',
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
      given_at: '2026-01-05T09:05:00+08:00',
      valid_until: null,
      withdrawn_at: null,
      how: 'explicit_action',
    },
  ],
  refusals_and_objections: [],
  recipient: null,
  cross_border: null,
  automated_decision: null,
  public_info: null,
  minor: null,
  message: null,
  retention: {
    keep_until: '2028-01-05T23:59:59+08:00',
    purpose_fulfilled: false,
    statutory_keep_until: null,
    account_closed: false,
    deletion_technically_hard: false,
  },
  rights_request: null,
  service_gate: null,
  pia_done: true,
  strict_protection: true,
};

function isObject(value: unknown): value is FactsPatch {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Merges a patch into facts. */
export function patched(base: FactsPatch, patch: FactsPatch): FactsPatch {
  const result: { [key: string]: Json } = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    const old = result[name];
    result[name] = isObject(value) && isObject(old) ? patched(old, value) : value;
  }
  return result;
}

/** A consent record like the lawful one, for another purpose or of another kind. */
export function consent(patch: FactsPatch = {}): FactsPatch {
  return patched(
    {
      kind: 'general',
      purpose: 'club_service',
      notice_version: 'v1',
      given_at: '2026-01-05T09:05:00+08:00',
      valid_until: null,
      withdrawn_at: null,
      how: 'explicit_action',
    },
    patch,
  );
}

/** The lawful use with a patch. */
export function factsWith(patch: FactsPatch): FactsPatch {
  return patched(LAWFUL_USE, patch);
}
