import type { MigrationSet } from '../../platform/database/index.ts';
import type { ActTable } from '../evidence/index.ts';
import { sends } from './store/send-act-table.ts';

export type { CampaignReport } from './campaign-progress.ts';
export { createAliyunSms } from './channels/aliyun-sms.ts';
export type { EmailProvider, HandOff, OutgoingEmail, OutgoingSms, SmsProvider } from './channels/hand-off.ts';
export { createSmtpEmail } from './channels/smtp-email.ts';
export type { CampaignCheck } from './check-campaign.ts';
export { createEngagement, type Engagement, type LoginCodes, registerEngagementJobs } from './create-engagement.ts';
export type { CampaignInput, CampaignMessage, CampaignState, SendChannel } from './domain/campaign.ts';
export type { SendState } from './domain/send-state.ts';
export { type SendingHours, USUAL_HOURS } from './domain/sending-hours.ts';
export type { AddressVault, ChannelSettings, EngagementDeps, SegmentSource } from './engagement-deps.ts';
export { registerEngagementRoutes } from './http/register-engagement-routes.ts';
export type { SendRecord } from './list-sends.ts';
export type { MessageRecord } from './messages-of.ts';
export type { InboundSms } from './receive-replies.ts';
export type { DeliveryReport } from './receive-reports.ts';
export type { RunResult } from './run-campaign.ts';
export type { CodeMessage } from './send-code.ts';
export { stopRestoredSends } from './stop-restored.ts';
export type { Campaign } from './store/campaign-store.ts';
export type { SendFilter } from './store/send-store.ts';
export type { SmsTemplate } from './store/template-store.ts';

/** The acts in the tables of engagement, for the self-check of the log. */
export const engagementActTables: readonly ActTable[] = [sends];

/** The tables of this context. */
export const engagementMigrations: MigrationSet = {
  context: 'engagement',
  directory: new URL('./store/migrations/', import.meta.url),
};
