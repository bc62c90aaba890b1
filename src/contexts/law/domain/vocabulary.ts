/** How one field of the facts is read; `article` is what a deny names when the field holds something outside the vocabulary. */
export type FieldSpec =
  | { readonly type: 'boolean' | 'instant' | 'text' | 'count'; readonly article: string }
  | { readonly type: 'one'; readonly article: string; readonly values: ReadonlySet<string> }
  | { readonly type: 'object' | 'objects'; readonly article: string; readonly fields: ReadonlyMap<string, FieldSpec> }
  | { readonly type: 'list'; readonly article: string; readonly values: ReadonlySet<string> | null };

type Draft = (article: string) => FieldSpec;

const flag: Draft = (article) => ({ type: 'boolean', article });
const instant: Draft = (article) => ({ type: 'instant', article });
const text: Draft = (article) => ({ type: 'text', article });
const count: Draft = (article) => ({ type: 'count', article });
const one =
  (...values: string[]): Draft =>
  (article) => ({ type: 'one', article, values: new Set(values) });
const list =
  (...values: string[]): Draft =>
  (article) => ({ type: 'list', article, values: values.length === 0 ? null : new Set(values) });

function fieldsOf(article: string, drafts: Record<string, Draft>): ReadonlyMap<string, FieldSpec> {
  return new Map(Object.entries(drafts).map(([name, draft]) => [name, draft(article)]));
}
const object =
  (article: string, drafts: Record<string, Draft>): Draft =>
  () => ({ type: 'object', article, fields: fieldsOf(article, drafts) });
const objects =
  (article: string, drafts: Record<string, Draft>): Draft =>
  () => ({ type: 'objects', article, fields: fieldsOf(article, drafts) });
const under =
  (article: string, draft: Draft): Draft =>
  () =>
    draft(article);

// The last two are this product's: messages by an official account of WeChat and by a mini-program.
const CHANNELS = ['app_push', 'email', 'none', 'phone', 'sms', 'wecom', 'mini_program', 'official_account'];
const TOLD = ['contact', 'kinds', 'method', 'name', 'purpose', 'rights_procedure'];

// The last line of each list holds values of this product that the published vocabulary does not show.
const CATEGORIES = [
  ...['address', 'allergy', 'bank_account', 'birth_date', 'city', 'credit_report', 'face_template', 'gender'],
  ...['health_condition', 'id_card_photo', 'image', 'inferred_pregnancy', 'installed_apps', 'location_trail'],
  ...['mobile', 'mobile_sha256', 'name', 'name_masked', 'order_record', 'pia_report', 'portrait'],
  ...['precise_location', 'radio_scan', 'religion'],
  ...['email', 'id_number', 'wechat_id', 'device_id', 'company', 'behaviour_event', 'tag'],
];
const SENSITIVE_KINDS = [
  ...['biometric', 'credit', 'financial_account', 'health', 'id_card_photo', 'religion', 'whereabouts'],
  ...['specific_identity'],
];
const SOURCES = [
  'device_auto_collected',
  'from_individual',
  'inferred',
  'leaked_dataset',
  'purchased_list',
  'self_published',
];
const OPERATIONS = [
  ...['charge_fee', 'collect', 'delete', 'entrust', 'export', 'fulfil_rights_request', 'impose_condition'],
  ...['merger_transfer', 'provide', 'publish', 'refuse_explanation', 'refuse_rights_request', 'refuse_service'],
  ...['request_consent', 'return_and_delete', 'sell', 'skip_authority_breach_notice'],
  ...['skip_individual_breach_notice', 'staff_access', 'staff_bulk_export', 'store', 'sub_entrust', 'transmit', 'use'],
];
const BASES = [
  ...['consent', 'contract', 'emergency', 'hr', 'legal_duty', 'legitimate_interests', 'news', 'other_law'],
  ...['public_health_emergency', 'public_info'],
];
const REFUSALS = [
  ...[
    'declined_consent',
    'explicit_refusal',
    'no_reply_to_invitation',
    'refuse_public_info_use',
    'restrict',
    'unsubscribe',
  ],
];

const BASIS_FACTS = {
  necessary: flag,
  lawful_labour_rules: flag,
  collective_contract: flag,
  law_cited: text,
  emergency_ongoing: flag,
  public_interest: flag,
  handler_is_ecommerce_platform: flag,
  law_requires_written_consent: flag,
  handler_is_licensed_lender: flag,
  non_face_alternative: flag,
  face_stays_on_device: flag,
  separate_consent_for_transmission: flag,
  equivalent_alternative_exists: flag,
  public_place: flag,
  sign_shown: flag,
  copyright_owner_agrees: flag,
  harm_effectively_avoided: flag,
  operator_has_permission: flag,
};
const NOTICE = {
  shown_at: instant,
  version_shown: text,
  current_version: text,
  missing_items: list(
    'handler_contact',
    'retention_period',
    'rights_methods',
    'sensitive_impact',
    'sensitive_necessity',
  ),
  covers_this_purpose: flag,
  covers_these_data: flag,
  covers_this_method: flag,
  change_v1_to_v2: text,
  change_notified: flag,
  retention_text: text,
};
const CONSENT = {
  kind: one('general', 'separate', 'written'),
  purpose: text,
  notice_version: text,
  given_at: instant,
  valid_until: instant,
  withdrawn_at: instant,
  how: one('deemed_by_continued_use', 'explicit_action', 'forced_bundle', 'pre_ticked', 'signed_document', 'silence'),
  channel: one(...CHANNELS),
  term_text: text,
  one_time: flag,
  used_at: instant,
  bundled_with: list(),
  recipient: text,
  told: list(...TOLD),
  covers: one('export', 'sensitive_handling'),
};
const RECIPIENT = {
  name: text,
  role: one('entrustee', 'independent_handler', 'joint_handler', 'state_authority', 'successor'),
  contract_signed: flag,
  within_contract_scope: flag,
  contract_ended: flag,
  sub_entrust_approved: flag,
  same_group: flag,
  told_in_notice: flag,
  agreement: flag,
  individuals_told: flag,
  purpose_changed: flag,
};
const CROSS_BORDER = {
  recipient: text,
  told: list(...TOLD),
  exporter_is_ciio: flag,
  important_data: flag,
  persons_nonsensitive_this_year: count,
  persons_sensitive_this_year: count,
  mechanism: one('security_assessment_passed', 'standard_contract_filed', 'certified'),
  exemption: one('contract', 'foreign_origin', 'hr', 'emergency'),
  recipient_on_restricted_list: flag,
  split_to_evade: flag,
  via: one('remote_access'),
  foreign_judicial_request: flag,
  prc_approval: flag,
};
const AUTOMATED_DECISION = {
  used: flag,
  opt_out_provided: flag,
  opted_out: flag,
  opted_out_at: instant,
  major_effect: flag,
  human_review_available: flag,
  human_review_requested: flag,
  human_review_done: flag,
  uses_deleted_tags: flag,
  price_differs_by_profile: flag,
  lawful_reason: text,
  uniform_rule: text,
  solely_automated: flag,
  explanation_requested: flag,
  kind: one('search_results'),
};
const MINOR = {
  guardian_consent: object('PIPL 31', {
    by: text,
    relation_verified: flag,
    given_at: instant,
    withdrawn_at: instant,
    separate: flag,
  }),
  child_rules_published: flag,
  staff_access_approved: flag,
  access_recorded: flag,
};
const MESSAGE = {
  commercial: flag,
  sender_identity: flag,
  opt_out_included: flag,
  queued_at: instant,
  consent_proof_kept: flag,
  sender_brand: text,
  same_handler: flag,
  asks_since_refusal: count,
};
const RETENTION = {
  keep_until: instant,
  purpose_fulfilled: flag,
  statutory_keep_until: instant,
  account_closed: flag,
  deletion_technically_hard: flag,
  service_stopped: flag,
};
const RIGHTS_REQUEST = {
  type: one('close_account', 'copy', 'delete', 'transfer'),
  identity_verified: flag,
  refusal_reason: text,
  data_by_consent_or_contract: flag,
  technically_feasible: flag,
  harms_others: flag,
  request_count_this_year: count,
  request_count_this_month: count,
  clearly_excessive: flag,
  lawful_ground: text,
  condition: text,
  requester: text,
  relation_verified: flag,
  lawful_interest: flag,
  deceased_arrangement: text,
};

/** The vocabulary of the facts: every field, its type, its fixed values, and the article a wrong value is denied under. */
export const VOCABULARY: ReadonlyMap<string, FieldSpec> = fieldsOf('PIPL 69', {
  decision_at: instant,
  subject: object('PIPL 69', {
    // The last one is this product's: somebody who is known as a contact of an organisation.
    role: under('PIPL 13', one('customer', 'employee', 'member', 'business_contact')),
    birth_date: under('PIPL 31', instant),
    in_mainland_china: under('PIPL 3', flag),
    deceased: under('PIPL 49', flag),
  }),
  age_rule: under('PIPL 31', one('birthday_counts', 'day_after_birthday')),
  data: object('PIPL 6', {
    categories: list(...CATEGORIES),
    sensitive_kinds: under('PIPL 28', list(...SENSITIVE_KINDS)),
    state: under('PIPL 73', one('anonymised', 'de_identified', 'identifiable')),
    source: under('PIPL 10', one(...SOURCES)),
  }),
  operation: under('PIPL 4', one(...OPERATIONS)),
  purpose: under('PIPL 6', text),
  // Not in the published vocabulary: what the register declares, so that nothing rests on the wording of a purpose.
  purpose_kind: under('PIPL 6', one('marketing', 'service')),
  channel: under('Advertising Law 43', one(...CHANNELS)),
  legal_basis: under('PIPL 13', one(...BASES)),
  basis_facts: object('PIPL 13', BASIS_FACTS),
  notice: object('PIPL 17', NOTICE),
  consents: objects('PIPL 14', CONSENT),
  refusals_and_objections: objects('PIPL 44', {
    type: one(...REFUSALS),
    purpose: text,
    at: instant,
    brand: text,
    channel: one(...CHANNELS),
  }),
  recipient: object('PIPL 23', RECIPIENT),
  cross_border: object('PIPL 38', CROSS_BORDER),
  automated_decision: object('PIPL 24', AUTOMATED_DECISION),
  public_info: object('PIPL 27', {
    lawfully_public: flag,
    refused_by_person: flag,
    major_effect: flag,
    reasonable_scope: flag,
  }),
  minor: object('PIPL 31', MINOR),
  message: object('Advertising Law 43', MESSAGE),
  retention: object('PIPL 19', RETENTION),
  rights_request: object('PIPL 50', RIGHTS_REQUEST),
  service_gate: object('PIPL 16', {
    action: one(
      'refuse_because_consent_declined',
      'refuse_because_consent_withdrawn',
      'refuse_because_data_not_given',
      'refuse_because_guardian_declined',
    ),
    data_necessary_for_service: flag,
  }),
  pia_done: under('PIPL 55', flag),
  strict_protection: under('PIPL 28', flag),
});
