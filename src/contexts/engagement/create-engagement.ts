import type { Json } from '../../platform/crypto/index.ts';
import type { Database, Tx } from '../../platform/database/index.ts';
import type { Tier } from '../../platform/http/index.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { Capture } from '../capture/index.ts';
import { type CampaignReport, campaignProgress } from './campaign-progress.ts';
import { type CampaignCheck, checkCampaign } from './check-campaign.ts';
import { createCampaign } from './create-campaign.ts';
import type { CampaignInput, SendChannel } from './domain/campaign.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { erasePerson } from './erase-person.ts';
import { type CountedReplies, listReplies } from './list-replies.ts';
import { type SendRecord, sendRecords } from './list-sends.ts';
import { type MessageRecord, messagesOf } from './messages-of.ts';
import { type InboundSms, processReply, receiveReplies } from './receive-replies.ts';
import { type DeliveryReport, receiveReports } from './receive-reports.ts';
import { type RunResult, runCampaign } from './run-campaign.ts';
import { type CodeMessage, sendCode } from './send-code.ts';
import { resumeSending, startCampaign, stopCampaign } from './start-campaign.ts';
import { type Campaign, listCampaigns } from './store/campaign-store.ts';
import { markRead } from './store/inbound-store.ts';
import type { SendFilter } from './store/send-store.ts';
import { listTemplates, type SmsTemplate, upsertTemplate } from './store/template-store.ts';
import { type ComplaintOrigin, type ComplaintsTaken, takeComplaints } from './take-complaints.ts';

/** Engagement: messages that leave, at most once, under a permission decided at the moment they leave. */
export interface Engagement {
  saveTemplate(tx: Tx, input: { template: SmsTemplate; by: string }): Promise<void>;
  templates(tx: Tx): Promise<SmsTemplate[]>;
  createCampaign(tx: Tx, input: { campaign: CampaignInput; by: string }): Promise<{ id: string; state: 'draft' }>;
  campaigns(tx: Tx, page: { limit: number; before?: string }): Promise<Campaign[]>;
  checkCampaign(tx: Tx, input: { id: string; by: string }): Promise<CampaignCheck>;
  startCampaign(tx: Tx, input: { id: string; by: string }): Promise<void>;
  /** 急停 */
  stopCampaign(tx: Tx, input: { id: string; by: string }): Promise<{ stopped: number }>;
  progress(tx: Tx, id: string): Promise<CampaignReport>;
  /** Works on a running campaign until it is done, stopped or must wait; the job `engagement.run-campaign` calls it. */
  runCampaign(id: string, signal?: AbortSignal): Promise<RunResult>;
  sendCode(
    ref: string,
    open: (tx: Tx) => Promise<CodeMessage | undefined>,
  ): Promise<'sent' | 'nothing' | 'refused' | 'unknown' | 'rejected'>;
  receiveReplies(tx: Tx, replies: readonly InboundSms[]): Promise<void>;
  /** Takes a list of numbers whose owners complained; their no is in force before the answer. */
  takeComplaints(
    tx: Tx,
    list: { readonly numbers: readonly string[]; readonly origin: ComplaintOrigin },
  ): Promise<ComplaintsTaken>;
  /** Puts a reply that waited for the root key into force. */
  processReply(tx: Tx, id: string): Promise<void>;
  /** Replies of the last 90 days, and older ones that nobody has read, counted by day, campaign and what they seem to be, as of an instant. */
  replies(tx: Tx): Promise<{ at: Date; items: CountedReplies[] }>;
  /** Notes that the replies until an instant were read at the provider; answers how many were waiting. */
  markRepliesRead(tx: Tx, input: { until: Date; by: string }): Promise<number>;
  receiveReports(tx: Tx, reports: readonly DeliveryReport[]): Promise<{ early: boolean }>;
  sends(tx: Tx, filter: SendFilter, viewer: { by: string; tier: Tier; role?: string }): Promise<SendRecord[]>;
  /** The messages to a person, oldest first, the newest `limit` of them; no address. */
  messagesOf(tx: Tx, person: string, limit: number): Promise<MessageRecord[]>;
  /** Removes a person and stops what waits for them; answers the records of messages since an instant. */
  erasePerson(tx: Tx, person: string, span: { readonly at: Date; readonly since: Date }): Promise<Json[]>;
  /** To be called once when a server starts. */
  resume(tx: Tx): Promise<void>;
  /** The secret part of the webhooks' addresses: derived from the service ring, the same for as long as it lives. */
  webhookSecret(): string;
  channels(): { channel: SendChannel; configured: boolean }[];
}

/** Puts the context together. */
export function createEngagement(deps: EngagementDeps): Engagement {
  return {
    saveTemplate: (tx, { template, by }) => upsertTemplate(tx, { ...template, at: deps.clock.now(), by }),
    templates: listTemplates,
    createCampaign: (tx, input) => createCampaign(deps, tx, input),
    campaigns: listCampaigns,
    checkCampaign: (tx, input) => checkCampaign(deps, tx, input),
    startCampaign: (tx, input) => startCampaign(deps, tx, input),
    stopCampaign: (tx, input) => stopCampaign(deps, tx, input),
    progress: campaignProgress,
    runCampaign: (id, signal) => runCampaign(deps, id, signal),
    sendCode: (ref, open) => sendCode(deps, ref, open),
    receiveReplies: (tx, replies) => receiveReplies(deps, tx, replies),
    takeComplaints: (tx, list) => takeComplaints(deps, tx, list),
    processReply: (tx, id) => processReply(deps, tx, id),
    replies: (tx) => listReplies(deps, tx),
    markRepliesRead: (tx, input) => markRead(tx, { ...input, at: deps.clock.now() }),
    receiveReports: (tx, reports) => receiveReports(deps, tx, reports),
    sends: (tx, filter, viewer) => sendRecords(deps, tx, filter, viewer),
    messagesOf,
    erasePerson,
    resume: (tx) => resumeSending(deps, tx),
    webhookSecret: () => deps.settings.callbackToken ?? deps.service.key('engagement.webhook').toString('hex'),
    channels: () => [
      { channel: 'sms', configured: deps.sms !== null },
      { channel: 'email', configured: deps.email !== null },
    ],
  };
}

/** What engagement is asked to send for the privacy centre; `rights` stands above it, so `main.ts` hands its front door in. */
export interface LoginCodes {
  openLoginCode(tx: Tx, challenge: string): Promise<{ person: string; channel: SendChannel; code: string } | undefined>;
}

/** Registers the jobs that send. */
export function registerEngagementJobs(
  jobs: JobQueue,
  engagement: Engagement,
  deps: { readonly database: Database; readonly capture: Capture; readonly loginCodes: LoginCodes | null },
): void {
  jobs.handle('engagement.run-campaign', async ({ campaign }, { signal }) => {
    await engagement.runCampaign(String(campaign), signal);
  });
  jobs.handle('capture.confirmation', async ({ id }) => {
    await engagement.sendCode(`confirmation:${id}`, (tx) => deps.capture.openConfirmation(tx, String(id)));
  });
  jobs.handle('rights.login-code', async ({ challenge }) => {
    const { loginCodes } = deps;
    if (loginCodes === null) return;
    await engagement.sendCode(`login:${challenge}`, (tx) => loginCodes.openLoginCode(tx, String(challenge)));
  });
  jobs.handle('engagement.process-reply', async ({ id }) => {
    await deps.database.transaction((tx) => engagement.processReply(tx, String(id)));
  });
}
