import type { Tx } from '../../../platform/database/index.ts';
import type { PersonAct } from '../domain/acts.ts';

/** What a person said about their information: answers, withdrawals and every no, lifted ones too; the newest `limit`, newest first. */
export async function readPersonActs(tx: Tx, person: string, limit: number): Promise<PersonAct[]> {
  return tx.query<PersonAct>(
    `with subject as (select ordinal from consent.subject where person = $1)
     select * from (
       select 'granted' as act, g.activity, g.channel, g.notice, g.notice_version as "noticeVersion", g.given_at as at, g.receipt
         from consent."grant" g join subject using (ordinal)
       union all
       select r.kind, r.activity, r.channel, null, null, r.said_at, r.receipt from consent.refusal r join subject using (ordinal)
       union all
       select s.kind, null, s.channel, null, null, s.said_at, s.receipt from consent.suppression s join subject using (ordinal)) acts
     order by at desc, receipt desc limit $2`,
    [person, limit],
    'consent.person-acts',
  );
}
