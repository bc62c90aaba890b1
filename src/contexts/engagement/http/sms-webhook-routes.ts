import { createHash, timingSafeEqual } from 'node:crypto';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Engagement } from '../create-engagement.ts';
import { reportTooEarly, webhookUnknown } from '../engagement-failures.ts';

const Params = Type.Object({ secret: Type.String({ maxLength: 128 }) });
const Answer = Type.Object({ code: Type.Integer(), msg: Type.String() });
const Text = Type.String({ maxLength: 2000 });
// The vendor documents further members and may add more; what is not read here is ignored.
const Uplinks = Type.Array(
  Type.Object({ phone_number: Text, content: Text, sequence_id: Type.Union([Text, Type.Number()]) }),
  { maxItems: 1000 },
);
const Reports = Type.Array(
  Type.Object({ out_id: Type.Optional(Text), success: Type.Boolean(), err_code: Type.Optional(Text) }),
  { maxItems: 1000 },
);

/**
 * Aliyun's HTTP batch push, SmsUp and SmsReport. The vendor signs nothing, so the address itself is the secret: 256 bits of the service ring.
 * Any other answer than HTTP 200 makes the vendor push again (after 1, 5 and 10 minutes).
 */
export function registerSmsWebhookRoutes(app: HttpApp, engagement: Engagement, database: Database): void {
  const config = { permission: 'public' as const, crossSite: true, neverReplayed: true };
  app.post(
    '/hooks/aliyun/:secret/up',
    { config, schema: { params: Params, body: Uplinks, response: { 200: Answer } } },
    async (request) => {
      authenticate(engagement, request.params.secret);
      const replies = request.body.map(({ phone_number, content, sequence_id }) => ({
        mobile: phone_number,
        content,
        sequence: String(sequence_id),
      }));
      await database.transaction((tx) => engagement.receiveReplies(tx, replies));
      return { code: 0, msg: '接收成功' };
    },
  );

  app.post(
    '/hooks/aliyun/:secret/report',
    { config, schema: { params: Params, body: Reports, response: { 200: Answer } } },
    async (request) => {
      authenticate(engagement, request.params.secret);
      const reports = request.body.map(({ out_id, success, err_code }) => ({
        id: out_id ?? '',
        delivered: success,
        code: err_code ?? '',
      }));
      const { early } = await database.transaction((tx) => engagement.receiveReports(tx, reports));
      if (early) throw reportTooEarly();
      return { code: 0, msg: '接收成功' };
    },
  );
}

function authenticate(engagement: Engagement, secret: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(secret), digest(engagement.webhookSecret()))) throw webhookUnknown();
}
