import type { Tx } from '../../../platform/database/index.ts';
import type { TouchCount } from '../rates/rate-cells.ts';

/** By what answers are counted. */
export type CountedBy = 'touchpoint' | 'version' | 'wording' | 'week' | 'activity';

/** Which answers are counted: by when their presentation was shown. */
export interface CountedRange {
  readonly from: Date;
  readonly to: Date;
  /** The activities that rest on consent; nothing else is asked about. */
  readonly activities: readonly string[];
  readonly notice: string | null;
  readonly touchpoint: string | null;
  readonly experiment: string | null;
}

// The closed list of what a statement may be grouped by; nothing of a request stands in it.
const KEYS: Readonly<Record<CountedBy, string>> = {
  touchpoint: 'touchpoint',
  version: `notice || '/' || version`,
  wording: `coalesce(wording, '')`,
  week: `to_char(week, 'YYYY-MM-DD')`,
  activity: 'activity',
};

// Of what sessions carried, those that nobody answered are those given out less those answered, once none of that hour can be answered any more.
// A yes on one channel of several is a yes; taken back is what was taken back on every channel. Who was erased is not counted: what is kept of
// them is for a defence alone.
const ASKED = `
  with yes as (
    select presentation, activity, min(ordinal) as ordinal, min(given_at) as at,
        case when bool_and(withdrawn_at is not null) then max(withdrawn_at) end as taken_back
      from consent."grant" where presentation is not null and given_at >= $1 and activity = any ($3::text[]) group by 1, 2),
  no as (
    select substring(said_through from 14)::uuid as presentation, activity, min(ordinal) as ordinal
      from consent.refusal
     where kind = 'refused' and said_through like 'presentation:%' and said_at >= $1 and activity = any ($3::text[]) group by 1, 2),
  answered as (
    select date_trunc('hour', shown_at) as hour, content ->> 'surface' as touchpoint, notice, notice_version,
        array(select told ->> 'code' from jsonb_array_elements(activities) told) as activities, coalesce(content -> 'wording' ->> 'id', '') as wording,
        count(*) as count
      from consent.presentation where id >= $4::uuid and id < $5::uuid and carried group by 1, 2, 3, 4, 5, 6),
  asked as (
    select p.content ->> 'surface' as touchpoint, p.notice, p.notice_version as version, p.content -> 'wording' ->> 'id' as wording,
        date_trunc('week', p.shown_at at time zone 'Asia/Shanghai')::date as week, a.code as activity, 1 as shown,
        yes.ordinal is not null as granted, yes.ordinal is null and no.ordinal is not null as refused, yes.taken_back is not null as withdrawn,
        yes.at <= $2::timestamptz - interval '30 days' as settled, yes.taken_back <= yes.at + interval '30 days' as soon,
        coalesce(yes.ordinal, no.ordinal) as ordinal
      from consent.presentation p
      cross join lateral jsonb_to_recordset(p.activities) as a (code text)
      left join yes on yes.presentation = p.id and yes.activity = a.code
      left join no on no.presentation = p.id and no.activity = a.code
      left join consent.subject s on s.ordinal = coalesce(yes.ordinal, no.ordinal, p.ordinal)
     where p.id >= $4::uuid and p.id < $5::uuid and a.code = any ($3::text[]) and s.closed_at is null
       and (p.used_at is not null or p.expires_at <= $2)
    union all
    select s.touchpoint, s.notice, s.notice_version, nullif(s.wording, ''), date_trunc('week', s.hour at time zone 'Asia/Shanghai')::date, a,
        greatest(s.count - coalesce(r.count, 0), 0), false, false, false, null, null, null
      from consent.shown s
      left join answered r using (hour, touchpoint, notice, notice_version, activities, wording), unnest(s.activities) a
     where a = any ($3::text[]) and s.hour >= $1 and s.hour < $6 and s.hour + interval '25 hours' <= $2
    union all
    select touchpoint, notice, notice_version, wording, week, a, count, false, false, false, null, null, null
      from consent.unanswered, unnest(activities) a
     where a = any ($3::text[]) and week >= date_trunc('week', $1::timestamptz at time zone 'Asia/Shanghai')::date
       and week < ($6::timestamptz at time zone 'Asia/Shanghai')::date)`;

/** Counts presentations that asked, by what became of them. `from` and `to` are instants; presentations are found by the times in their ids. */
export async function countTouches(
  tx: Tx,
  by: CountedBy,
  range: CountedRange & { readonly now: Date },
): Promise<TouchCount[]> {
  return tx.query<TouchCount>(
    `${ASKED}
     select ${KEYS[by]} as key, sum(shown)::int as shown, count(*) filter (where granted)::int as granted,
         count(*) filter (where refused)::int as refused, count(*) filter (where withdrawn)::int as withdrawn,
         count(*) filter (where settled)::int as settled, count(*) filter (where settled and soon)::int as "withdrawnSoon",
         count(distinct ordinal)::int as people
       from asked
      where ($7::text is null or notice = $7) and ($8::text is null or touchpoint = $8)
        and ($9::text is null or split_part(wording, '/', 1) = $9)
      group by 1 order by 1`,
    [
      range.from,
      range.now,
      range.activities,
      firstIdOf(range.from),
      firstIdOf(range.to),
      range.to,
      range.notice,
      range.touchpoint,
      range.experiment,
    ],
    `consent.count-touches-${by}`,
  );
}

// Ids of presentations are UUIDv7 and so begin with their milliseconds: the primary key finds a range of times.
function firstIdOf(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

/** How the last words of people changed in one week: positive and negative steps, to be summed up. */
export interface TrustStep {
  readonly week: string;
  readonly answered: number;
  readonly gained: number;
  readonly lost: number;
}

/**
 * Week by week, who gave their first answer to an activity, whose last word became a yes, and whose ceased to be one: by a refusal, a
 * withdrawal, an objection after it, or because it ran out.
 */
export async function trustSteps(tx: Tx, activities: readonly string[], now: Date): Promise<TrustStep[]> {
  return tx.query<TrustStep>(
    `with said as (
       select ordinal, activity, given_at as at, 1 as yes from consent."grant" where activity = any ($1::text[])
       union all
       select ordinal, activity, said_at, 0 from consent.refusal where activity = any ($1::text[])
       union all
       select ordinal, activity, valid_until, 0 from consent."grant"
        where activity = any ($1::text[]) and valid_until <= $2 and withdrawn_at is null),
     heard as (
       select * from said
       union all
       select a.ordinal, a.activity, s.said_at, 0
         from (select ordinal, activity, min(at) as at from said group by 1, 2) a
         join consent.suppression s on s.ordinal = a.ordinal and s.said_at > a.at),
     stepped as (
       select at, yes, lag(yes) over (partition by ordinal, activity order by at, yes desc) as before
         from heard join consent.subject p using (ordinal) where p.closed_at is null)
     select to_char(date_trunc('week', at at time zone 'Asia/Shanghai'), 'YYYY-MM-DD') as week,
         count(*) filter (where before is null)::int as answered,
         count(*) filter (where yes = 1 and coalesce(before, 0) = 0)::int as gained,
         count(*) filter (where yes = 0 and before = 1)::int as lost
       from stepped group by 1 order by 1`,
    [activities, now],
    'consent.trust-steps',
  );
}

/** One way by which people say no: how often it was used, and when last. */
export interface NoWayCount {
  /** "answer/form", "site/banner" …: an answer to what was shown there; otherwise the word before the first colon or slash of `through`. */
  readonly way: string;
  readonly count: number;
  readonly last: Date;
}

/** Every way by which a no has come, the most used first. */
export async function countNoWays(tx: Tx): Promise<NoWayCount[]> {
  return tx.query<NoWayCount>(
    `with said as (
       select r.said_through as through, r.said_at as at, p.content ->> 'surface' as surface
         from consent.refusal r left join consent.presentation p
           on p.id = case when r.said_through like 'presentation:%' then substring(r.said_through from 14)::uuid end
       union all
       select said_through, said_at, null from (select distinct on (receipt) * from consent.suppression) s),
     named as (
       select at, case when through not like 'presentation:%' then (regexp_split_to_array(through, '[:/]'))[1]
           when surface like 'site:%' then 'site/' || split_part(surface, '/', 2)
           else 'answer/' || split_part(coalesce(surface, 'other'), ':', 1) end as way from said)
     select way, count(*)::int as count, max(at) as last from named group by 1 order by 2 desc, 1`,
    [],
    'consent.no-ways',
  );
}
