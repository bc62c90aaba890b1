import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Channel } from '../../register/index.ts';
import type { Customers } from '../customers.ts';
import { badFields } from '../customers-failures.ts';
import type { WebhookRule } from '../ingest/callback/domain/webhook-rules.ts';
import type { Connection } from '../ingest/callback/manage-connections.ts';
import { ChannelCode, Code } from './schemas.ts';

const Path = Type.String({ pattern: '^[^.\\u0000-\\u001f]{1,64}(?:\\.[^.\\u0000-\\u001f]{1,64}){0,9}$' });
const WecomKeys = {
  token: Type.String({ maxLength: 64 }),
  aesKey: Type.String({ maxLength: 64 }),
};
const Rule = Type.Object(
  {
    when: Type.Optional(
      Type.Object({ path: Path, equals: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
    ),
    as: Type.Union([Type.Literal('event'), Type.Literal('person'), Type.Literal('no')]),
    name: Type.Optional(Type.String({ maxLength: 200, pattern: '^[^$\\u0000-\\u001f]' })),
    items: Type.Optional(Path),
    person: Path,
    at: Type.Optional(Path),
    values: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Path, { maxProperties: 200 })),
    channel: Type.Optional(Type.Unsafe<Channel>(ChannelCode)),
  },
  { additionalProperties: false },
);
const Rules = Type.Array(Rule, { maxItems: 50 });
const ByCode = Type.Object({ code: Code });

/** What WeCom's console shows about a callback: the corporation, the token and the EncodingAESKey; of a provider's application also its SuiteID. */
export const WecomConnection = Type.Object(
  { corpId: Type.String({ maxLength: 64 }), suiteId: Type.Optional(Type.String({ maxLength: 64 })), ...WecomKeys },
  { additionalProperties: false },
);
/** What WeChat's console shows about message push: whose AppID it is, the token and the EncodingAESKey. */
export const WechatConnection = Type.Object(
  {
    account: Type.Optional(Type.Union([Type.Literal('official_account'), Type.Literal('mini_program')])),
    appId: Type.String({ maxLength: 64 }),
    ...WecomKeys,
  },
  { additionalProperties: false },
);
/** What the console of the Taobao Open Platform shows about an application, and the shop that it is for. */
export const TmallConnection = Type.Object(
  { shop: Type.String({ minLength: 1, maxLength: 64 }), appSecret: Type.String({ maxLength: 100 }) },
  { additionalProperties: false },
);
/** How a signed webhook's messages are read. */
export const WebhookConnection = Type.Object({ rules: Rules }, { additionalProperties: false });
/** What is told once about a new source. */
export const SourceMade = Type.Object({
  code: Type.String(),
  writeKey: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  secret: Type.Optional(Type.String()),
});

/** The connection that a request asks for; none for a tracker. Throws 400 for two of them. */
export function connectionOf(
  wecom: Static<typeof WecomConnection> | undefined,
  webhook: { readonly rules: readonly WebhookRule[] } | undefined,
  wechat?: Static<typeof WechatConnection>,
  tmall?: Static<typeof TmallConnection>,
): Connection | undefined {
  if (tmall !== undefined && (wecom ?? webhook ?? wechat) !== undefined)
    throw badFields('source-connection', [fieldError('tmall', '与其他接入方式只能选一种', 'stands alone')]);
  if (tmall !== undefined) return { kind: 'tmall', ...tmall };
  if (wechat !== undefined && (wecom ?? webhook) !== undefined)
    throw badFields('source-connection', [fieldError('wechat', '与其他接入方式只能选一种', 'stands alone')]);
  if (wechat !== undefined) {
    const { account, appId, token, aesKey } = wechat;
    return { kind: 'wechat', corpId: appId, token, aesKey, ...(account === undefined ? {} : { account }) };
  }
  if (wecom !== undefined && webhook !== undefined)
    throw badFields('source-connection', [fieldError('webhook', '与 wecom 只能二选一', 'cannot stand beside wecom')]);
  if (wecom !== undefined) return { kind: 'wecom', ...wecom };
  return webhook === undefined ? undefined : { kind: 'webhook', rules: webhook.rules };
}

/** `/api/v1/sources/CODE/{wecom,secret,rules}`: the keys of sources that sign their messages, and how these are read. */
export function registerConnectionRoutes(app: HttpApp, customers: Customers, database: Database): void {
  const config = { permission: 'customers.manage-source', neverReplayed: true } as const;
  app.put(
    '/api/v1/sources/:code/wecom',
    {
      config,
      schema: {
        summary:
          '更换企业微信、公众号、小程序回调的密钥 / Give a callback of WeCom or WeChat other keys; they are never shown again',
        params: ByCode,
        body: Type.Object(WecomKeys, { additionalProperties: false }),
        response: { 200: Type.Object({ path: Type.String() }) },
      },
    },
    (request) => database.transaction((tx) => customers.callbacks.reconnect(tx, request.params.code, request.body)),
  );
  app.put(
    '/api/v1/sources/:code/tmall',
    {
      config,
      schema: {
        summary: '更换会员通的 AppSecret / Give 会员通 another AppSecret; it is never shown again',
        params: ByCode,
        body: Type.Object({ appSecret: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
        response: { 200: Type.Object({ path: Type.String() }) },
      },
    },
    (request) => database.transaction((tx) => customers.callbacks.reconnect(tx, request.params.code, request.body)),
  );
  app.post(
    '/api/v1/sources/:code/secret',
    {
      config,
      schema: {
        summary: '更换 Webhook 密钥 / Give a webhook another secret, shown once',
        params: ByCode,
        response: { 200: Type.Object({ path: Type.String(), secret: Type.Optional(Type.String()) }) },
      },
    },
    (request) => database.transaction((tx) => customers.callbacks.reconnect(tx, request.params.code)),
  );
  app.get(
    '/api/v1/sources/:code/rules',
    {
      config: { permission: 'customers.read-source' },
      schema: {
        summary: 'Webhook 消息的读取规则 / How messages are read',
        params: ByCode,
        response: { 200: Type.Object({ rules: Rules }) },
      },
    },
    async (request) => {
      const { settings } = await database.transaction((tx) => customers.source(tx, request.params.code));
      return { rules: (settings?.rules ?? []).map((rule) => ({ ...rule })) };
    },
  );
  app.put(
    '/api/v1/sources/:code/rules',
    {
      config: { permission: 'customers.manage-source' },
      schema: {
        summary: '保存读取规则 / Save how messages are read',
        params: ByCode,
        body: WebhookConnection,
        response: { 200: Type.Object({ rules: Rules }) },
      },
    },
    async (request) => {
      const { rules } = request.body;
      await database.transaction((tx) => customers.callbacks.saveRules(tx, request.params.code, rules));
      return { rules };
    },
  );
}
