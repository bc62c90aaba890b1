import type { Tx } from '../../../platform/database/index.ts';
import type { ReplyKind } from '../domain/reply-kind.ts';

/** A reply from a phone that waits to take effect. */
export interface Inbound {
  readonly id: string;
  readonly sealed: Buffer | null;
  readonly processedAt: Date | null;
}

/** False if this very reply was pushed before. */
export async function insertInbound(
  tx: Tx,
  entry: { id: string; sequenceDigest: Buffer; kind: ReplyKind; at: Date; sealed: Buffer | null },
): Promise<boolean> {
  const count = await tx.execute(
    `insert into engagement.inbound (id, sequence_digest, kind, at, sealed) values ($1, $2, $3, $4, $5)
     on conflict (sequence_digest) do nothing`,
    [entry.id, entry.sequenceDigest, entry.kind, entry.at, entry.sealed],
  );
  return count === 1;
}

export async function lockInbound(tx: Tx, id: string): Promise<Inbound | undefined> {
  return tx.first<Inbound>(
    'select id, sealed, processed_at as "processedAt" from engagement.inbound where id = $1 for update',
    [id],
  );
}

/** What became of a reply: how many records it bound, and which campaign it answers. */
export async function markProcessed(
  tx: Tx,
  id: string,
  { records, campaign, at }: { readonly records: number; readonly campaign: string | null; readonly at: Date },
): Promise<void> {
  await tx.execute(
    'update engagement.inbound set sealed = null, records = $2, campaign = $3, processed_at = $4 where id = $1',
    [id, records, campaign, at],
  );
}

/** The campaign that last wrote to a number since an instant; null when none did. */
export async function campaignWrittenTo(tx: Tx, digest: Buffer, since: Date): Promise<string | null> {
  const found = await tx.first<{ campaign: string }>(
    `select a.campaign from engagement.campaign_address a join engagement.send s on s.id = a.send
      where a.digest = $1 and s.reserved_at >= $2 order by s.reserved_at desc limit 1`,
    [digest, since],
    'engagement.campaign-written-to',
  );
  return found?.campaign ?? null;
}

/** Replies of a day (Asia/Shanghai) to a campaign, by what they seem to be. */
export interface ReplyDay {
  readonly day: string;
  readonly campaign: string | null;
  readonly name: string | null;
  readonly noes: number;
  readonly requests: number;
  readonly complaints: number;
  readonly questions: number;
  readonly others: number;
  readonly unread: number;
}

/** Counts of replies since an instant, and of older ones that nobody has read, the newest day first; of more than 400 rows those that wait are kept. */
export async function replyDays(tx: Tx, since: Date): Promise<ReplyDay[]> {
  return tx.query(
    `select * from (
     select to_char(i.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, i.campaign, c.name,
            count(*) filter (where i.kind = 'opt-out')::int as noes, count(*) filter (where i.kind = 'request')::int as requests,
            count(*) filter (where i.kind = 'complaint')::int as complaints,
            count(*) filter (where i.kind = 'question')::int as questions, count(*) filter (where i.kind = 'other')::int as others,
            count(*) filter (where i.kind <> 'opt-out' and i.read_at is null)::int as unread
       from engagement.inbound i left join engagement.campaign c on c.id = i.campaign
      where i.at >= $1 or (i.kind <> 'opt-out' and i.read_at is null) group by 1, 2, 3
      order by count(*) filter (where i.kind <> 'opt-out' and i.read_at is null) > 0 desc, 1 desc limit 400) as counted
      order by day desc, name nulls last`,
    [since],
    'engagement.reply-days',
  );
}

/** Notes that somebody has read the replies that came until an instant; returns how many were waiting. */
export async function markRead(
  tx: Tx,
  { until, by, at }: { readonly until: Date; readonly by: string; readonly at: Date },
): Promise<number> {
  return tx.execute(
    `update engagement.inbound set read_at = $3, read_by = $2 where kind <> 'opt-out' and read_at is null and at <= $1`,
    [until, by, at],
  );
}
