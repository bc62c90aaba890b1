import { Failure, type FieldError } from '../../platform/failure.ts';
import type { CampaignState } from './domain/campaign.ts';

/** No campaign of this id. */
export function campaignUnknown(): Failure {
  return new Failure('engagement.campaign-unknown', 'not-found', {
    zh: '没有这个活动',
    en: 'There is no such campaign',
  });
}

/** The states as the console's pages call them. */
const STATES: Readonly<Record<CampaignState, { zh: string; en: string }>> = {
  draft: { zh: '还是草稿', en: 'is a draft' },
  running: { zh: '正在发送', en: 'is being sent' },
  stopped: { zh: '已急停', en: 'was stopped' },
  done: { zh: '已完成', en: 'is done' },
};

/** The campaign's state does not admit it. */
export function campaignState(state: CampaignState): Failure {
  const { zh, en } = STATES[state];
  return new Failure('engagement.campaign-state', 'conflict', {
    zh: `活动${zh}，不能这样做`,
    en: `The campaign ${en}, which does not admit this`,
  });
}

/** The message or the campaign around it breaks a rule; `errors` say where. */
export function messageRefused(errors: readonly FieldError[]): Failure {
  const title = { zh: '消息不符合发送要求', en: 'The message does not meet the rules for sending' };
  return new Failure('engagement.message-refused', 'refused', title, { errors, article: 'Advertising Law 43' });
}

/** The channel has no provider. */
export function channelMissing(channel: string): Failure {
  return new Failure('engagement.channel-missing', 'conflict', {
    zh: `尚未配置渠道 ${channel}`,
    en: `The channel ${channel} is not configured`,
  });
}

/** The provider took nothing; the job queue tries again later. */
export function providerUnavailable(): Failure {
  return new Failure('engagement.provider-unavailable', 'conflict', {
    zh: '渠道供应商暂时不可用',
    en: 'The provider takes nothing at the moment',
  });
}

/** A webhook was called without its secret. */
export function webhookUnknown(): Failure {
  return new Failure('engagement.webhook-unknown', 'not-found', { zh: '地址不存在', en: 'There is no such address' });
}

/** A delivery report came before the provider's own answer; it will be pushed again. */
export function reportTooEarly(): Failure {
  return new Failure(
    'engagement.report-too-early',
    'sealed',
    { zh: '请稍后重推', en: 'Push this again later' },
    { retryAfter: 60 },
  );
}
