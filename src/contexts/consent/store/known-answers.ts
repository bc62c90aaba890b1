import type { Tx } from '../../../platform/database/index.ts';

/** Who of these people has answered about an activity, was asked no more, or has any no in force that binds all brands. */
export async function ordinalsWithAnswers(
  tx: Tx,
  ordinals: readonly number[],
  activity: string,
): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ ordinal: number }>(
    `select ordinal from consent."grant" where ordinal = any ($1::int[]) and activity = $2
     union select ordinal from consent.refusal where ordinal = any ($1::int[]) and activity = $2
     union select ordinal from consent.suppression where ordinal = any ($1::int[]) and lifted_at is null`,
    [ordinals, activity],
    'consent.ordinals-with-answers',
  );
  return new Set(rows.map(({ ordinal }) => ordinal));
}
