import { randomUUID } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import { backoffSeconds } from './domain/campaign.ts';
import { earliestSending } from './domain/sending-hours.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { handOffChunk, LEASE } from './hand-off-chunk.ts';
import { fixAudience, reserveBatch } from './reserve-batch.ts';
import { enqueueRun } from './start-campaign.ts';
import { type Campaign, findCampaign, lockCampaign, setLease, setState, setWaiting } from './store/campaign-store.ts';
import { doubtInFlight } from './store/send-store.ts';

/** How a run of a campaign ended. */
export type RunResult = 'done' | 'halted' | 'waiting' | 'busy';

/**
 * Works on a running campaign until it is done, stopped or has to wait. Only one run works on a campaign at a time: it holds a lease that each
 * step renews, and what a run without a lease left in flight becomes `unknown`. May be called again at any time and after any crash.
 */
export async function runCampaign(deps: EngagementDeps, id: string, signal?: AbortSignal): Promise<RunResult> {
  const runner = randomUUID();
  // What was imported or filed a moment ago counts; within the transaction below it would be too late to move it.
  await deps.segments.moveEvents();
  const claimed = await deps.database.transaction((tx) => claim(deps, tx, id, runner));
  if (typeof claimed === 'string') return claimed;
  try {
    return await work(deps, claimed, runner, signal);
  } finally {
    await deps.database.transaction((tx) => release(tx, id, runner));
  }
}

async function claim(deps: EngagementDeps, tx: Tx, id: string, runner: string): Promise<Campaign | RunResult> {
  const campaign = await lockCampaign(tx, id);
  if (campaign === undefined || campaign.state !== 'running') {
    // A run that died after the stop may still have left something in flight.
    if (campaign !== undefined && leaseIsOver(deps, campaign)) await doubtInFlight(tx, id, deps.clock.now());
    return 'halted';
  }
  if (!leaseIsOver(deps, campaign)) {
    await enqueueRun(deps, tx, id, campaign.leaseUntil ?? undefined);
    return 'busy';
  }
  const now = deps.clock.now();
  await setLease(tx, id, runner, new Date(now.getTime() + LEASE));
  await doubtInFlight(tx, id, now);
  if (campaign.audienceSize === null) await fixAudience(deps, tx, campaign);
  return campaign;
}

function leaseIsOver(deps: EngagementDeps, campaign: Campaign): boolean {
  return campaign.runner === null || campaign.leaseUntil === null || campaign.leaseUntil <= deps.clock.now();
}

async function work(
  deps: EngagementDeps,
  campaign: Campaign,
  runner: string,
  signal: AbortSignal | undefined,
): Promise<RunResult> {
  for (;;) {
    if (signal?.aborted === true) return yieldTo(deps, campaign.id, deps.clock.now());
    const opens = earliestSending(deps.clock.now(), deps.settings.hours);
    if (opens > deps.clock.now()) return wait(deps, campaign.id, runner, 'hours', opens);
    const result = await handOffChunk(deps, campaign, runner);
    if (result === 'halt') return 'halted';
    if (result === 'provider-down') return wait(deps, campaign.id, runner, 'provider');
    if (result === 'nothing-reserved') {
      const next = await deps.database.transaction((tx) => reserveOrFinish(deps, tx, campaign.id, runner));
      if (next !== 'reserved') return next;
    }
  }
}

async function reserveOrFinish(
  deps: EngagementDeps,
  tx: Tx,
  id: string,
  runner: string,
): Promise<'reserved' | 'done' | 'halted'> {
  const campaign = await lockCampaign(tx, id);
  if (campaign === undefined || campaign.state !== 'running' || campaign.runner !== runner) return 'halted';
  if (await reserveBatch(deps, tx, campaign)) {
    await setLease(tx, id, runner, new Date(deps.clock.now().getTime() + LEASE));
    return 'reserved';
  }
  await setState(tx, id, { state: 'done', at: deps.clock.now(), by: 'engagement' });
  return 'done';
}

async function wait(
  deps: EngagementDeps,
  id: string,
  runner: string,
  reason: 'hours' | 'provider',
  opens?: Date,
): Promise<RunResult> {
  return deps.database.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, id);
    if (campaign === undefined || campaign.state !== 'running' || campaign.runner !== runner) return 'halted';
    const backoff = reason === 'provider' ? campaign.backoff + 1 : campaign.backoff;
    const until = opens ?? new Date(deps.clock.now().getTime() + backoffSeconds(campaign.backoff) * 1000);
    await setWaiting(tx, id, { until, for: reason, backoff });
    await setLease(tx, id, null, null);
    await enqueueRun(deps, tx, id, until);
    return 'waiting';
  });
}

async function yieldTo(deps: EngagementDeps, id: string, at: Date): Promise<RunResult> {
  await deps.database.transaction((tx) => enqueueRun(deps, tx, id, at));
  return 'waiting';
}

async function release(tx: Tx, id: string, runner: string): Promise<void> {
  const campaign = await findCampaign(tx, id);
  if (campaign?.runner === runner) await setLease(tx, id, null, null);
}
