import type { Tx } from '../../../platform/database/index.ts';

/** A no that a session said. */
export interface SessionNo {
  readonly what: 'refused' | 'unsubscribe' | 'restrict' | 'personalisation';
  /** Null for a no that binds all brands. */
  readonly activity: string | null;
  readonly channel: string | null;
  readonly receipt: string;
}

/**
 * The noes of a session that still stand, oldest first, and that have neither followed to the person before (said through `prefix` and the
 * receipt) nor been answered by a later yes of the session or the person to what was shown later too (decision 0137).
 */
export async function sessionNoes(tx: Tx, session: number, person: number, prefix: string): Promise<SessionNo[]> {
  return tx.query<SessionNo>(
    `select what, activity, channel, receipt from (
       select 'refused' as what, r.activity, r.channel, r.receipt, r.said_at from consent.refusal r
        where r.ordinal = $1
          and not exists (select 1 from consent."grant" g where g.ordinal in ($1, $2) and g.activity = r.activity
                and g.given_at > r.said_at and g.shown_at >= r.said_at and (r.channel is null or g.channel = r.channel))
          and not exists (select 1 from consent.refusal f where f.ordinal = $2 and f.said_through = $3 || r.receipt::text)
       union all
       select s.kind, null, s.channel, s.receipt, s.said_at from consent.suppression s
        where s.ordinal = $1 and s.lifted_at is null
          and not exists (select 1 from consent.suppression f where f.ordinal = $2 and f.said_through = $3 || s.receipt::text)
     ) noes order by said_at, receipt`,
    [session, person, prefix],
    'consent.session-noes',
  );
}
