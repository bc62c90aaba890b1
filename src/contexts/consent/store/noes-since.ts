import { integerArray, retryWhenOvertaken, type Tx, textArray, uuidArray } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

/** The last no of a person to an activity, or, where none is named, their last unsubscription in force; a null channel is every channel. */
export interface LastNo {
  readonly person: string;
  readonly activity: string | null;
  readonly channel: string | null;
  readonly saidAt: Date;
}

// The record itself, and those that are the same human (decision 0067).
const RECORDS = `(select p.ordinal union all
    select k.ordinal from consent.kin m join consent.kin k on k.label = m.label and k.parted_at is null
     where m.ordinal = p.ordinal and m.parted_at is null and k.ordinal <> p.ordinal)`;

/** The last noes of people to these activities, and those that bind all brands: their own, of their addresses, of other records of the same human. */
export async function lastNoes(tx: Tx, persons: readonly string[], activities: readonly string[]): Promise<LastNo[]> {
  return tx.query<LastNo>(
    `select p.person, r.activity, r.channel, max(r.said_at) as "saidAt"
       from consent.subject p, lateral ${RECORDS} own join consent.refusal r on r.ordinal = own.ordinal
      where p.person = any ($1::uuid[]) and r.activity = any ($2::text[])
      group by p.person, r.activity, r.channel
     union all
     select p.person, null, s.channel, max(s.said_at)
       from consent.subject p, lateral ${RECORDS} own join consent.suppression s on s.ordinal = own.ordinal
      where p.person = any ($1::uuid[]) and s.kind = 'unsubscribe' and s.lifted_at is null
      group by p.person, s.channel
     union all
     select p.person, null, s.channel, max(s.said_at)
       from consent.subject p
       join consent.address a on a.ordinal = p.ordinal and a.ended_at is null
       join consent.suppression s on s.digest = a.digest and s.channel = a.channel
      where p.person = any ($1::uuid[]) and s.kind = 'unsubscribe' and s.lifted_at is null
      group by p.person, s.channel`,
    [uuidArray(persons), textArray(activities)],
    statementName('consent.last-noes', persons.length),
  );
}

/**
 * Fails, so that the transaction is tried again and reads, when one of these people, or another record of the same human, said no after this instant.
 * Unsubscriptions that bind an address are asked about by `expectSubscribed`.
 */
export async function expectNoNoSince(tx: Tx, ordinals: readonly number[], since: Date): Promise<void> {
  await retryWhenOvertaken(
    tx.execute(
      `with own as (select own.ordinal from (select unnest($1::int[]) as ordinal) p, lateral ${RECORDS} own)
       select 1 / (not exists (select 1 from own join consent.refusal r using (ordinal) where r.said_at > $2::timestamptz)
               and not exists (select 1 from own join consent.suppression s using (ordinal)
                                where s.kind = 'unsubscribe' and s.lifted_at is null and s.said_at > $2::timestamptz))::integer`,
      [integerArray(ordinals), since],
      statementName('consent.expect-no-no-since', ordinals.length),
    ),
  );
}
