type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A patch of facts: objects are merged, everything else replaces. */
export interface FactsPatch {
  readonly [key: string]: Json;
}

/** What it follows from, what is asked in a few words, how the facts differ from the lawful use, the outcome, and the decisive article. */
export type ScenarioRow = readonly [
  of: string,
  name: string,
  patch: FactsPatch,
  outcome: 'allow' | 'deny' | 'allow_with_conditions',
  article: string,
];

/** A worked example of the law: facts with the outcome and decisive article that follow from the text it names. */
export interface Scenario {
  /** Its group and its place there, for example "MSG-07". */
  readonly id: string;
  readonly of: string;
  readonly name: string;
  readonly facts: FactsPatch;
  readonly outcome: ScenarioRow[3];
  readonly article: string;
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

/** A separate consent like the lawful general one. */
export function separate(patch: FactsPatch = {}): FactsPatch {
  return consent({ kind: 'separate', ...patch });
}

/** The lawful use with a patch. */
export function factsWith(patch: FactsPatch): FactsPatch {
  return patched(LAWFUL_USE, patch);
}

/** The rows of a group as scenarios, numbered from 1. */
export function scenariosOf(group: string, rows: readonly ScenarioRow[]): readonly Scenario[] {
  return rows.map(([of, name, patch, outcome, article], index) => ({
    id: `${group}-${String(index + 1).padStart(2, '0')}`,
    of,
    name,
    facts: factsWith(patch),
    outcome,
    article,
  }));
}
