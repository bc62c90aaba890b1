import { Type } from 'typebox';
import { LoadThread } from '../load.ts';
import type { Benchmark } from '../measure.ts';
import { openBenchProduct } from '../product.ts';

const TOTAL = 1500;
const CLIENTS = 8;

/** `POST /api/v1/decisions` for people who answered the form. */
export const decisionOverHttp: Benchmark = {
  name: 'decision',
  what: 'POST /api/v1/decisions without explain (8 clients)',
  control: 'a bare route with the same authentication and body schema',
  unit: 'requests',
  async prepare() {
    const product = await openBenchProduct();
    const thread = new LoadThread();
    const fields = JSON.stringify({
      name: '张示例',
      mobile: '13800000001',
      email: 'a@example.cn',
      adult: 'yes',
      marketing: 'yes',
    });
    await thread.run({
      kind: 'form',
      url: `${product.base}/f/autumn`,
      headers: {},
      total: 1,
      clients: 1,
      bodies: [fields],
    });
    const { items } = await product.api.call<{ items: { id: string }[] }>('GET', '/api/v1/persons?limit=1');
    const question = {
      person: items[0]?.id ?? '',
      activity: 'marketing',
      operation: 'use',
      channel: 'sms',
      message: { senderIdentity: true, optOutIncluded: true },
    };
    const bare = await product.bareServer((app) => {
      const message = Type.Object(
        { senderIdentity: Type.Boolean(), optOutIncluded: Type.Boolean() },
        { additionalProperties: false },
      );
      const body = Type.Object(
        {
          person: Type.String({ format: 'uuid' }),
          activity: Type.String(),
          operation: Type.String(),
          channel: Type.String(),
          message,
        },
        { additionalProperties: false },
      );
      app.post('/bare', { config: { permission: 'consent.decide' }, schema: { body } }, async () => ({
        outcome: 'deny',
        articles: [],
        reasons: [],
      }));
    });
    const shared = {
      kind: 'post' as const,
      headers: { authorization: `Bearer ${product.apiKey}` },
      total: TOTAL,
      clients: CLIENTS,
      bodies: [JSON.stringify(question)],
    };
    return {
      subject: () => thread.run({ ...shared, url: `${product.base}/api/v1/decisions` }),
      control: () => thread.run({ ...shared, url: `${bare.base}/bare` }),
      async close() {
        await thread.close();
        await bare.close();
        await product.close();
      },
    };
  },
};
