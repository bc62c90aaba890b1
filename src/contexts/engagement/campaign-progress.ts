import type { Tx } from '../../platform/database/index.ts';
import type { SendState } from './domain/send-state.ts';
import { campaignUnknown } from './engagement-failures.ts';
import { type Campaign, type CampaignExclusion, exclusionsOf, findCampaign } from './store/campaign-store.ts';
import { countStates } from './store/send-store.ts';

/** Where a campaign stands: every person of the audience is waiting to be decided, excluded for one reason, or has one message in one state. */
export interface CampaignReport {
  readonly campaign: Campaign;
  readonly undecided: number;
  readonly excluded: readonly CampaignExclusion[];
  readonly sends: Readonly<Record<SendState, number>>;
  /** SMS parts of messages that were accepted (or may have been). */
  readonly parts: number;
}

const NONE: Record<SendState, number> = {
  reserved: 0,
  handing_off: 0,
  accepted: 0,
  rejected: 0,
  unknown: 0,
  refused_at_handoff: 0,
  stopped: 0,
  delivered: 0,
  undelivered: 0,
};
const BILLED: readonly SendState[] = ['accepted', 'delivered', 'undelivered', 'unknown'];

/** Progress while it runs, report when it is over. */
export async function campaignProgress(tx: Tx, id: string): Promise<CampaignReport> {
  const campaign = await findCampaign(tx, id);
  if (campaign === undefined) throw campaignUnknown();
  const sends = { ...NONE };
  let parts = 0;
  for (const row of await countStates(tx, id)) {
    sends[row.state] = row.count;
    if (BILLED.includes(row.state)) parts += row.parts;
  }
  const undecided = (campaign.audienceSize ?? 0) - campaign.cursor;
  return { campaign, undecided, excluded: await exclusionsOf(tx, id), sends, parts };
}
