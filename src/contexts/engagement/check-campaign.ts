import type { Tx } from '../../platform/database/index.ts';
import type { FieldError } from '../../platform/failure.ts';
import type { Reach } from '../customers/index.ts';
import { composeMessage } from './compose-message.ts';
import { earliestSending } from './domain/sending-hours.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { campaignUnknown } from './engagement-failures.ts';
import { findCampaign } from './store/campaign-store.ts';

/** What a campaign would do if it were started now. */
export interface CampaignCheck {
  readonly reach: Omit<Reach, 'ordinals' | 'receipt'>;
  readonly preview: string;
  readonly problems: readonly FieldError[];
  /** SMS parts for each message, messages, parts in all and their price in CNY; a mail costs no parts. */
  readonly cost: {
    readonly partsEach: number | null;
    readonly messages: number;
    readonly parts: number;
    readonly cny: number;
  };
  /** When the first message may leave. */
  readonly earliest: Date;
}

/** Reach and cost before anything is sent. */
export async function checkCampaign(
  deps: EngagementDeps,
  tx: Tx,
  input: { id: string; by: string },
): Promise<CampaignCheck> {
  const campaign = await findCampaign(tx, input.id);
  if (campaign === undefined) throw campaignUnknown();
  const { segment, activity, channel } = campaign;
  const composed = await composeMessage(deps, tx, campaign);
  const reach = await deps.segments.reach(tx, {
    segment,
    activity,
    operation: 'use',
    channel,
    brand: campaign.brand,
    by: input.by,
  });
  const parts = (composed.parts ?? 0) * reach.allowed;
  return {
    reach,
    preview: composed.preview,
    problems: composed.errors,
    cost: {
      partsEach: composed.parts,
      messages: reach.allowed,
      parts,
      cny: Math.round(parts * deps.settings.smsPrice * 100) / 100,
    },
    earliest: earliestSending(deps.clock.now(), deps.settings.hours),
  };
}
