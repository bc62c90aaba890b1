import type { Tx } from '../../../platform/database/index.ts';
import type { CampaignInput, CampaignState } from '../domain/campaign.ts';

/** A campaign as it is kept; the audience is read apart. */
export interface Campaign extends CampaignInput {
  readonly id: string;
  readonly state: CampaignState;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly audienceSize: number | null;
  readonly unanalysed: number | null;
  readonly cursor: number;
  readonly runner: string | null;
  readonly leaseUntil: Date | null;
  readonly waitingUntil: Date | null;
  readonly waitingFor: 'hours' | 'provider' | null;
  readonly backoff: number;
}

const COLUMNS = `id, name, brand, activity, segment, channel, message, state, created_at as "createdAt", created_by as "createdBy",
  started_at as "startedAt", ended_at as "endedAt", ended_by as "endedBy", audience_size as "audienceSize", unanalysed, cursor, runner,
  lease_until as "leaseUntil", waiting_until as "waitingUntil", waiting_for as "waitingFor", backoff`;

export async function insertCampaign(
  tx: Tx,
  campaign: CampaignInput & { id: string; createdAt: Date; createdBy: string },
): Promise<void> {
  await tx.execute(
    `insert into engagement.campaign (id, name, brand, activity, segment, channel, message, state, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9)`,
    [
      campaign.id,
      campaign.name,
      campaign.brand,
      campaign.activity,
      campaign.segment,
      campaign.channel,
      JSON.stringify(campaign.message),
      campaign.createdAt,
      campaign.createdBy,
    ],
  );
}

export async function findCampaign(tx: Tx, id: string): Promise<Campaign | undefined> {
  return tx.first<Campaign>(
    `select ${COLUMNS} from engagement.campaign where id = $1`,
    [id],
    'engagement.find-campaign',
  );
}

/** The campaign, locked until the transaction ends: nobody starts, stops or sends meanwhile. */
export async function lockCampaign(tx: Tx, id: string): Promise<Campaign | undefined> {
  return tx.first<Campaign>(
    `select ${COLUMNS} from engagement.campaign where id = $1 for update`,
    [id],
    'engagement.lock-campaign',
  );
}

export async function listCampaigns(tx: Tx, page: { limit: number; before?: string }): Promise<Campaign[]> {
  return tx.query<Campaign>(
    `select ${COLUMNS} from engagement.campaign where $2::uuid is null or id < $2 order by id desc limit $1`,
    [page.limit, page.before ?? null],
  );
}

export async function runningCampaigns(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`select id from engagement.campaign where state = 'running'`);
  return rows.map(({ id }) => id);
}

export async function setState(
  tx: Tx,
  id: string,
  change: { state: CampaignState; at: Date; by: string },
): Promise<void> {
  const column = change.state === 'running' ? 'started' : 'ended';
  await tx.execute(
    `update engagement.campaign set state = $2, ${column}_at = $3, ${column}_by = $4, waiting_until = null, waiting_for = null
      where id = $1`,
    [id, change.state, change.at, change.by],
  );
}

export async function setAudience(
  tx: Tx,
  id: string,
  audience: { bytes: Buffer; size: number; unanalysed: number },
): Promise<void> {
  await tx.execute(
    'update engagement.campaign set audience = $2, audience_size = $3, unanalysed = $4, cursor = 0 where id = $1',
    [id, audience.bytes, audience.size, audience.unanalysed],
  );
}

export async function readAudience(tx: Tx, id: string, from: number, count: number): Promise<Buffer> {
  const row = await tx.one<{ part: Buffer }>(
    'select substring(audience from $2 for $3) as part from engagement.campaign where id = $1',
    [id, from * 4 + 1, count * 4],
    'engagement.read-audience',
  );
  return row.part;
}

export async function moveCursor(tx: Tx, id: string, cursor: number): Promise<void> {
  await tx.execute('update engagement.campaign set cursor = $2 where id = $1', [id, cursor], 'engagement.move-cursor');
}

/** Takes or renews the lease of a run. */
export async function setLease(tx: Tx, id: string, runner: string | null, until: Date | null): Promise<void> {
  await tx.execute(
    'update engagement.campaign set runner = $2, lease_until = $3 where id = $1',
    [id, runner, until],
    'engagement.set-lease',
  );
}

/** Renews the lease if the campaign still runs and the run is still ours; false is the order to halt. */
export async function renewLease(tx: Tx, id: string, runner: string, until: Date): Promise<boolean> {
  const count = await tx.execute(
    `update engagement.campaign set lease_until = $3, waiting_until = null, waiting_for = null
      where id = $1 and runner = $2 and state = 'running'`,
    [id, runner, until],
    'engagement.renew-lease',
  );
  return count === 1;
}

export async function setWaiting(
  tx: Tx,
  id: string,
  wait: { until: Date; for: 'hours' | 'provider'; backoff: number },
): Promise<void> {
  await tx.execute('update engagement.campaign set waiting_until = $2, waiting_for = $3, backoff = $4 where id = $1', [
    id,
    wait.until,
    wait.for,
    wait.backoff,
  ]);
}

export async function clearBackoff(tx: Tx, id: string): Promise<void> {
  await tx.execute('update engagement.campaign set backoff = 0 where id = $1 and backoff <> 0', [id]);
}

/** Why people of the segment were left out, with counts. */
export interface CampaignExclusion {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
  readonly count: number;
}

export async function addExclusions(tx: Tx, campaign: string, exclusions: readonly CampaignExclusion[]): Promise<void> {
  for (const { code, article, zh, en, count } of exclusions)
    await tx.execute(
      `insert into engagement.campaign_exclusion (campaign, code, article, zh, en, count) values ($1, $2, $3, $4, $5, $6)
       on conflict (campaign, code) do update set count = engagement.campaign_exclusion.count + excluded.count`,
      [campaign, code, article, zh, en, count],
      'engagement.add-exclusion',
    );
}

export async function exclusionsOf(tx: Tx, campaign: string): Promise<CampaignExclusion[]> {
  return tx.query<CampaignExclusion>(
    'select code, article, zh, en, count from engagement.campaign_exclusion where campaign = $1 order by count desc, code',
    [campaign],
  );
}
