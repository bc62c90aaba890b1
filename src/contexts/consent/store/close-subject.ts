import type { Tx } from '../../../platform/database/index.ts';

/** Takes what identifies out of a locked subject, who keeps the ordinal; false when that had been done before. */
export async function closeSubject(tx: Tx, ordinal: number, at: Date): Promise<boolean> {
  const addresses = await tx.execute('delete from consent.address where ordinal = $1', [ordinal]);
  const sessions = await tx.execute('delete from consent.adopted_session where ordinal = $1', [ordinal]);
  const closed = await tx.execute(
    `update consent.subject set closed_at = coalesce(closed_at, $2), adult_on = null, adult_born = false, minor_birth = null,
        fourteen_on = null, minority_sign_at = null, minority_receipt = null, age_seal = null
      where ordinal = $1 and (closed_at is null
        or num_nonnulls(adult_on, minor_birth, fourteen_on, minority_sign_at, minority_receipt, age_seal) > 0)`,
    [ordinal, at],
  );
  return addresses + sessions + closed > 0;
}

/** Who of these people was erased. */
export async function closedAmong(tx: Tx, persons: readonly string[]): Promise<Set<string>> {
  const closed = await tx.query<{ person: string }>(
    'select person from consent.subject where person = any($1::uuid[]) and closed_at is not null',
    [persons],
  );
  return new Set(closed.map(({ person }) => person));
}
