import type { Tx } from '../../platform/database/index.ts';
import { composeMessage } from './compose-message.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { campaignState, campaignUnknown, channelMissing, messageRefused } from './engagement-failures.ts';
import { lockCampaign, runningCampaigns, setState } from './store/campaign-store.ts';
import { doubtCodesBefore, stopReserved } from './store/send-store.ts';

const MINUTE = 60_000;

/** Starts a drafted campaign: from now on the job `engagement.run-campaign` decides and sends. */
export async function startCampaign(deps: EngagementDeps, tx: Tx, input: { id: string; by: string }): Promise<void> {
  const campaign = await lockCampaign(tx, input.id);
  if (campaign === undefined) throw campaignUnknown();
  if (campaign.state !== 'draft') throw campaignState(campaign.state);
  if (deps[campaign.channel] === null) throw channelMissing(campaign.channel);
  const { errors } = await composeMessage(deps, tx, campaign);
  if (errors.length > 0) throw messageRefused(errors);
  await setState(tx, input.id, { state: 'running', at: deps.clock.now(), by: input.by });
  await enqueueRun(deps, tx, input.id);
}

/**
 * 急停: nothing that is not being handed over at this very moment leaves any more. The lock on the campaign waits only for the short
 * transactions that mark hand-offs, and each of them sees the new state. Stopping twice is no error.
 */
export async function stopCampaign(
  deps: EngagementDeps,
  tx: Tx,
  input: { id: string; by: string },
): Promise<{ stopped: number }> {
  const campaign = await lockCampaign(tx, input.id);
  if (campaign === undefined) throw campaignUnknown();
  if (campaign.state === 'draft' || campaign.state === 'done') throw campaignState(campaign.state);
  const at = deps.clock.now();
  if (campaign.state === 'running') await setState(tx, input.id, { state: 'stopped', at, by: input.by });
  return { stopped: await stopReserved(tx, input.id, at) };
}

/** Lets a worker go on with a campaign, at once or at an instant. */
export async function enqueueRun(deps: EngagementDeps, tx: Tx, campaign: string, runAt?: Date): Promise<void> {
  const key = `engagement.run-campaign:${campaign}`;
  await deps.jobs.enqueue(
    tx,
    'engagement.run-campaign',
    { campaign },
    { key, ...(runAt === undefined ? {} : { runAt }) },
  );
}

/** To be called when a server starts: running campaigns go on, and codes whose hand-off a crash cut short are marked as in doubt. */
export async function resumeSending(deps: EngagementDeps, tx: Tx): Promise<void> {
  const now = deps.clock.now();
  await doubtCodesBefore(tx, new Date(now.getTime() - MINUTE), now);
  for (const campaign of await runningCampaigns(tx)) await enqueueRun(deps, tx, campaign);
}
