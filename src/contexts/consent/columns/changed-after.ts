import type { Tx } from '../../../platform/database/index.ts';

/** Whose addresses or other records were others at an instant, beside what memory knows. */
export interface ChangedAfter {
  /** Who had an address then, or has one to this day, that ended after the instant. */
  readonly ordinals: readonly number[];
  /** Who is or was the same human as others at the instant or now. */
  readonly groups: readonly KinGroup[];
}

/** Records under one label, now or then. */
export interface KinGroup {
  readonly ordinals: readonly number[];
  /** Whether somebody joined or left it after the instant. */
  readonly changed: boolean;
}

/**
 * Reads for which people the rows that count at an instant (`CURRENT` and `HELD` in `store/read-person-states.ts`) are not those that count now,
 * as far as the rows are not among those that memory reads. Needs a snapshot that is not older than what memory has applied.
 */
export async function readChangedAfter(tx: Tx, at: Date): Promise<ChangedAfter> {
  const ended = await tx.query<{ ordinal: number }>(
    'select ordinal from consent.address where ended_at is not null and ended_at > $1',
    [at],
    'consent.addresses-ended-after',
  );
  const groups = await tx.query<KinGroup>(
    `select array_agg(ordinal) as ordinals, bool_or(joined_at > $1 or coalesce(parted_at > $1, false)) as changed
       from consent.kin where parted_at is null or parted_at > $1 group by label`,
    [at],
    'consent.kin-changed-after',
  );
  return { ordinals: ended.map(({ ordinal }) => ordinal), groups };
}
