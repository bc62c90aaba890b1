import type { Tx } from '../../../platform/database/index.ts';
import type { SendChannel } from '../domain/campaign.ts';
import type { SendState } from '../domain/send-state.ts';

/** One message to one person. */
export interface Send {
  readonly id: string;
  readonly campaign: string | null;
  readonly ref: string | null;
  readonly activity: string;
  readonly person: string;
  readonly channel: SendChannel;
  readonly state: SendState;
  readonly use: string;
  readonly receipt: string | null;
  readonly signName: string | null;
  readonly template: string | null;
  readonly parts: number | null;
  readonly reservedAt: Date;
  readonly handedAt: Date | null;
  readonly settledAt: Date | null;
  readonly reportedAt: Date | null;
  readonly attempts: number;
  readonly providerId: string | null;
  readonly code: string | null;
  readonly article: string | null;
}

export type NewSend = Pick<
  Send,
  | 'id'
  | 'campaign'
  | 'ref'
  | 'activity'
  | 'person'
  | 'channel'
  | 'use'
  | 'receipt'
  | 'signName'
  | 'template'
  | 'parts'
  | 'reservedAt'
>;

const COLUMNS = `id, campaign, ref, activity, person, channel, state, use, receipt, sign_name as "signName", template, parts,
  reserved_at as "reservedAt", handed_at as "handedAt", settled_at as "settledAt", reported_at as "reportedAt", attempts,
  provider_id as "providerId", code, article`;

/** Reserves messages; a person who has one in this campaign already gets no second. */
export async function insertSends(tx: Tx, sends: readonly NewSend[]): Promise<void> {
  const column = <K extends keyof NewSend>(name: K) => sends.map((send) => send[name]);
  await tx.execute(
    `insert into engagement.send (id, campaign, ref, activity, person, channel, state, use, receipt, sign_name, template, parts, reserved_at)
     select id, campaign, ref, activity, person, channel, 'reserved', use, receipt, sign_name, template, parts, reserved_at
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::uuid[], $9::text[],
         $10::text[], $11::int[], $12::timestamptz[])
         as t (id, campaign, ref, activity, person, channel, use, receipt, sign_name, template, parts, reserved_at)
     on conflict do nothing`,
    [
      column('id'),
      column('campaign'),
      column('ref'),
      column('activity'),
      column('person'),
      column('channel'),
      column('use'),
      column('receipt'),
      column('signName'),
      column('template'),
      column('parts'),
      column('reservedAt'),
    ],
    'engagement.insert-sends',
  );
}

/** Names the newer use of a message that is tried again: the one under which its address leaves the vault this time. */
export async function renewUse(tx: Tx, id: string, use: string, receipt: string | null): Promise<void> {
  await tx.execute('update engagement.send set use = $2, receipt = $3 where id = $1', [id, use, receipt]);
}

/** The next reserved messages of a campaign that belong to one use, locked. */
export async function nextReserved(tx: Tx, campaign: string, limit: number): Promise<Send[]> {
  return tx.query<Send>(
    `select ${COLUMNS} from engagement.send
      where campaign = $1 and state = 'reserved'
        and use = (select use from engagement.send where campaign = $1 and state = 'reserved' order by id limit 1)
      order by id limit $2 for update`,
    [campaign, limit],
    'engagement.next-reserved',
  );
}

export async function sendOfRef(tx: Tx, ref: string): Promise<Send | undefined> {
  return tx.first<Send>(
    `select ${COLUMNS} from engagement.send where ref = $1 for update`,
    [ref],
    'engagement.send-of-ref',
  );
}

export async function markHandingOff(tx: Tx, ids: readonly string[], runner: string, at: Date): Promise<void> {
  await tx.execute(
    `update engagement.send set state = 'handing_off', handed_at = $3, runner = $2, attempts = attempts + 1, code = null
      where id = any($1::uuid[]) and state = 'reserved'`,
    [ids, runner, at],
    'engagement.mark-handing-off',
  );
}

/** Settles one message that this runner is handing off; one that has meanwhile become unknown stays so. */
export async function settleSend(
  tx: Tx,
  send: { id: string; runner: string; state: SendState; providerId: string | null; code: string | null; at: Date },
): Promise<boolean> {
  const count = await tx.execute(
    `update engagement.send set state = $3, provider_id = $4, code = $5, settled_at = $6
      where id = $1 and runner = $2 and state = 'handing_off'`,
    [send.id, send.runner, send.state, send.providerId, send.code, send.state === 'reserved' ? null : send.at],
    'engagement.settle-send',
  );
  return count === 1;
}

export async function refuseAtHandOff(
  tx: Tx,
  send: { id: string; code: string; article: string | null; at: Date },
): Promise<void> {
  await tx.execute(
    `update engagement.send set state = 'refused_at_handoff', code = $2, article = $3, settled_at = $4
      where id = $1 and state = 'reserved'`,
    [send.id, send.code, send.article, send.at],
    'engagement.refuse-at-hand-off',
  );
}

export async function stopReserved(tx: Tx, campaign: string, at: Date): Promise<number> {
  return tx.execute(
    `update engagement.send set state = 'stopped', settled_at = $2 where campaign = $1 and state = 'reserved'`,
    [campaign, at],
  );
}

/** What a dead run left in the middle of a hand-off is in doubt for good. */
export async function doubtInFlight(tx: Tx, campaign: string, at: Date): Promise<number> {
  return tx.execute(
    `update engagement.send set state = 'unknown', code = 'interrupted', settled_at = $2
      where campaign = $1 and state = 'handing_off'`,
    [campaign, at],
    'engagement.doubt-in-flight',
  );
}

/** The same for one message. */
export async function doubtSend(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.execute(
    `update engagement.send set state = 'unknown', code = 'interrupted', settled_at = $2 where id = $1 and state = 'handing_off'`,
    [id, at],
  );
}

/** The same for messages outside campaigns whose hand-off began before an instant. */
export async function doubtCodesBefore(tx: Tx, before: Date, at: Date): Promise<number> {
  return tx.execute(
    `update engagement.send set state = 'unknown', code = 'interrupted', settled_at = $2
      where campaign is null and state = 'handing_off' and handed_at < $1`,
    [before, at],
  );
}

/** In a restored database: what was being handed off is in doubt, what was reserved may have gone out since; neither is ever sent again. */
export async function settleRestoredSends(tx: Tx, at: Date): Promise<void> {
  await tx.execute(
    `update engagement.send set code = 'restored', settled_at = $1,
        state = case state when 'handing_off' then 'unknown' else 'stopped' end
      where state in ('reserved', 'handing_off')`,
    [at],
  );
}

/** Makes the message the one of its campaign for an address; false if another message has the address. */
export async function claimAddress(
  tx: Tx,
  campaign: string,
  { digest, older }: { readonly digest: Buffer; readonly older: readonly Buffer[] },
  send: string,
): Promise<boolean> {
  const row = await tx.first<{ send: string }>(
    `insert into engagement.campaign_address (campaign, digest, send)
     select $1, $2, $3 where not exists (select 1 from engagement.campaign_address before
       where before.campaign = $1 and before.digest = any ($4::bytea[]) and before.send <> $3)
     on conflict (campaign, digest) do update set send = engagement.campaign_address.send returning send`,
    [campaign, digest, send, older],
    'engagement.claim-address',
  );
  return row?.send === send;
}

export async function countStates(
  tx: Tx,
  campaign: string,
): Promise<{ state: SendState; count: number; parts: number }[]> {
  return tx.query(
    `select state, count(*) as count, coalesce(sum(parts), 0) as parts from engagement.send where campaign = $1 group by state`,
    [campaign],
    'engagement.count-states',
  );
}

/** A provider's report about one message: 'settled', or 'early' while the message is still being handed off. */
export async function reportDelivery(
  tx: Tx,
  report: { id: string; delivered: boolean; code: string; at: Date },
): Promise<'settled' | 'early' | 'ignored'> {
  const count = await tx.execute(
    `update engagement.send set state = $2, code = $3, reported_at = $4 where id = $1 and state in ('accepted', 'unknown')`,
    [report.id, report.delivered ? 'delivered' : 'undelivered', report.delivered ? null : report.code, report.at],
    'engagement.report-delivery',
  );
  if (count === 1) return 'settled';
  const row = await tx.first<{ state: SendState }>('select state from engagement.send where id = $1', [report.id]);
  return row?.state === 'handing_off' ? 'early' : 'ignored';
}

export interface SendFilter {
  readonly campaign?: string;
  readonly state?: SendState;
  readonly limit: number;
  readonly before?: string;
}

/** Messages, newest first; `before` is the id of the last one seen. */
export async function listSends(tx: Tx, filter: SendFilter): Promise<Send[]> {
  return tx.query<Send>(
    `select ${COLUMNS} from engagement.send
      where ($1::uuid is null or campaign = $1) and ($2::text is null or state = $2) and ($3::uuid is null or id < $3)
      order by id desc limit $4`,
    [filter.campaign ?? null, filter.state ?? null, filter.before ?? null, filter.limit],
  );
}
