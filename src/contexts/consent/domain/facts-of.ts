import { assessmentTriggers, fieldKind } from '../../register/index.ts';
import type { ActivityCase, Moment } from './activity-case.ts';
import { AGE_RULE, ofAgeFrom } from './age.ts';
import { bindsChannel, governingGrant, isInForce, noSince, withdrawnAt } from './effective.ts';
import { exportFacts } from './export-facts.ts';
import type { PersonState, RefusalState } from './person-state.ts';

/** The facts as the gate builds them; the law's vocabulary, a subset of its `Facts`. */
export type GateFacts = ReturnType<typeof factsOf>;

const TOLD = ['name', 'contact', 'purpose', 'method', 'kinds'];

function instant(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** Builds the facts of one person for the law, from the register's side and the person's side. Pure. */
export function factsOf(theCase: ActivityCase, known: PersonState, moment: Moment) {
  const { activity, request } = theCase;
  const person = withoutForeignYes(known);
  const commercial = activity.commercial;
  return {
    decision_at: moment.at.toISOString(),
    subject: { role: person.role, birth_date: person.birthDate, in_mainland_china: true, deceased: false },
    age_rule: AGE_RULE,
    data: {
      categories: [...new Set(request.fields.map((field) => fieldKind(field).category))],
      sensitive_kinds: [...new Set(request.fields.flatMap((field) => fieldKind(field).sensitiveKind ?? []))],
      state: 'identifiable',
      source: request.source ?? activity.sources[0] ?? null,
    },
    operation: request.operation,
    purpose: activity.purpose,
    purpose_kind: commercial ? 'marketing' : 'service',
    channel: request.channel,
    legal_basis: activity.basis,
    basis_facts: {
      necessary: true,
      ...activity.basisFacts,
      ...(request.operatorPermitted === true ? { operator_has_permission: true } : {}),
    },
    notice: noticeFacts(theCase, person, moment),
    consents: consentFacts(theCase, person, moment),
    refusals_and_objections: refusalFacts(theCase, person, moment),
    recipient: recipientFacts(theCase),
    cross_border: exportFacts(theCase, person, moment),
    automated_decision: automatedFacts(theCase, person, moment),
    public_info: null,
    minor: minorFacts(theCase, person, moment),
    message:
      request.message === null
        ? asksFacts(theCase, person, moment)
        : {
            ...asksFacts(theCase, person, moment),
            commercial,
            sender_identity: request.message.senderIdentity,
            opt_out_included: request.message.optOutIncluded,
            queued_at: instant(request.message.queuedAt ?? null),
            consent_proof_kept: true,
            sender_brand: request.brand,
            same_handler: true,
          },
    retention: {
      keep_until: instant(keepUntil(theCase, person, moment)),
      purpose_fulfilled: false,
      statutory_keep_until: null,
      account_closed: person.closedAt !== null && noSince(person.closedAt, moment) <= moment.at,
      deletion_technically_hard: false,
    },
    rights_request: null,
    service_gate: null,
    pia_done:
      assessmentTriggers(activity, childRules(theCase, moment)).length === 0 ||
      activity.assessment.state === 'approved',
    // The vault encrypts every field under a key of the person's own (PIPL 28, 51).
    strict_protection: true,
  };
}

// A guardian speaks for a child under 14 alone (PIPL 31). Where a date of birth was corrected, a yes may turn out to have been given for somebody
// who was 14 already: nobody but they could have given it.
function withoutForeignYes(person: PersonState): PersonState {
  const until = person.birthDate === null ? null : ofAgeFrom(person.birthDate, 14);
  const foreign = person.grants.some((grant) => grant.guardian && (until === null || grant.givenAt >= until));
  if (!foreign) return person;
  return {
    ...person,
    grants: person.grants.filter((grant) => !grant.guardian || (until !== null && grant.givenAt < until)),
  };
}

function told(theCase: ActivityCase, person: PersonState, moment: Moment): { shownAt: Date; revision: number } | null {
  const { activity, publication, request } = theCase;
  if (activity.noticeBy === 'public_rules')
    return publication === null ? null : { shownAt: publication.firstPublishedAt, revision: publication.revision };
  const grant = activity.basis === 'consent' ? governingGrant(person, request.channel, moment) : undefined;
  if (grant !== undefined) return { shownAt: grant.shownAt, revision: grant.revision };
  const standing = person.standing;
  if (standing?.noticeShownAt == null) return null;
  // Proof from before this register: its wording was checked by whoever graded it, so it counts as telling what is told now.
  return { shownAt: standing.noticeShownAt, revision: standing.revision ?? activity.revision };
}

function noticeFacts(theCase: ActivityCase, person: PersonState, moment: Moment) {
  const { activity, publication } = theCase;
  const shown = told(theCase, person, moment);
  const changes = shown === null ? [] : (theCase.changesSince.get(shown.revision) ?? []);
  const changed = (kind: string) => changes.some((change) => change.kind === kind);
  const current = activity.noticeBy === 'public_rules' ? shown?.revision : activity.revision;
  return {
    shown_at: instant(shown?.shownAt ?? null),
    version_shown: shown === null ? null : version(shown.revision),
    current_version: version(current ?? publication?.revision ?? activity.revision),
    // Publishing refuses a notice that lacks any item (PIPL 17, 30; NDSR 21), so a version that was shown lacks none.
    missing_items: [],
    covers_this_purpose: shown !== null && !changed('purpose'),
    covers_these_data: shown !== null && !changes.some((change) => change.kind === 'categories' && change.reconsent),
    covers_this_method: shown !== null && !changed('method'),
    change_v1_to_v2: changes.length === 0 ? null : changes.map((change) => change.kind).join(' '),
    change_notified: toldSince(theCase, person, moment),
    retention_text: `${activity.retention.days} days`,
  };
}

// Somebody who was shown a later version, whatever they answered, was told what changed (PIPL 17(2)).
function toldSince({ activity }: ActivityCase, person: PersonState, moment: Moment): boolean {
  const { standing } = person;
  if (standing === null || standing.revision === null || standing.noticeShownAt === null) return false;
  return standing.revision >= activity.revision && standing.noticeShownAt <= moment.at;
}

function version(revision: number): string {
  return `v${revision}`;
}

function consentFacts(theCase: ActivityCase, person: PersonState, moment: Moment) {
  const { activity, request } = theCase;
  return person.grants.map((grant) => ({
    kind: grant.kind,
    purpose: activity.purpose,
    notice_version: version(grant.revision),
    given_at: instant(grant.givenAt),
    valid_until: instant(grant.validUntil),
    withdrawn_at: instant(withdrawnAt(grant, person, request.channel, moment)),
    how: grant.how,
    one_time: grant.oneTime,
    used_at: instant(grant.usedAt),
    bundled_with: [],
    ...(grant.channel === null ? {} : { channel: grant.channel }),
    ...(grant.recipient === null ? {} : { recipient: grant.recipient, told: TOLD }),
  }));
}

function refusalFacts(theCase: ActivityCase, person: PersonState, moment: Moment) {
  const { activity, request } = theCase;
  const facts: { type: string; purpose: string; at: string; channel?: string }[] = [];
  // A withdrawal ends the grants before it; where there is none, it is a no of its own.
  for (const refusal of person.refusals)
    if (refusal.kind === 'refused' || person.grants.length === 0)
      facts.push({
        type: 'declined_consent',
        purpose: activity.purpose,
        at: noSince(refusal.at, moment).toISOString(),
        ...(refusal.channel === null ? {} : { channel: refusal.channel }),
      });
  for (const suppression of person.suppressions) {
    if (!isInForce(suppression, person, request.channel, moment)) continue;
    const at = noSince(suppression.at, moment).toISOString();
    if (suppression.kind === 'restrict') facts.push({ type: 'restrict', purpose: activity.purpose, at });
    if (suppression.kind === 'unsubscribe' && activity.commercial && bindsChannel(suppression, request.channel))
      facts.push({ type: 'unsubscribe', purpose: activity.purpose, at, channel: request.channel });
  }
  return facts;
}

// How often they were asked again since their last no (NDSR 22(5)); nothing unless asking is what is judged.
function asksFacts(
  { request }: ActivityCase,
  person: PersonState,
  moment: Moment,
): { asks_since_refusal: number } | null {
  if (request.operation !== 'request_consent') return null;
  const since = (refusals: readonly RefusalState[]) => {
    const last = Math.max(...refusals.map(({ at }) => noSince(at, moment).getTime()));
    return (person.asks ?? []).filter((at) => at.getTime() > last && at <= moment.at).length;
  };
  // A later no of another record must not make them be asked more often than without it.
  const own = person.refusals.filter((refusal) => refusal.kin !== true);
  return { asks_since_refusal: Math.max(since(person.refusals), since(own)) };
}

function recipientFacts(theCase: ActivityCase) {
  const { activity, request } = theCase;
  const recipient = activity.recipients.find((each) => each.name === request.recipient);
  if (recipient === undefined) return null;
  const contract = activity.contracts.find((each) => each.recipient === recipient.name)?.state ?? 'none';
  return {
    name: recipient.name,
    role: recipient.role,
    contract_signed: contract === 'signed',
    contract_ended: contract === 'ended',
    within_contract_scope: contract === 'signed' && request.fields.every((field) => recipient.fields.includes(field)),
    agreement: contract === 'signed',
    told_in_notice: theCase.publication !== null,
    individuals_told: theCase.publication !== null,
    purpose_changed: false,
  };
}

function automatedFacts({ activity, request }: ActivityCase, person: PersonState, moment: Moment) {
  const automated = activity.automatedDecision;
  if (automated === null || !automated.used) return null;
  const off = person.suppressions.find(
    (each) => each.kind === 'personalisation' && isInForce(each, person, request.channel, moment),
  );
  return {
    used: true,
    opt_out_provided: automated.optOutProvided,
    opted_out: off !== undefined,
    ...(off === undefined ? {} : { opted_out_at: noSince(off.at, moment).toISOString() }),
    major_effect: automated.majorEffect === true,
    ...(automated.majorEffect === true ? { human_review_available: automated.humanReview !== undefined } : {}),
  };
}

function keepUntil(theCase: ActivityCase, person: PersonState, moment: Moment): Date | null {
  const { activity, request } = theCase;
  if (activity.noticeBy === 'public_rules') return null;
  if (activity.basis === 'consent') return governingGrant(person, request.channel, moment)?.keepUntil ?? null;
  return person.standing?.keepUntil ?? null;
}

// Facts of a minor: what a guardian consented to, as long as the person is under 14, and the rules for children. The law takes facts of a
// minor without an age for signs of minority.
function minorFacts(theCase: ActivityCase, person: PersonState, moment: Moment) {
  const { birthDate } = person;
  if (!person.minoritySign && (birthDate === null || ofAgeFrom(birthDate, 18) <= moment.at)) return null;
  const under14 = birthDate !== null && moment.at < ofAgeFrom(birthDate, 14);
  return {
    guardian_consent: under14 ? guardianFacts(theCase, person, moment) : null,
    child_rules_published: childRules(theCase, moment),
  };
}

function childRules({ publication }: ActivityCase, moment: Moment): boolean {
  const since = publication?.childRulesSince ?? null;
  return since !== null && (moment.live || since <= moment.at);
}

// The relation was proven when the guardian consented (`recordConsents`), and where it has ended the consent was withdrawn with it.
function guardianFacts({ request }: ActivityCase, person: PersonState, moment: Moment) {
  const given = { ...person, grants: person.grants.filter((grant) => grant.guardian && grant.givenAt <= moment.at) };
  const grant = governingGrant(given, request.channel, moment);
  if (grant === undefined) return null;
  const over = grant.validUntil !== null && grant.validUntil < moment.at;
  const used = grant.oneTime && grant.usedAt !== null && grant.usedAt < moment.at;
  if (over || used || (grant.channel !== null && grant.channel !== request.channel)) return null;
  return {
    by: 'parent or guardian',
    relation_verified: true,
    given_at: instant(grant.givenAt),
    withdrawn_at: instant(withdrawnAt(grant, person, request.channel, moment)),
    separate: grant.kind !== 'general',
  };
}
