import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Engagement } from '../create-engagement.ts';

const Count = Type.Integer();
const Nullable = Type.Union([Type.String(), Type.Null()]);
const Day = Type.Object({
  ...{ day: Type.String(), campaign: Nullable, name: Nullable },
  ...{ noes: Count, requests: Count, complaints: Count, questions: Count, others: Count, unread: Count },
  /** The last day (Asia/Shanghai) on which those not read are read in time; null when all were read. */
  readBy: Nullable,
  overdue: Type.Boolean(),
});

/** `/api/v1/replies`: how many replies came by SMS and what they seem to be; their words are read at the provider (decision 0118). */
export function registerReplyRoutes(app: HttpApp, engagement: Engagement, database: Database): void {
  const tags = ['engagement'];
  app.get(
    '/api/v1/replies',
    {
      config: { permission: 'engagement.read' },
      schema: {
        tags,
        summary: '上行回复计数（按天和活动，90 天）/ Replies by day and campaign, counted by what they seem to be',
        response: { 200: Type.Object({ at: Type.String(), items: Type.Array(Day) }) },
      },
    },
    async () => {
      const { at, items } = await database.transaction((tx) => engagement.replies(tx), { readOnly: true });
      return { at: at.toISOString(), items };
    },
  );

  app.post(
    '/api/v1/replies/readings',
    {
      config: { permission: 'engagement.send' },
      schema: {
        tags,
        summary: '登记已在服务商处阅读回复 / Note that replies were read at the provider',
        body: Type.Object({ until: Type.String({ format: 'date-time' }) }, { additionalProperties: false }),
        response: { 200: Type.Object({ read: Count }) },
      },
    },
    async (request) => {
      const input = { until: new Date(request.body.until), by: callerName(request.caller) };
      return { read: await database.transaction((tx) => engagement.markRepliesRead(tx, input)) };
    },
  );
}
