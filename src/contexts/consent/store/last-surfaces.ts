import type { Tx } from '../../../platform/database/index.ts';

/** At which touchpoints ("site:shop/banner", "form:autumn") these people agreed to an activity last, and how many at each. */
export async function lastSurfaces(
  tx: Tx,
  activity: string,
  ordinals: readonly number[],
): Promise<{ surface: string; people: number }[]> {
  if (ordinals.length === 0) return [];
  return tx.query(
    `select p.content ->> 'surface' as surface, count(*)::int as people
       from (select distinct on (ordinal) ordinal, presentation from consent."grant"
              where activity = $1 and ordinal = any ($2::int[]) and presentation is not null order by ordinal, given_at desc) last
       join consent.presentation p on p.id = last.presentation group by 1 order by 2 desc, 1`,
    [activity, ordinals],
  );
}
