import type { Tx } from '../../../platform/database/index.ts';

/** What a message's record says; it holds no address and no text. */
export interface SendTrace {
  readonly id: string;
  readonly campaign: string | null;
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
  readonly settledAt: Date | null;
  readonly reportedAt: Date | null;
  readonly providerId: string | null;
  readonly code: string | null;
}

/** Everything that was sent, or was about to be, to a person; locked. */
export async function lockSendsOf(tx: Tx, person: string): Promise<SendTrace[]> {
  return tx.query<SendTrace>(
    `select id, campaign, activity, channel, state, use, receipt, sign_name as "signName", template, parts, reserved_at as "reservedAt",
        handed_at as "handedAt", settled_at as "settledAt", reported_at as "reportedAt", provider_id as "providerId", code
       from engagement.send where person = $1 order by id for update`,
    [person],
  );
}

/**
 * Puts nobody in a person's place. A message that waits is stopped; one that is being handed over stays so, and becomes unknown or accepted as
 * always. A fresh id each, since a campaign reaches nobody twice.
 */
export async function forgetReceiver(tx: Tx, person: string, at: Date): Promise<void> {
  await tx.execute(
    'delete from engagement.campaign_address where send in (select id from engagement.send where person = $1)',
    [person],
  );
  await tx.execute(
    `update engagement.send set person = gen_random_uuid(), erased_at = $2,
        provider_id = case when state in ('reserved', 'handing_off') then provider_id end,
        settled_at = case when state = 'reserved' then $2 else settled_at end,
        state = case when state = 'reserved' then 'stopped' else state end
      where person = $1`,
    [person, at],
  );
}
