import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { bodyOver } from '../customers-failures.ts';
import { TMALL_CALLS, type TmallCall } from '../ingest/callback/domain/tmall-messages.ts';
import { Code } from './schemas.ts';

const LARGEST = 1024 * 1024;
const Text = Type.String({ maxLength: 20_000 });
const ByCode = Type.Object({ code: Code });
// WeCom adds members as it likes; what is not read here is ignored.
const Signed = {
  msg_signature: Type.String({ maxLength: 64 }),
  timestamp: Type.String({ maxLength: 20 }),
  nonce: Type.String({ maxLength: 128 }),
};
const Call = Type.Object(Signed);
const Check = Type.Object({ ...Signed, echostr: Text });

// The signature decides; there is no cookie that another site could abuse.
const open = {
  permission: 'public',
  crossSite: true,
  ownCredential: true,
  neverReplayed: true,
  rateLimit: { max: 60_000, timeWindow: 60_000 },
} as const;

/** `/hooks/wecom/CODE`: WeCom's callbacks; `/hooks/wechat/CODE`: WeChat's; `/hooks/in/CODE`: signed webhooks. All answer 2xx when the message is durable, also while the vault is sealed. */
export function registerCallbackRoutes(app: HttpApp, customers: Customers): void {
  app.register(async (scope: HttpApp) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: LARGEST },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    scope.setErrorHandler((error: { statusCode?: number; code?: string }) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? bodyOver(LARGEST) : error;
    });
    addWecom(scope, customers);
    addWechat(scope, customers);
    addTmall(scope, customers);
    scope.post(
      '/hooks/in/:code',
      {
        config: open,
        schema: {
          tags: ['webhooks'],
          summary: '签名的 Webhook（Standard Webhooks）/ A signed webhook',
          params: ByCode,
          response: { 200: Type.Object({ duplicate: Type.Boolean() }) },
        },
      },
      (request) =>
        customers.callbacks.receiveWebhook({
          source: request.params.code,
          headers: request.headers,
          body: bytes(request.body),
        }),
    );
  });
}

function addWecom(scope: HttpApp, customers: Customers): void {
  scope.get(
    '/hooks/wecom/:code',
    {
      config: open,
      schema: {
        tags: ['webhooks'],
        summary: '企业微信验证回调地址 / WeCom checks the address',
        params: ByCode,
        querystring: Check,
      },
    },
    async (request, reply) => {
      const { msg_signature: signature, timestamp, nonce, echostr: echo } = request.query;
      const answer = await customers.callbacks.echoWecom({
        source: request.params.code,
        signature,
        timestamp,
        nonce,
        echo,
      });
      return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(answer);
    },
  );
  scope.post(
    '/hooks/wecom/:code',
    {
      config: open,
      schema: { tags: ['webhooks'], summary: '企业微信回调 / A callback of WeCom', params: ByCode, querystring: Call },
    },
    async (request, reply) => {
      const { msg_signature: signature, timestamp, nonce } = request.query;
      const call = { source: request.params.code, signature, timestamp, nonce };
      await customers.callbacks.receiveWecom({ ...call, body: bytes(request.body) });
      return reply.type('text/plain; charset=utf-8').send('success');
    },
  );
}

function addWechat(scope: HttpApp, customers: Customers): void {
  const Plain = { signature: Signed.msg_signature, timestamp: Signed.timestamp, nonce: Signed.nonce };
  scope.get(
    '/hooks/wechat/:code',
    {
      config: open,
      schema: {
        tags: ['webhooks'],
        summary: '微信公众号、小程序验证消息推送地址 / WeChat checks the address',
        params: ByCode,
        querystring: Type.Object({ ...Plain, echostr: Text }),
      },
    },
    async (request, reply) => {
      const { signature, timestamp, nonce, echostr: echo } = request.query;
      const call = { source: request.params.code, signature, timestamp, nonce, echo };
      const answer = await customers.callbacks.echoWechat(call);
      return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(answer);
    },
  );
  scope.post(
    '/hooks/wechat/:code',
    {
      config: open,
      schema: {
        tags: ['webhooks'],
        summary:
          '微信公众号、小程序消息推送：取关、撤回授权、注销 / A message of WeChat: unfollowed, authorisation revoked, account closed',
        params: ByCode,
        querystring: Call,
      },
    },
    async (request, reply) => {
      const { msg_signature: signature, timestamp, nonce } = request.query;
      const call = { source: request.params.code, signature, timestamp, nonce };
      await customers.callbacks.receiveWechat({ ...call, body: bytes(request.body) });
      return reply.type('text/plain; charset=utf-8').send('success');
    },
  );
}

function addTmall(scope: HttpApp, customers: Customers): void {
  scope.post(
    '/hooks/tmall/:code/:call',
    {
      config: open,
      schema: {
        tags: ['webhooks'],
        summary:
          '天猫会员通：查询、注册、绑定、解绑、积分 / 会员通 of Tmall: query, register, bind, unbind, points; signed by the Taobao Open Platform',
        params: Type.Object({ code: Code, call: Type.Union(TMALL_CALLS.map((call) => Type.Literal(call))) }),
      },
    },
    async (request, reply) => {
      const { code: source, call } = request.params;
      const { url, headers } = request.raw;
      const query = (url ?? '').split('?').slice(1).join('?');
      const asked = { source, call: call as TmallCall, query, headers, body: bytes(request.body) };
      const answer = await customers.callbacks.receiveTmall(asked);
      return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(answer);
    },
  );
}

function bytes(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
