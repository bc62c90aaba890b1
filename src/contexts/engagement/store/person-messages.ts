import type { Tx } from '../../../platform/database/index.ts';
import type { CampaignMessage } from '../domain/campaign.ts';

/** A message's record with what its campaign and its template say now. */
export interface MessageRow {
  readonly id: string;
  readonly activity: string;
  readonly channel: string;
  readonly state: string;
  readonly use: string;
  readonly receipt: string | null;
  readonly signName: string | null;
  readonly template: string | null;
  readonly parts: number | null;
  readonly reservedAt: Date;
  readonly handedAt: Date | null;
  readonly reportedAt: Date | null;
  readonly providerId: string | null;
  readonly code: string | null;
  readonly article: string | null;
  readonly message: CampaignMessage | null;
  readonly filed: string | null;
  readonly commercial: boolean | null;
}

/** The newest messages to a person, newest first. */
export async function messageRows(tx: Tx, person: string, limit: number): Promise<MessageRow[]> {
  return tx.query<MessageRow>(
    `select s.id, s.activity, s.channel, s.state, s.use, s.receipt, s.sign_name as "signName", s.template, s.parts,
        s.reserved_at as "reservedAt", s.handed_at as "handedAt", s.reported_at as "reportedAt", s.provider_id as "providerId", s.code,
        s.article, c.message, t.text as filed, t.commercial
       from engagement.send s
       left join engagement.campaign c on c.id = s.campaign
       left join engagement.sms_template t on t.code = s.template
      where s.person = $1 order by s.reserved_at desc, s.id desc limit $2`,
    [person, limit],
  );
}
