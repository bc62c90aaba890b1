import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Engagement } from '../create-engagement.ts';
import type { SendRecord } from '../list-sends.ts';
import { Channel, SEND_STATES, SendView, Template } from './campaign-schemas.ts';

const Query = Type.Object(
  {
    campaign: Type.Optional(Type.String({ format: 'uuid' })),
    state: Type.Optional(Type.Union(SEND_STATES.map((state) => Type.Literal(state)))),
    limit: Type.Integer({ default: 50, minimum: 1, maximum: 100 }),
    cursor: Type.Optional(Type.String({ format: 'uuid' })),
  },
  { additionalProperties: false },
);
const Channels = Type.Object({
  items: Type.Array(Type.Object({ channel: Channel, configured: Type.Boolean() })),
  webhooks: Type.Object({ uplink: Type.String(), report: Type.String() }),
});

/** Send records (masked), filed templates, and what is set up. */
export function registerSendRoutes(app: HttpApp, engagement: Engagement, database: Database): void {
  const tags = ['engagement'];
  app.get(
    '/api/v1/sends',
    {
      config: { permission: 'engagement.read' },
      schema: {
        tags,
        summary: '发送记录',
        querystring: Query,
        response: { 200: Type.Object({ items: Type.Array(SendView), next: Type.Optional(Type.String()) }) },
      },
    },
    async (request) => {
      const { campaign, state, limit, cursor } = request.query;
      const filter = {
        limit,
        ...(campaign === undefined ? {} : { campaign }),
        ...(state === undefined ? {} : { state }),
        ...(cursor === undefined ? {} : { before: cursor }),
      };
      const { caller } = request;
      const tier = 'tier' in caller ? caller.tier : 0;
      const by = callerName(caller);
      const role = caller.kind === 'staff' && caller.role !== undefined ? { role: caller.role } : {};
      const sends = await database.transaction((tx) => engagement.sends(tx, filter, { by, tier, ...role }));
      const last = sends.length === limit ? sends.at(-1)?.id : undefined;
      return { items: sends.map(viewOf), ...(last === undefined ? {} : { next: last }) };
    },
  );

  app.get(
    '/api/v1/sms-templates',
    {
      config: { permission: 'engagement.read' },
      schema: { tags, summary: '短信模板', response: { 200: Type.Object({ items: Type.Array(Template) }) } },
    },
    async () => ({ items: await database.transaction((tx) => engagement.templates(tx), { readOnly: true }) }),
  );

  app.post(
    '/api/v1/sms-templates',
    {
      config: { permission: 'engagement.manage' },
      schema: { tags, summary: '登记已报备的短信模板', body: Template, response: { 200: Template } },
    },
    async (request) => {
      const by = callerName(request.caller);
      await database.transaction((tx) => engagement.saveTemplate(tx, { template: request.body, by }));
      return request.body;
    },
  );

  app.get(
    '/api/v1/channels',
    {
      config: { permission: 'engagement.manage', neverReplayed: true },
      schema: { tags, summary: '渠道设置与回调地址', response: { 200: Channels } },
    },
    async () => {
      const base = `/hooks/aliyun/${engagement.webhookSecret()}`;
      return { items: engagement.channels(), webhooks: { uplink: `${base}/up`, report: `${base}/report` } };
    },
  );
}

function viewOf(send: SendRecord) {
  const instant = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...send,
    reservedAt: send.reservedAt.toISOString(),
    handedAt: instant(send.handedAt),
    settledAt: instant(send.settledAt),
    reportedAt: instant(send.reportedAt),
  };
}
