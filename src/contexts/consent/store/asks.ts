import type { Tx } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

/** Notes that a person is asked again for those of these activities that they had said no to. */
export async function noteAsks(tx: Tx, ordinal: number, activities: readonly string[], at: Date): Promise<void> {
  await tx.execute(
    `insert into consent.ask (ordinal, activity, asked_at)
     select $1, t.activity, $3 from unnest($2::text[]) as t (activity)
      where exists (select from consent.refusal r where r.activity = t.activity and (r.ordinal = $1 or r.ordinal in (
          select k.ordinal from consent.kin m join consent.kin k on k.label = m.label and k.parted_at is null
           where m.ordinal = $1 and m.parted_at is null)))`,
    [ordinal, activities, at],
    'consent.note-asks',
  );
}

/** When people were asked again for an activity, by ordinal; who never was is not in it. */
export async function asksOf(tx: Tx, activity: string, ordinals: readonly number[]): Promise<Map<number, Date[]>> {
  const rows = await tx.query<{ ordinal: number; at: Date }>(
    `select ordinal, asked_at as at from consent.ask where activity = $1 and ordinal = any ($2::int[]) order by asked_at`,
    [activity, ordinals],
    statementName('consent.asks-of', ordinals.length),
  );
  const asks = new Map<number, Date[]>();
  for (const { ordinal, at } of rows) {
    const list = asks.get(ordinal);
    if (list === undefined) asks.set(ordinal, [at]);
    else list.push(at);
  }
  return asks;
}
