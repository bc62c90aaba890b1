import type { Tx } from '../../../platform/database/index.ts';

/** Takes what identifies out of a locked subject, who keeps the ordinal; false when that had been done before. */
export async function closeSubject(tx: Tx, ordinal: number, at: Date): Promise<boolean> {
  const addresses = await tx.execute('delete from consent.address where ordinal = $1', [ordinal]);
  const closed = await tx.execute(
    `update consent.subject set closed_at = coalesce(closed_at, $2), adult_on = null, minor_birth = null
      where ordinal = $1 and (closed_at is null or adult_on is not null or minor_birth is not null)`,
    [ordinal, at],
  );
  return addresses + closed > 0;
}
