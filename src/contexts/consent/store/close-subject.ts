import type { Tx } from '../../../platform/database/index.ts';

/** Takes what identifies out of a locked subject, who keeps the ordinal; false when that had been done before. */
export async function closeSubject(tx: Tx, ordinal: number, at: Date): Promise<boolean> {
  const addresses = await tx.execute('delete from consent.address where ordinal = $1', [ordinal]);
  const sessions = await tx.execute('delete from consent.adopted_session where ordinal = $1', [ordinal]);
  const closed = await tx.execute(
    `update consent.subject set closed_at = coalesce(closed_at, $2), adult_on = null, adult_born = false, minor_birth = null,
        fourteen_on = null, minority_sign_at = null, minority_receipt = null
      where ordinal = $1 and (closed_at is null
        or num_nonnulls(adult_on, minor_birth, fourteen_on, minority_sign_at, minority_receipt) > 0)`,
    [ordinal, at],
  );
  return addresses + sessions + closed > 0;
}
