import type { Tx } from '../../../platform/database/index.ts';
import type { MinorAnswer } from '../domain/coming-of-age.ts';

/** Every answer of people whose sealed birth date says that they were minors when it was given, with the sealed date. */
export async function answersOfMinors(tx: Tx): Promise<(MinorAnswer & { readonly birth: Buffer })[]> {
  return tx.query(
    `with minor as (
       select ordinal, person, minor_birth from consent.subject where minor_birth is not null and closed_at is null)
     select m.person, m.minor_birth as birth, a.activity, a.channel, a.answer, a.at, a.withdrawn, a.guarded as "byGuardian",
         st.source as surface
       from minor m
       join lateral (
         select g.activity, g.channel, 'granted' as answer, g.given_at as at, g.withdrawn_at is not null as withdrawn,
             g.guardian is not null as guarded
           from consent."grant" g where g.ordinal = m.ordinal
         union all
         select r.activity, r.channel, 'refused', r.said_at, false, false from consent.refusal r where r.ordinal = m.ordinal) a on true
       left join consent.standing st on st.ordinal = m.ordinal and st.activity = a.activity
      order by a.at`,
    [],
    'consent.answers-of-minors',
  );
}
