import type { Moment } from './activity-case.ts';
import type { GrantState, PersonState, RefusalState, SuppressionState } from './person-state.ts';

/** When a no begins to bind: at its instant, and for a live decision at once (clocks of several servers may differ). */
export function noSince(said: Date, moment: Moment): Date {
  return moment.live && said > moment.at ? moment.at : said;
}

/**
 * Whether a suppression binds at the moment. One of another record of the same human ends for this record as its own would: by a later grant
 * of its own that names the channel, to what was shown later too.
 */
export function isInForce(
  suppression: SuppressionState,
  person: Pick<PersonState, 'grants'>,
  channel: string,
  moment: Moment,
): boolean {
  if (noSince(suppression.at, moment) > moment.at) return false;
  if (suppression.liftedAt !== null && suppression.liftedAt <= moment.at) return false;
  if (suppression.kin !== true || suppression.kind !== 'unsubscribe') return true;
  return !person.grants.some(
    (grant) =>
      grant.channel === channel &&
      grant.givenAt > suppression.at &&
      grant.shownAt >= suppression.at &&
      grant.givenAt <= moment.at,
  );
}

/** Whether a suppression speaks about the channel; one without a channel speaks about all. */
export function bindsChannel(suppression: SuppressionState, channel: string): boolean {
  return suppression.channel === null || suppression.channel === channel;
}

/**
 * When a grant was withdrawn for the channel at issue: itself, or, where it covers all channels, by a later withdrawal of that channel, or by a
 * no of another record of the same human that was said later, or after what the grant answers was shown (decision 0137). Null while it stands.
 */
export function withdrawnAt(grant: GrantState, person: PersonState, channel: string, moment: Moment): Date | null {
  let first = grant.withdrawnAt;
  for (const refusal of person.refusals) {
    const ofChannel = refusal.kind === 'withdrawn' && grant.channel === null && refusal.channel === channel;
    // The record's own no has ended the row itself.
    const ofKin = refusal.kin === true && (refusal.channel === null || refusal.channel === grant.channel);
    const ended =
      (ofChannel || ofKin) && refusal.at >= grant.givenAt ? refusal.at : overtakenAt(grant, refusal, channel);
    if (ended !== null && (first === null || ended < first)) first = ended;
  }
  return first === null ? null : noSince(first, moment);
}

// The record's own yes would not have been taken then; that of one of which nobody knew yet that it is the same human ends as it is given.
function overtakenAt(grant: GrantState, no: RefusalState, channel: string): Date | null {
  const matter = no.channel === null || no.channel === (grant.channel ?? channel);
  return no.kin === true && matter && no.at > grant.shownAt && no.at < grant.givenAt ? grant.givenAt : null;
}

/** The grant whose notice governs: the newest that stands for the channel, else the newest for it, else the newest. */
export function governingGrant(person: PersonState, channel: string, moment: Moment): GrantState | undefined {
  let best: GrantState | undefined;
  let bestRank = -1;
  for (const grant of person.grants) {
    const fits = channel === 'none' || grant.channel === null || grant.channel === channel;
    const withdrawn = withdrawnAt(grant, person, channel, moment);
    const stands =
      grant.givenAt <= moment.at &&
      (withdrawn === null || withdrawn > moment.at) &&
      (grant.validUntil === null || grant.validUntil >= moment.at);
    const rank = (fits ? 2 : 0) + (stands ? 1 : 0);
    if (rank > bestRank || (rank === bestRank && best !== undefined && grant.givenAt >= best.givenAt)) {
      best = grant;
      bestRank = rank;
    }
  }
  return best;
}
