import type { Tx } from '../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../platform/failure.ts';
import { newId } from '../../platform/ids.ts';
import { composeMessage } from './compose-message.ts';
import type { CampaignInput } from './domain/campaign.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { messageRefused } from './engagement-failures.ts';
import { insertCampaign } from './store/campaign-store.ts';

/** Drafts a campaign. Refused when the message lacks identity or opt-out, or the activity is not one for commercial messages by this channel. */
export async function createCampaign(
  deps: EngagementDeps,
  tx: Tx,
  input: { campaign: CampaignInput; by: string },
): Promise<{ id: string; state: 'draft' }> {
  const { campaign } = input;
  const errors: FieldError[] = [];
  const activity = await deps.register.findActivity(tx, campaign.activity);
  if (activity === undefined) errors.push(fieldError('activity', '没有这个处理活动', 'there is no such activity'));
  else {
    if (!activity.commercial)
      errors.push(fieldError('activity', '不是营销活动', 'not an activity for commercial messages'));
    if (!activity.channels.includes(campaign.channel))
      errors.push(fieldError('channel', '处理活动没有登记这个渠道', 'the activity does not list this channel'));
  }
  if (!(await deps.register.brands(tx)).some(({ code }) => code === campaign.brand))
    errors.push(fieldError('brand', '没有这个品牌', 'there is no such brand'));
  if (!(campaign.channel in campaign.message))
    errors.push(fieldError('message', '消息与渠道不符', 'the message is not for this channel'));
  else errors.push(...(await composeMessage(deps, tx, campaign)).errors);
  if (errors.length > 0) throw messageRefused(errors);
  const id = newId(deps.clock);
  await insertCampaign(tx, { ...campaign, id, createdAt: deps.clock.now(), createdBy: input.by });
  return { id, state: 'draft' };
}
