import type { Tx } from '../../../platform/database/index.ts';

/** Counts of people by activity, channel and the state of their newest answer. */
export interface ConsentCount {
  readonly activity: string;
  readonly channel: string | null;
  readonly granted: number;
  readonly refused: number;
  readonly withdrawn: number;
  readonly expired: number;
}

/** Counts of answers on one calendar day of Asia/Shanghai; an answer for several channels is one. */
export interface ConsentDay {
  readonly day: string;
  readonly granted: number;
  readonly refused: number;
  readonly withdrawn: number;
}

/** Counts people by the state of their newest answer. */
export async function countStates(tx: Tx, now: Date): Promise<ConsentCount[]> {
  return tx.query<ConsentCount>(
    `with answers as (
       select ordinal, activity, channel, given_at as at, 'granted' as answer, valid_until, withdrawn_at from consent."grant"
       union all
       select ordinal, activity, channel, said_at, kind, null, null from consent.refusal),
     newest as (
       select distinct on (activity, channel, ordinal) activity, channel,
           case when answer <> 'granted' then answer when withdrawn_at is not null then 'withdrawn'
             when valid_until < $1 then 'expired' else 'granted' end as state
         from answers order by activity, channel, ordinal, at desc, answer desc)
     select activity, channel, count(*) filter (where state = 'granted')::int as granted,
         count(*) filter (where state = 'refused')::int as refused,
         count(*) filter (where state = 'withdrawn')::int as withdrawn,
         count(*) filter (where state = 'expired')::int as expired
       from newest group by activity, channel order by activity, channel nulls first`,
    [now],
    'consent.count-states',
  );
}

/** Counts answers by day, oldest first. A yes for two channels is one answer, as the no to both of them is. */
export async function countDays(tx: Tx, since: Date): Promise<ConsentDay[]> {
  return tx.query<ConsentDay>(
    `select to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day,
        count(*) filter (where kind = 'granted')::int as granted,
        count(*) filter (where kind = 'refused')::int as refused,
        count(*) filter (where kind = 'withdrawn')::int as withdrawn
       from (select distinct ordinal, activity, kind, at from consent.change
               where at >= $1 and kind in ('granted', 'refused', 'withdrawn')) answers
       group by 1 order by 1`,
    [since],
    'consent.count-days',
  );
}

/** One act in the list of acts. */
export interface ActRow {
  readonly position: number;
  readonly person: string;
  readonly kind: string;
  readonly activity: string | null;
  readonly channel: string | null;
  readonly at: Date;
}

/** The kinds of change that people make; the rest of the log (ordinals known, addresses kept, records joined) is the house's own. */
export const PEOPLES_ACTS = [
  'granted',
  'refused',
  'withdrawn',
  'shown',
  'unsubscribe',
  'restrict',
  'personalisation',
  'address-confirmed',
  'minority-sign',
  'minority-sign-cleared',
  'erased',
] as const;

/** Acts of people (answers, withdrawals, objections, confirmations), newest first. */
export async function listActs(
  tx: Tx,
  page: { before: number | null; limit: number; activity: string | null },
): Promise<ActRow[]> {
  return tx.query<ActRow>(
    `select c.position, s.person, c.kind, c.activity, c.channel, c.at
       from consent.change c join consent.subject s using (ordinal)
      where c.kind = any ($4::text[]) and ($1::bigint is null or c.position < $1)
        and ($3::text is null or c.activity = $3)
      order by c.position desc limit $2`,
    [page.before, page.limit, page.activity, [...PEOPLES_ACTS]],
    'consent.acts',
  );
}
