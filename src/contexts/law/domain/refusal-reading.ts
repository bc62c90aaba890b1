import type { ConsentReading } from './consent-reading.ts';
import type { Facts, RefusalFact } from './facts.ts';
import { firstInstant } from './instant.ts';
import { isMarketingPurpose } from './words.ts';

/** What the person's refusals amount to at the moment of decision. */
export interface RefusalReading {
  /** PIPL 44: handling for this purpose is restricted. */
  restricted: boolean;
  /** The person said no to this purpose and has not said yes since. */
  declined: boolean;
  refusedOutright: boolean;
  /** PIPL 27: said no to the use of public information. */
  publicUseRefused: boolean;
  /** Unsubscribed from this handler's commercial messages on this channel, as this brand or as another one. */
  unsubscribed: boolean;
  unsubscribedFromOtherBrand: boolean;
  /** Unsubscribed from the brand of another handler. */
  unsubscribedElsewhere: boolean;
  /** Said stop on this very channel. */
  stoppedOnChannel: boolean;
  /** An invitation stayed without an answer. */
  silent: boolean;
  /** The newest no to what is asked for, a withdrawal included (ms); -Infinity when there is none. */
  lastNo: number;
  /** Some refusal stands but concerns another purpose, or was made later. */
  refusalBeside: boolean;
}

function noteUnsubscription(r: RefusalReading, refusal: RefusalFact, facts: Facts): void {
  const theirs = refusal.brand;
  const ours = facts.message?.sender_brand;
  if (theirs == null || ours == null || theirs === ours) r.unsubscribed = true;
  else if (facts.message?.same_handler !== false) r.unsubscribedFromOtherBrand = true;
  else r.unsubscribedElsewhere = true;
}

function noteOutright(r: RefusalReading, refusal: RefusalFact, facts: Facts, aboutPurpose: boolean): void {
  if (refusal.channel != null) {
    if (refusal.channel === facts.channel) r.stoppedOnChannel = true;
  } else if (aboutPurpose) {
    r.refusedOutright = true;
  }
}

/** Reads refusals and objections at an instant (ms); one without a time counts as made. Later explicit consent lifts a no, not a restriction. */
export function readRefusals(facts: Facts, at: number, consents: ConsentReading): RefusalReading {
  const r: RefusalReading = {
    restricted: false,
    declined: false,
    refusedOutright: false,
    publicUseRefused: facts.public_info?.refused_by_person === true,
    unsubscribed: false,
    unsubscribedFromOtherBrand: false,
    unsubscribedElsewhere: false,
    stoppedOnChannel: false,
    silent: false,
    lastNo: consents.withdrawnAt,
    refusalBeside: false,
  };
  const refusals = facts.refusals_and_objections;
  if (refusals == null) return r;
  for (const refusal of refusals) {
    // Without a time the no counts as made and as not lifted.
    const made = refusal.at == null ? at : firstInstant(refusal.at);
    if (made > at) {
      r.refusalBeside = true;
      continue;
    }
    const aboutPurpose = refusal.purpose == null || refusal.purpose === facts.purpose;
    const aboutMarketing = aboutPurpose || isMarketingPurpose(refusal.purpose ?? '');
    const channelFits = refusal.channel == null || refusal.channel === facts.channel;
    const lifted = consents.liveSince > made;
    const marketingLifted = consents.marketingSince > made;
    if (!aboutPurpose) r.refusalBeside = true;
    const aboutAsking = aboutPurpose || (aboutMarketing && isMarketingPurpose(facts.purpose ?? ''));
    if (refusal.type !== 'restrict' && refusal.type !== 'refuse_public_info_use' && aboutAsking && channelFits) {
      r.lastNo = Math.max(r.lastNo, made);
    }
    switch (refusal.type) {
      case 'restrict':
        if (aboutPurpose) r.restricted = true;
        break;
      case 'declined_consent':
        if (aboutPurpose && channelFits && !lifted) r.declined = true;
        break;
      case 'refuse_public_info_use':
        if (aboutPurpose) r.publicUseRefused = true;
        break;
      case 'unsubscribe':
        if (aboutMarketing && channelFits && !marketingLifted) noteUnsubscription(r, refusal, facts);
        break;
      case 'no_reply_to_invitation':
        if (aboutMarketing && channelFits && !marketingLifted) r.silent = true;
        break;
      default:
        // explicit_refusal, and a record without a type, which is read as the widest no.
        if (aboutPurpose) r.publicUseRefused = true;
        if (!lifted) noteOutright(r, refusal, facts, aboutPurpose);
        if (aboutMarketing && channelFits && !marketingLifted) noteUnsubscription(r, refusal, facts);
    }
  }
  return r;
}
