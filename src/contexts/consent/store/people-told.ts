import type { Tx } from '../../../platform/database/index.ts';

/** Ordinals of people who were told about an activity or asked about it, ascending, those after `after`. */
export async function listTold(tx: Tx, activity: string, after: number, limit: number): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    `select ordinal from (
       (select distinct ordinal from consent."grant" where activity = $1 and ordinal > $2 order by ordinal limit $3)
       union (select ordinal from consent.standing where activity = $1 and ordinal > $2 order by ordinal limit $3)) told
      order by ordinal limit $3`,
    [activity, after, limit],
    'consent.people-told',
  );
  return rows.map(({ ordinal }) => ordinal);
}
