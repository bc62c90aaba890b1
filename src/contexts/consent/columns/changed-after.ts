import type { Tx } from '../../../platform/database/index.ts';

// Beside whoever had an address that ended after the instant: all records of a group that somebody joined or left after it, or of which somebody had
// another address, since what was said of one's address counts for the others.
const CHANGED = `
  with ended as materialized (select distinct ordinal from consent.address where ended_at is not null and ended_at > $1),
  member as materialized (
    select ordinal, label, joined_at > $1 or coalesce(parted_at > $1, false) as changed from consent.kin
     where parted_at is null or parted_at > $1),
  moved as (
    select label from member where changed
    union select label from member join ended using (ordinal)
    union select m.label from member m join consent.address a on a.ordinal = m.ordinal and a.ended_at is null and a.set_at > $1)
  select ordinal from ended union select ordinal from member where label in (select label from moved)`;

/**
 * Reads for whom the rows that count at an instant (`CURRENT` and `HELD` in `store/read-person-states.ts`) are not those that count now; but for
 * those whose own present address was set after it, of whom memory knows. Needs a snapshot that is not older than what memory has applied.
 */
export async function readChangedAfter(tx: Tx, at: Date): Promise<readonly number[]> {
  const rows = await tx.query<{ ordinal: number }>(CHANGED, [at], 'consent.changed-after');
  return rows.map(({ ordinal }) => ordinal);
}
