/** What stands about one person and one activity, as far as keeping is concerned. */
export interface RetentionState {
  readonly person: string;
  readonly activity: string;
  /** Until when it was told that it would be kept; null for a grant alone. */
  readonly standingUntil: Date | null;
  /** When the standing was last written down. */
  readonly standingAt: Date | null;
  readonly grants: readonly RetentionGrant[];
}

/** A consent, as far as keeping is concerned. */
export interface RetentionGrant {
  readonly givenAt: Date;
  readonly keepUntil: Date;
  readonly validUntil: Date | null;
  readonly withdrawnAt: Date | null;
  /** When a one-time consent was used. */
  readonly usedAt: Date | null;
}
