import { isVersion, type RecordState, stateOf } from './consent-record.ts';
import type { ConsentFact, Facts } from './facts.ts';
import { isMarketingPurpose, isServicePurpose } from './words.ts';

/** What the consent records amount to at the moment of decision, for this purpose, channel, recipient and act. */
export interface ConsentReading {
  /** A record for this purpose exists, whatever it is worth. */
  forPurpose: boolean;
  /** A consent to some other purpose is in force. */
  liveForOtherPurpose: boolean;
  /** The consent in force was given after one to another purpose: it is the new one where purposes changed. */
  followsOtherPurpose: boolean;
  /** A valid consent covers this purpose on this channel now. */
  live: boolean;
  /** When the newest such consent was given (ms); -Infinity when there is none. */
  liveSince: number;
  /** A valid consent to commercial messages on this channel exists, whatever basis is claimed. */
  liveForMarketing: boolean;
  marketingSince: number;
  /** Why records for this purpose do not hold. */
  withdrawn: boolean;
  expired: boolean;
  used: boolean;
  notExplicit: boolean;
  /** Given because the service was to be had with it alone. */
  forced: boolean;
  incomplete: boolean;
  uninformed: boolean;
  beforeNotice: boolean;
  otherChannelOnly: boolean;
  givenAsChild: boolean;
  /** A live separate consent of its own for this handling, its recipient or its export. */
  separate: boolean;
  separateForRecipient: boolean;
  /** A live consent of any kind that names the recipient. */
  namesRecipient: boolean;
  separateForExport: boolean;
  written: boolean;
  /** Why a separate consent does not count. */
  sharedControl: boolean;
  separateWithdrawn: boolean;
  /** A live separate consent that is limited to no other handling (export, sensitive handling). */
  separateForThisAct: boolean;
  /** Something was withdrawn (for any purpose) and nothing is left in force. */
  nothingLeft: boolean;
  /** Every consent for this purpose has ended by itself, and nothing is left in force. */
  lapsed: boolean;
  /** When a consent for this purpose was last withdrawn (ms); -Infinity for never. */
  withdrawnAt: number;
  /** A withdrawal stands in the records but does not reach this act. */
  withdrawalBeside: boolean;
  oneTime: boolean;
  /** A record names another version than the current one. */
  otherVersion: boolean;
  /** A valid consent that covers this act was given to the current version. */
  liveForCurrent: boolean;
}

const RECIPIENT_ITEMS = ['name', 'contact', 'purpose', 'method', 'kinds'];

/** Whether every listed item about a recipient was told (PIPL 23). */
export function toldAll(told: readonly string[] | null | undefined, items: readonly string[]): boolean {
  if (told == null) return false;
  for (const item of items) if (!told.includes(item)) return false;
  return true;
}

function emptyReading(): ConsentReading {
  return {
    forPurpose: false,
    liveForOtherPurpose: false,
    followsOtherPurpose: false,
    live: false,
    liveSince: Number.NEGATIVE_INFINITY,
    liveForMarketing: false,
    marketingSince: Number.NEGATIVE_INFINITY,
    withdrawn: false,
    expired: false,
    used: false,
    notExplicit: false,
    forced: false,
    incomplete: false,
    uninformed: false,
    beforeNotice: false,
    otherChannelOnly: false,
    givenAsChild: false,
    separate: false,
    separateForRecipient: false,
    namesRecipient: false,
    separateForExport: false,
    written: false,
    sharedControl: false,
    separateWithdrawn: false,
    separateForThisAct: false,
    nothingLeft: false,
    lapsed: false,
    withdrawnAt: Number.NEGATIVE_INFINITY,
    withdrawalBeside: false,
    oneTime: false,
    otherVersion: false,
    liveForCurrent: false,
  };
}

/** Whether the record's own limits (`covers`, `recipient`) admit it as the plain consent for this act. */
function scopeFits(consent: ConsentFact, facts: Facts): boolean {
  const exporting = facts.operation === 'export' || facts.cross_border != null;
  if (consent.covers === 'export' && !exporting) return false;
  if (consent.recipient == null) return true;
  return consent.recipient === facts.recipient?.name || consent.recipient === facts.cross_border?.recipient;
}

function noteFailure(r: ConsentReading, s: RecordState, adoptedAt: number): void {
  if (s.withdrawn) r.withdrawn = true;
  if (s.expired) r.expired = true;
  if (s.used) r.used = true;
  if (!s.explicit) r.notExplicit = true;
  if (s.incomplete || !s.begun) r.incomplete = true;
  if (s.uninformed) r.uninformed = true;
  if (s.beforeNotice) r.beforeNotice = true;
  if (s.givenAt < adoptedAt) r.givenAsChild = true;
}

function noteSeparate(r: ConsentReading, consent: ConsentFact, s: RecordState, facts: Facts): void {
  if (s.withdrawn && scopeFits(consent, facts)) r.separateWithdrawn = true;
  if (!s.live) return;
  if (consent.bundled_with != null && consent.bundled_with.length > 0) {
    r.sharedControl = true;
    return;
  }
  if (consent.kind === 'written' && consent.how === 'signed_document') r.written = true;
  if (scopeFits(consent, facts) && consent.covers !== 'export') {
    r.separate = true;
    if (consent.covers == null) r.separateForThisAct = true;
  }
  const recipient = facts.recipient?.name;
  if (consent.covers == null && recipient != null && consent.recipient === recipient) {
    if (toldAll(consent.told, RECIPIENT_ITEMS)) r.separateForRecipient = true;
  }
  const abroad = facts.cross_border?.recipient;
  if (consent.covers === 'export') {
    if (consent.recipient == null || consent.recipient === abroad) r.separateForExport = true;
  } else if (consent.covers == null && consent.recipient != null && consent.recipient === abroad) {
    r.separateForExport = true;
  }
}

/** Whether a consent is one to be sent advertisements: by its own purpose, or by that of this act unless it is known to be one of service. */
function admitsAdvertising(consent: ConsentFact, facts: Facts): boolean {
  if (isMarketingPurpose(consent.purpose ?? '')) return true;
  if (consent.purpose !== facts.purpose || facts.purpose_kind === 'service') return false;
  return facts.purpose_kind === 'marketing' || !isServicePurpose(facts.purpose ?? '');
}

/** What is carried from record to record while they are read, in any order. */
interface Tally {
  withdrawn: boolean;
  inForce: boolean;
  /** When the newest consent in force for this act was given. */
  since: number;
  generalWithdrawnAt: number;
  /** When the newest consent was given of those whose term has ended or whose one use is spent. */
  ranOutSince: number;
  /** When the first consent to another purpose was given. */
  otherSince: number;
}

function noteForPurpose(r: ConsentReading, t: Tally, consent: ConsentFact, s: RecordState, adoptedAt: number): void {
  if (consent.one_time === true) r.oneTime = true;
  if (!s.live || s.givenAt < adoptedAt) {
    noteFailure(r, s, adoptedAt);
    if (consent.how === 'forced_bundle') r.forced = true;
    if (s.ranOut) t.ranOutSince = Math.max(t.ranOutSince, s.givenAt);
    if (s.withdrawn && consent.kind === 'general') {
      t.generalWithdrawnAt = Math.max(t.generalWithdrawnAt, s.withdrawnAt);
    }
    return;
  }
  if (consent.recipient != null) r.namesRecipient = true;
  t.since = Math.max(t.since, s.givenAt);
}

/**
 * Reads the consent records at an instant. `childUntil` is when the person turned 14 (ms; -Infinity when unknown) and
 * `guardianGivenAt` when a guardian consented (ms; NaN for never): a consent given before 14 needs it (PIPL 31).
 */
export function readConsents(facts: Facts, at: number, childUntil: number, guardianGivenAt: number): ConsentReading {
  const r = emptyReading();
  if (facts.consents == null) return r;
  const adoptedAt = at >= childUntil && Number.isNaN(guardianGivenAt) ? childUntil : Number.NEGATIVE_INFINITY;
  const never = Number.NEGATIVE_INFINITY;
  const t: Tally = {
    withdrawn: false,
    inForce: false,
    since: never,
    generalWithdrawnAt: never,
    ranOutSince: never,
    otherSince: Number.POSITIVE_INFINITY,
  };
  // Words are looked at only where an advertisement could go out.
  const reachesOut = facts.message != null || (facts.channel != null && facts.channel !== 'none');
  for (const consent of facts.consents) {
    const s = stateOf(consent, facts, at);
    if (s.withdrawn) t.withdrawn = true;
    if (s.live) t.inForce = true;
    if (consent.withdrawn_at != null) r.withdrawalBeside = true;
    const current = isVersion(consent.notice_version, facts.notice?.current_version);
    if (!current) r.otherVersion = true;
    const channelFits = consent.channel == null || consent.channel === facts.channel;
    const purposeFits = consent.purpose === facts.purpose;
    const scoped = scopeFits(consent, facts);
    if (reachesOut && s.live && s.givenAt >= adoptedAt && channelFits && scoped && admitsAdvertising(consent, facts)) {
      r.liveForMarketing = true;
      r.marketingSince = Math.max(r.marketingSince, s.givenAt);
    }
    if (!purposeFits) {
      if (s.live) r.liveForOtherPurpose = true;
      if (s.explicit && s.givenAt < t.otherSince) t.otherSince = s.givenAt;
      continue;
    }
    r.forPurpose = true;
    if (s.withdrawn) r.withdrawnAt = Math.max(r.withdrawnAt, s.withdrawnAt);
    if (!channelFits) {
      if (s.live) r.otherChannelOnly = true;
      continue;
    }
    if (consent.kind !== 'general') noteSeparate(r, consent, s, facts);
    if (scoped && current && s.live && s.givenAt >= adoptedAt) r.liveForCurrent = true;
    if (scoped) noteForPurpose(r, t, consent, s, adoptedAt);
  }
  // Whoever withdraws takes back what was agreed to this purpose on this channel, whatever record it stood in; a later consent counts anew.
  r.live = t.since > t.generalWithdrawnAt;
  if (r.live) r.liveSince = t.since;
  // It counted anew until its term ended or its use was spent: that is why nothing holds now, and no longer the withdrawal before it.
  if (t.ranOutSince > r.withdrawnAt) r.withdrawn = false;
  r.followsOtherPurpose = r.live && t.since > t.otherSince;
  r.nothingLeft = t.withdrawn && !t.inForce;
  r.lapsed = (r.expired || r.used) && !t.inForce;
  return r;
}
