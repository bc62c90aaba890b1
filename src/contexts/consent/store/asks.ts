import type { Tx } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

/** Notes that people are asked again for those of these activities that they had said no to; the lists go together. */
export async function noteAsks(
  tx: Tx,
  asked: readonly { readonly person: string; readonly activity: string }[],
  at: Date,
): Promise<void> {
  if (asked.length === 0) return;
  await tx.execute(
    `insert into consent.ask (ordinal, activity, asked_at)
     select s.ordinal, t.activity, $3 from unnest($1::uuid[], $2::text[]) as t (person, activity)
       join consent.subject s on s.person = t.person
      where exists (select from consent.refusal r where r.activity = t.activity and (r.ordinal = s.ordinal or r.ordinal in (
          select k.ordinal from consent.kin m join consent.kin k on k.label = m.label and k.parted_at is null
           where m.ordinal = s.ordinal and m.parted_at is null)))`,
    [asked.map(({ person }) => person), asked.map(({ activity }) => activity), at],
    statementName('consent.note-asks', asked.length),
  );
}

/**
 * The last no of each of these people, said by any record of the same human, to each of these activities that no yes has followed, and how often
 * they were asked since.
 */
export async function noesToAsking(
  tx: Tx,
  persons: readonly string[],
  activities: readonly string[],
): Promise<{ person: string; activity: string; at: Date; asks: number }[]> {
  return tx.query(
    `with record as (
       select s.person, s.ordinal from consent.subject s where s.person = any ($1::uuid[])
       union
       select s.person, k.ordinal from consent.subject s
         join consent.kin m on m.ordinal = s.ordinal and m.parted_at is null
         join consent.kin k on k.label = m.label and k.parted_at is null
        where s.person = any ($1::uuid[])),
     no as (
       select c.person, r.activity, max(r.said_at) as at
         from record c join consent.refusal r using (ordinal) where r.activity = any ($2::text[]) group by 1, 2)
     select no.person, no.activity, no.at,
        (select count(*)::int from consent.ask a join record c using (ordinal)
          where c.person = no.person and a.activity = no.activity and a.asked_at > no.at) as asks
       from no
      where not exists (select from consent."grant" g join record c using (ordinal)
              where c.person = no.person and g.activity = no.activity and g.given_at > no.at and g.withdrawn_at is null)`,
    [persons, activities],
    statementName('consent.noes-to-asking', persons.length),
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
