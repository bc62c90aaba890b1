import { comesOfAge } from './age.ts';
import { type ConsentReading, readConsents } from './consent-reading.ts';
import { type ExportThresholds, exportThresholdsAt } from './export-thresholds.ts';
import type { Facts } from './facts.ts';
import { firstInstant, lastInstant, lastSecond } from './instant.ts';
import { type RefusalReading, readRefusals } from './refusal-reading.ts';
import { restsOnCitedLaw } from './rests-on-cited-law.ts';
import type { Act } from './rule.ts';
import type { LawSettings } from './settings.ts';
import { isMarketingPurpose, isPlatformRecordDuty, isServicePurpose, namesGuardian } from './words.ts';

/** What the facts amount to, worked out once so that each rule is one plain question. */
export interface CaseReading {
  readonly facts: Facts;
  readonly settings: LawSettings;
  readonly at: number;
  readonly act: Act;
  readonly purpose: string;
  readonly byConsent: boolean;
  /** Basis 2 to 7, where PIPL 13(2) lifts the consents otherwise demanded. */
  readonly separateConsentDue: boolean;
  readonly emergency: boolean;
  readonly anonymised: boolean;
  readonly under14: boolean;
  readonly under18: boolean;
  readonly ageUnknown: boolean;
  /** Sensitive by kind, so that a separate consent is asked for. */
  readonly sensitiveKind: boolean;
  readonly sensitive: boolean;
  readonly face: boolean;
  readonly exporting: boolean;
  readonly marketing: boolean;
  /** An automated decision for a purpose neither declared nor recognisable as marketing or as service: what a bar hangs on is not known. */
  readonly purposeKindUnknown: boolean;
  /** A commercial message, or marketing over a channel that reaches the person. */
  readonly commercial: boolean;
  readonly automated: boolean;
  readonly guardianConsented: boolean;
  readonly guardianWithdrew: boolean;
  readonly consents: ConsentReading;
  readonly refusals: RefusalReading;
  /** A term fixed by law is still running and binds this handler. */
  readonly statutoryTermRuns: boolean;
  readonly termEnded: boolean;
  readonly thresholds: ExportThresholds;
}

const SENSITIVE_BY_NATURE = new Set([
  ...['allergy', 'health_condition', 'inferred_pregnancy', 'face_template', 'bank_account', 'credit_report'],
  ...['religion', 'location_trail', 'id_card_photo'],
]);
const DIRECT_CHANNELS = new Set(['sms', 'email', 'phone', 'wecom', 'official_account', 'mini_program']);

function hasCategory(facts: Facts, category: string): boolean {
  return facts.data?.categories?.includes(category) === true;
}

function isSensitive(facts: Facts, exporting: boolean, settings: LawSettings): boolean {
  const kinds = facts.data?.sensitive_kinds;
  if (kinds != null && kinds.length > 0) return true;
  const categories = facts.data?.categories;
  if (categories == null) return false;
  for (const category of categories) {
    if (SENSITIVE_BY_NATURE.has(category)) return true;
    if (category === 'id_number' && settings.identityNumber === 'separate_consent') return true;
    if (settings.plainPhotoIsSensitive && (category === 'portrait' || category === 'image')) {
      if (exporting || facts.operation === 'publish') return true;
    }
  }
  return false;
}

/** Whether marketing goes out to the person's own number, address or contact, where the facts of the message are needed. */
export function reachesPersonDirectly(facts: Facts): boolean {
  return facts.channel != null && DIRECT_CHANNELS.has(facts.channel);
}

function isCommercial(facts: Facts, marketing: boolean): boolean {
  if (facts.message != null) return facts.message.commercial !== false || marketing;
  return marketing && facts.channel != null && facts.channel !== 'none';
}

/** Whether a term fixed by law has not ended yet, whoever it binds. */
function statutoryTermOpen(facts: Facts, at: number): boolean {
  const until = facts.retention?.statutory_keep_until;
  return until != null && lastInstant(until) >= at;
}

/** Whether the duty of e-commerce platforms is cited, which binds platforms alone (E-Commerce Law 31). */
function citesPlatformDuty(facts: Facts): boolean {
  const cited = facts.basis_facts?.law_cited;
  return cited != null && isPlatformRecordDuty(cited);
}

/** Whether the duty of e-commerce platforms binds this handler: known to be one, or citing it and not known to be none. */
export function isBoundAsPlatform(facts: Facts): boolean {
  const platform = facts.basis_facts?.handler_is_ecommerce_platform;
  return platform ?? citesPlatformDuty(facts);
}

function readGuardian(facts: Facts, at: number): { consented: boolean; withdrew: boolean; givenAt: number } {
  const g = facts.minor?.guardian_consent;
  if (g == null) return { consented: false, withdrew: false, givenAt: Number.NaN };
  const givenAt = g.given_at == null ? Number.NaN : firstInstant(g.given_at);
  const withdrew = g.withdrawn_at != null && firstInstant(g.withdrawn_at) <= at;
  const sound =
    g.relation_verified === true && g.separate === true && g.by != null && namesGuardian(g.by) && givenAt <= at;
  return { consented: sound && !withdrew, withdrew, givenAt: sound && !withdrew ? givenAt : Number.NaN };
}

function termHasEnded(facts: Facts, at: number): boolean {
  const keep = facts.retention?.keep_until;
  return keep != null && lastInstant(keep) < at;
}

/** Whether handling has ended so that only erasing, or storage where the law admits it, is left (PIPL 47, NDSR 24). */
function handlingHasEnded(facts: Facts, ended: boolean, byLaw: boolean, consents: ConsentReading): boolean {
  const r = facts.retention;
  if (ended || r?.purpose_fulfilled === true || r?.service_stopped === true) return true;
  if (r?.account_closed === true || r?.deletion_technically_hard === true) return true;
  if (facts.data?.source === 'device_auto_collected' && !consents.live) {
    if (facts.legal_basis === 'consent' || facts.legal_basis === 'other_law') return true;
  }
  if (facts.legal_basis === 'consent' && consents.lapsed) return true;
  // What is kept because a law says so, or although its deletion was asked for, is kept for that alone.
  if (byLaw && (restsOnCitedLaw(facts.legal_basis) || facts.rights_request?.type === 'delete')) return true;
  return consents.nothingLeft && facts.legal_basis !== 'contract' && facts.legal_basis !== 'hr';
}

/** Works out a case; the facts must have passed `readFacts`. `momentOf` reads the moment of decision, and so says which end of the day counts where it is a bare date. */
export function readCase(facts: Facts, settings: LawSettings, momentOf = lastSecond): CaseReading {
  const at = facts.decision_at == null ? Number.NaN : momentOf(facts.decision_at);
  const purpose = facts.purpose ?? '';
  // What is declared as service and worded as marketing contradicts itself: the stricter counts.
  const marketing = facts.purpose_kind === 'marketing' || isMarketingPurpose(purpose);
  const exporting = facts.operation === 'export' || facts.cross_border != null;
  const birth = facts.subject?.birth_date;
  const countsBirthday = (facts.age_rule ?? settings.ageRule) === 'birthday_counts';
  const fourteen = birth == null ? Number.NEGATIVE_INFINITY : comesOfAge(birth, 14, countsBirthday);
  const eighteen = birth == null ? Number.NEGATIVE_INFINITY : comesOfAge(birth, 18, countsBirthday);
  const guardian = readGuardian(facts, at);
  const consents = readConsents(facts, at, fourteen, guardian.givenAt);
  const refusals = readRefusals(facts, at, consents);
  const termEnded = termHasEnded(facts, at);
  const termOpen = statutoryTermOpen(facts, at);
  const platform = facts.basis_facts?.handler_is_ecommerce_platform;
  const statutoryTermRuns = termOpen && (platform !== false || !citesPlatformDuty(facts));
  const under14 = at < fourteen;
  const sensitiveKind = isSensitive(facts, exporting, settings);
  const storageOnly = facts.operation === 'store' && handlingHasEnded(facts, termEnded, statutoryTermRuns, consents);
  const byConsent = facts.legal_basis === 'consent';
  const emergencyBasis = facts.legal_basis === 'emergency' || facts.legal_basis === 'public_health_emergency';
  return {
    facts,
    settings,
    at,
    act: storageOnly ? 'store_only' : (facts.operation ?? ''),
    purpose,
    byConsent,
    separateConsentDue: byConsent || settings.separateConsentUnderOtherBases,
    emergency: emergencyBasis && facts.basis_facts?.emergency_ongoing === true,
    anonymised: facts.data?.state === 'anonymised' && !hasCategory(facts, 'mobile_sha256'),
    under14,
    under18: at < eighteen,
    ageUnknown: birth == null,
    sensitiveKind,
    sensitive: sensitiveKind || under14 || hasCategory(facts, 'id_number'),
    face: hasCategory(facts, 'face_template'),
    exporting,
    marketing,
    // Only a machine's decision makes it matter, so the words are looked at only then. A message known not to be commercial tells the kind.
    purposeKindUnknown:
      facts.automated_decision != null &&
      facts.purpose_kind == null &&
      !marketing &&
      facts.message?.commercial !== false &&
      !isServicePurpose(purpose),
    commercial: isCommercial(facts, marketing),
    // A decision that is at issue counts as automated unless that is denied.
    automated: facts.automated_decision != null && facts.automated_decision.used !== false,
    guardianConsented: guardian.consented,
    guardianWithdrew: guardian.withdrew,
    consents,
    refusals,
    statutoryTermRuns,
    termEnded,
    thresholds: exportThresholdsAt(at),
  };
}
