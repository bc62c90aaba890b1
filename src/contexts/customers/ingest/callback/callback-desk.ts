import type { Tx } from '../../../../platform/database/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { connectSource, type SourceInput } from '../wire/manage-sources.ts';
import type { RefusedCounts } from '../wire/refused-counts.ts';
import type { SourceQuota } from '../wire/source-quota.ts';
import type { WebhookRule } from './domain/webhook-rules.ts';
import { type Connected, type Connection, reconnect, saveRules } from './manage-connections.ts';
import {
  echoWechat,
  echoWecom,
  receiveWebhook,
  receiveWechat,
  receiveWecom,
  type WebhookCall,
  type WecomCall,
} from './receive-callback.ts';
import { receiveTmall, type TmallAnswer, type TmallRequest } from './receive-tmall.ts';

/** Sources that sign their messages: how they are set up, and what they send. */
export interface CallbackDesk {
  /** Sets up a source: WeCom, or a webhook, whose secret is shown once. */
  connect(tx: Tx, input: SourceInput, connection: Connection): Promise<{ code: string } & Connected>;
  /** Puts other keys in the place of a source's: WeCom's new ones, or a fresh secret. */
  reconnect(tx: Tx, code: string, keys?: { token: string; aesKey: string } | { appSecret: string }): Promise<Connected>;
  /** Saves how a webhook's messages are read. */
  saveRules(tx: Tx, code: string, rules: readonly WebhookRule[]): Promise<void>;
  /** Answers WeCom's check of a callback's address. */
  echoWecom(call: WecomCall & { echo: string }): Promise<string>;
  /** Takes a callback of WeCom; resolves when it is durable, also while the vault is sealed. */
  receiveWecom(call: WecomCall & { body: Buffer }): Promise<void>;
  /** The same for an official account or a mini-program of WeChat. */
  echoWechat(call: WecomCall & { echo: string }): Promise<string>;
  receiveWechat(call: WecomCall & { body: Buffer }): Promise<void>;
  /** The same for a signed webhook. */
  receiveWebhook(call: WebhookCall): Promise<{ duplicate: boolean }>;
  /** Answers a call of 会员通; what it tells is durable before that, also while the vault is sealed. */
  receiveTmall(request: TmallRequest): Promise<TmallAnswer>;
}

/** Opens the desk. */
export function callbackDesk(deps: CustomersDeps, quota: SourceQuota, refused: RefusedCounts): CallbackDesk {
  return {
    connect: (tx, input, connection) => connectSource(deps, tx, input, connection),
    reconnect: (tx, code, keys) => reconnect(deps, tx, code, keys),
    saveRules,
    echoWecom: (call) => echoWecom(deps, call),
    receiveWecom: (call) => receiveWecom(deps, call),
    echoWechat: (call) => echoWechat(deps, call),
    receiveWechat: (call) => receiveWechat(deps, call),
    receiveTmall: (request) => receiveTmall(deps, { quota, refused }, request),
    receiveWebhook: (call) => receiveWebhook(deps, { quota, refused }, call),
  };
}
