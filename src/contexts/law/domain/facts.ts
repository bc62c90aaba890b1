type Opt<T> = T | null | undefined;

/** One consent record as it stands in the facts; instants are RFC 3339 text with zone, or a calendar date. */
export interface ConsentFact {
  readonly kind?: Opt<string>;
  readonly purpose?: Opt<string>;
  readonly notice_version?: Opt<string>;
  readonly given_at?: Opt<string>;
  readonly valid_until?: Opt<string>;
  readonly withdrawn_at?: Opt<string>;
  readonly how?: Opt<string>;
  readonly channel?: Opt<string>;
  readonly term_text?: Opt<string>;
  readonly one_time?: Opt<boolean>;
  readonly used_at?: Opt<string>;
  readonly bundled_with?: Opt<readonly string[]>;
  readonly recipient?: Opt<string>;
  readonly told?: Opt<readonly string[]>;
  readonly covers?: Opt<string>;
}

/** One "no" of the person: a refusal, an objection, an unsubscription or silence to an invitation. */
export interface RefusalFact {
  readonly type?: Opt<string>;
  readonly purpose?: Opt<string>;
  readonly at?: Opt<string>;
  readonly brand?: Opt<string>;
  readonly channel?: Opt<string>;
}

/** What the handler can show about the claimed legal basis. */
export interface BasisFacts {
  readonly necessary?: Opt<boolean>;
  readonly lawful_labour_rules?: Opt<boolean>;
  readonly collective_contract?: Opt<boolean>;
  readonly law_cited?: Opt<string>;
  readonly emergency_ongoing?: Opt<boolean>;
  readonly public_interest?: Opt<boolean>;
  readonly handler_is_ecommerce_platform?: Opt<boolean>;
  readonly law_requires_written_consent?: Opt<boolean>;
  readonly handler_is_licensed_lender?: Opt<boolean>;
  readonly non_face_alternative?: Opt<boolean>;
  readonly face_stays_on_device?: Opt<boolean>;
  readonly separate_consent_for_transmission?: Opt<boolean>;
  readonly equivalent_alternative_exists?: Opt<boolean>;
  readonly public_place?: Opt<boolean>;
  readonly sign_shown?: Opt<boolean>;
  readonly copyright_owner_agrees?: Opt<boolean>;
  readonly harm_effectively_avoided?: Opt<boolean>;
  readonly operator_has_permission?: Opt<boolean>;
}

/** What was shown to the person, and whether it describes this handling (PIPL 17). */
export interface NoticeFacts {
  readonly shown_at?: Opt<string>;
  readonly version_shown?: Opt<string>;
  readonly current_version?: Opt<string>;
  readonly missing_items?: Opt<readonly string[]>;
  readonly covers_this_purpose?: Opt<boolean>;
  readonly covers_these_data?: Opt<boolean>;
  readonly covers_this_method?: Opt<boolean>;
  readonly change_v1_to_v2?: Opt<string>;
  readonly change_notified?: Opt<boolean>;
  readonly retention_text?: Opt<string>;
}

/** Another party that takes part in the handling (PIPL 20 to 23). */
export interface RecipientFacts {
  readonly name?: Opt<string>;
  readonly role?: Opt<string>;
  readonly contract_signed?: Opt<boolean>;
  readonly within_contract_scope?: Opt<boolean>;
  readonly contract_ended?: Opt<boolean>;
  readonly sub_entrust_approved?: Opt<boolean>;
  readonly same_group?: Opt<boolean>;
  readonly told_in_notice?: Opt<boolean>;
  readonly agreement?: Opt<boolean>;
  readonly individuals_told?: Opt<boolean>;
  readonly purpose_changed?: Opt<boolean>;
}

/** An export out of mainland China, remote access from abroad included; counts are distinct persons since 1 January. */
export interface CrossBorderFacts {
  readonly recipient?: Opt<string>;
  readonly told?: Opt<readonly string[]>;
  readonly exporter_is_ciio?: Opt<boolean>;
  readonly important_data?: Opt<boolean>;
  readonly persons_nonsensitive_this_year?: Opt<number>;
  readonly persons_sensitive_this_year?: Opt<number>;
  readonly mechanism?: Opt<string>;
  readonly exemption?: Opt<string>;
  readonly recipient_on_restricted_list?: Opt<boolean>;
  readonly split_to_evade?: Opt<boolean>;
  readonly via?: Opt<string>;
  readonly foreign_judicial_request?: Opt<boolean>;
  readonly prc_approval?: Opt<boolean>;
}

/** An automated decision in the sense of PIPL 73(2). */
export interface AutomatedDecisionFacts {
  readonly used?: Opt<boolean>;
  readonly opt_out_provided?: Opt<boolean>;
  readonly opted_out?: Opt<boolean>;
  readonly opted_out_at?: Opt<string>;
  readonly major_effect?: Opt<boolean>;
  readonly human_review_available?: Opt<boolean>;
  readonly human_review_requested?: Opt<boolean>;
  readonly human_review_done?: Opt<boolean>;
  readonly uses_deleted_tags?: Opt<boolean>;
  readonly price_differs_by_profile?: Opt<boolean>;
  readonly lawful_reason?: Opt<string>;
  readonly uniform_rule?: Opt<string>;
  readonly solely_automated?: Opt<boolean>;
  readonly explanation_requested?: Opt<boolean>;
  readonly kind?: Opt<string>;
}

/** Where public information comes from and what the person said about it (PIPL 27). */
export interface PublicInfoFacts {
  readonly lawfully_public?: Opt<boolean>;
  readonly refused_by_person?: Opt<boolean>;
  readonly major_effect?: Opt<boolean>;
  readonly reasonable_scope?: Opt<boolean>;
}

/** The consent of a parent or guardian (PIPL 31). */
export interface GuardianConsentFacts {
  readonly by?: Opt<string>;
  readonly relation_verified?: Opt<boolean>;
  readonly given_at?: Opt<string>;
  readonly withdrawn_at?: Opt<string>;
  readonly separate?: Opt<boolean>;
}

/** What is in place for a person under 18. */
export interface MinorFacts {
  readonly guardian_consent?: Opt<GuardianConsentFacts>;
  readonly child_rules_published?: Opt<boolean>;
  readonly staff_access_approved?: Opt<boolean>;
  readonly access_recorded?: Opt<boolean>;
}

/** A message or a request for consent that is about to reach the person. */
export interface MessageFacts {
  readonly commercial?: Opt<boolean>;
  readonly sender_identity?: Opt<boolean>;
  readonly opt_out_included?: Opt<boolean>;
  readonly queued_at?: Opt<string>;
  readonly consent_proof_kept?: Opt<boolean>;
  readonly sender_brand?: Opt<string>;
  readonly same_handler?: Opt<boolean>;
  readonly asks_since_refusal?: Opt<number>;
}

/** How long the information may be kept (PIPL 19, 47). */
export interface RetentionFacts {
  readonly keep_until?: Opt<string>;
  readonly purpose_fulfilled?: Opt<boolean>;
  readonly statutory_keep_until?: Opt<string>;
  readonly account_closed?: Opt<boolean>;
  readonly deletion_technically_hard?: Opt<boolean>;
  readonly service_stopped?: Opt<boolean>;
}

/** A request under PIPL 44 to 50. */
export interface RightsRequestFacts {
  readonly type?: Opt<string>;
  readonly identity_verified?: Opt<boolean>;
  readonly refusal_reason?: Opt<string>;
  readonly data_by_consent_or_contract?: Opt<boolean>;
  readonly technically_feasible?: Opt<boolean>;
  readonly harms_others?: Opt<boolean>;
  readonly request_count_this_year?: Opt<number>;
  readonly request_count_this_month?: Opt<number>;
  readonly clearly_excessive?: Opt<boolean>;
  readonly lawful_ground?: Opt<string>;
  readonly condition?: Opt<string>;
  readonly requester?: Opt<string>;
  readonly relation_verified?: Opt<boolean>;
  readonly lawful_interest?: Opt<boolean>;
  readonly deceased_arrangement?: Opt<string>;
}

/** Everything `judge` may be told about one act of handling; an absent or null field means "not at issue or not known". */
export interface Facts {
  readonly decision_at?: Opt<string>;
  readonly subject?: Opt<{
    readonly role?: Opt<string>;
    readonly birth_date?: Opt<string>;
    readonly in_mainland_china?: Opt<boolean>;
    readonly deceased?: Opt<boolean>;
  }>;
  readonly age_rule?: Opt<string>;
  readonly data?: Opt<{
    readonly categories?: Opt<readonly string[]>;
    readonly sensitive_kinds?: Opt<readonly string[]>;
    readonly state?: Opt<string>;
    readonly source?: Opt<string>;
  }>;
  readonly operation?: Opt<string>;
  readonly purpose?: Opt<string>;
  readonly purpose_kind?: Opt<string>;
  readonly channel?: Opt<string>;
  readonly legal_basis?: Opt<string>;
  readonly basis_facts?: Opt<BasisFacts>;
  readonly notice?: Opt<NoticeFacts>;
  readonly consents?: Opt<readonly ConsentFact[]>;
  readonly refusals_and_objections?: Opt<readonly RefusalFact[]>;
  readonly recipient?: Opt<RecipientFacts>;
  readonly cross_border?: Opt<CrossBorderFacts>;
  readonly automated_decision?: Opt<AutomatedDecisionFacts>;
  readonly public_info?: Opt<PublicInfoFacts>;
  readonly minor?: Opt<MinorFacts>;
  readonly message?: Opt<MessageFacts>;
  readonly retention?: Opt<RetentionFacts>;
  readonly rights_request?: Opt<RightsRequestFacts>;
  readonly service_gate?: Opt<{
    readonly action?: Opt<string>;
    readonly data_necessary_for_service?: Opt<boolean>;
  }>;
  readonly pia_done?: Opt<boolean>;
  readonly strict_protection?: Opt<boolean>;
}
