import type { Grade } from './acts.ts';

/** A recorded consent as the gate judges it. */
export interface GrantState {
  readonly revision: number;
  readonly channel: string | null;
  readonly kind: 'general' | 'separate' | 'written';
  readonly how: string;
  readonly notice: string;
  readonly noticeVersion: number;
  readonly shownAt: Date;
  readonly givenAt: Date;
  readonly validUntil: Date | null;
  readonly keepUntil: Date;
  readonly oneTime: boolean;
  readonly recipient: string | null;
  readonly withdrawnAt: Date | null;
  readonly usedAt: Date | null;
  readonly usedBy: string | null;
  /** Whether a guardian gave it for a child under 14 (PIPL 31). */
  readonly guardian: boolean;
}

/** A refusal of, or withdrawal from, one activity. */
export interface RefusalState {
  readonly kind: 'refused' | 'withdrawn';
  readonly channel: string | null;
  readonly at: Date;
  /** Said by another record of the same human (decision 0067). */
  readonly kin?: true;
}

/** A no that binds all brands, on the person or on an address that is theirs. */
export interface SuppressionState {
  readonly kind: 'unsubscribe' | 'restrict' | 'personalisation';
  readonly channel: string | null;
  readonly at: Date;
  readonly liftedAt: Date | null;
  /** Said by, or bound to an address of, another record of the same human (decision 0067). */
  readonly kin?: true;
}

/** How the person came to stand in the activity. */
export interface StandingState {
  readonly grade: Grade;
  readonly revision: number | null;
  readonly noticeShownAt: Date | null;
  readonly keepUntil: Date | null;
}

/** Everything person-dependent that a decision about one activity and one channel depends on. */
export interface PersonState {
  readonly ordinal: number;
  readonly person: string;
  readonly role: string;
  /** Latest birth date that is consistent with what is known; null when nothing is. */
  readonly birthDate: string | null;
  /** A sign of minority, and no birth date: a minor of unknown age (Minors Regs 24, PIPL 31). */
  readonly minoritySign: boolean;
  readonly closedAt: Date | null;
  readonly standing: StandingState | null;
  /** Whether any standing of the person, in any activity, is without proof. */
  readonly unproven: boolean;
  readonly grants: readonly GrantState[];
  readonly refusals: readonly RefusalState[];
  readonly suppressions: readonly SuppressionState[];
  /** When they were asked again for what they had said no to; read only where asking is what is judged. */
  readonly asks?: readonly Date[];
  /** Whether they are among those whose information went abroad this year; read only where an export is what is judged. */
  readonly exported?: { readonly plain: boolean; readonly sensitive: boolean };
  /** The address of the channel at issue, and since when it is confirmed. */
  readonly address: { readonly setAt: Date; readonly confirmedAt: Date | null } | null;
}
