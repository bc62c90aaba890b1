import type { Channel } from '../../../../register/index.ts';
import type { SourceEvent } from '../../wire/domain/source-event.ts';

/** By which of a platform's acts a no came; the words of `through` in its evidence. */
export const NO_WAYS = [
  'wecom-friend-deleted',
  'wecom-contact-ended',
  'wecom-transfer-refused',
  'wecom-group-left',
  'wechat-unfollowed',
  'wechat-subscription-refused',
  'wechat-authorisation-revoked',
  'wechat-account-closed',
  'tmall-membership-left',
  'webhook',
] as const;
export type NoWay = (typeof NO_WAYS)[number];

/** A no of a person, named by their number at the source; without a channel it is one to all of them. */
export interface No {
  readonly userId: string;
  readonly channel?: Channel;
  readonly by: NoWay;
  /** Takes every consent of the record back, instead of silencing a channel. */
  readonly withdraws?: true;
}

/** What a message of another system came to. */
export interface CallbackContent {
  readonly happenedAt: Date | undefined;
  readonly events: readonly SourceEvent[];
  readonly noes: readonly No[];
  /** What is told of who is one human: an identifier beside the source's own number. */
  readonly claims?: readonly { readonly userId: string; readonly type: string; readonly value: string }[];
  /** What is only counted: it is about nobody, or nothing that is kept. */
  readonly noted: readonly string[];
  /** Whether the other side's authorisation stands from now on; absent where nothing is said of it. */
  readonly authorised?: boolean;
}
