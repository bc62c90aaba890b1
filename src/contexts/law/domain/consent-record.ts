import { endOfTerm } from './consent-term.ts';
import type { ConsentFact, Facts } from './facts.ts';
import { firstInstant, lastInstant } from './instant.ts';

const EXPLICIT = new Set(['explicit_action', 'signed_document']);

/** What one record is worth by itself, before its scope is looked at. */
export interface RecordState {
  readonly givenAt: number;
  readonly withdrawnAt: number;
  readonly incomplete: boolean;
  readonly explicit: boolean;
  readonly begun: boolean;
  readonly withdrawn: boolean;
  readonly expired: boolean;
  readonly used: boolean;
  readonly uninformed: boolean;
  readonly beforeNotice: boolean;
  readonly live: boolean;
  /** Nothing but the end of its term, or the one use that it was for, keeps it from being live. */
  readonly ranOut: boolean;
}

const VERSION = /^v?(\d+)$/;

/** Whether a record names a version later than the one shown: it was not given with knowledge of it. */
function namesLaterVersion(
  named: string | null | undefined,
  shown: string,
  current: string | null | undefined,
): boolean {
  if (named == null || named === shown) return false;
  if (named === current) return true;
  const [, later] = VERSION.exec(named) ?? [];
  const [, earlier] = VERSION.exec(shown) ?? [];
  return Number(later) > Number(earlier);
}

/** Whether two names are those of one version, "2" and "v2" too. */
export function isVersion(named: string | null | undefined, other: string | null | undefined): boolean {
  if (named === other) return true;
  const [, one] = VERSION.exec(named ?? '') ?? [];
  const [, two] = VERSION.exec(other ?? '') ?? [];
  return Number(one) === Number(two);
}

/** The last instant of a record's term: as told, or else as its words tell it; infinity without a term, NaN where the words tell no end. */
function endOf({ valid_until, term_text }: ConsentFact, givenAt: number): number {
  if (valid_until != null) return lastInstant(valid_until);
  return term_text == null ? Number.POSITIVE_INFINITY : endOfTerm(term_text, givenAt);
}

/** What a record is worth by itself at an instant (ms). */
export function stateOf(consent: ConsentFact, facts: Facts, at: number): RecordState {
  const givenAt = consent.given_at == null ? Number.NaN : firstInstant(consent.given_at);
  const withdrawnAt = consent.withdrawn_at == null ? Number.POSITIVE_INFINITY : firstInstant(consent.withdrawn_at);
  const until = endOf(consent, givenAt);
  const shownAt = facts.notice?.shown_at == null ? Number.NaN : firstInstant(facts.notice.shown_at);
  const shown = facts.notice?.version_shown;
  const incomplete =
    consent.kind == null ||
    consent.purpose == null ||
    consent.notice_version == null ||
    Number.isNaN(givenAt) ||
    withdrawnAt < givenAt ||
    // A term that ends before it begins, or whose end nobody can tell.
    !(until >= givenAt);
  const explicit = EXPLICIT.has(consent.how ?? '');
  const begun = givenAt <= at;
  // Withdrawal takes effect at its instant (PIPL 15); a term holds through its last instant.
  const withdrawn = withdrawnAt <= at;
  const expired = at > until;
  const used = (consent.one_time === true && consent.used_at != null && firstInstant(consent.used_at) < at) || false;
  const uninformed = shown != null && namesLaterVersion(consent.notice_version, shown, facts.notice?.current_version);
  const beforeNotice = consent.notice_version === shown && givenAt < shownAt;
  const sound = !incomplete && explicit && begun && !withdrawn && !uninformed && !beforeNotice;
  return {
    givenAt,
    withdrawnAt,
    incomplete,
    explicit,
    begun,
    withdrawn,
    expired,
    used,
    uninformed,
    beforeNotice,
    live: sound && !expired && !used,
    ranOut: sound && (expired || used),
  };
}
