import { Type } from 'typebox';
import { LoadThread } from '../load.ts';
import type { Benchmark } from '../measure.ts';
import { agreeingPeople } from '../prepared-answers.ts';
import { openBenchProduct } from '../product.ts';

const TOTAL = 4000;
const PEOPLE = 1000;
const CLIENTS = 8;

/** `POST /api/v1/decisions` for people who agreed. */
export const decisionOverHttp: Benchmark = {
  name: 'decision',
  what: 'POST /api/v1/decisions without explain (8 clients)',
  control: 'a bare route with the same authentication and body schema',
  unit: 'requests',
  async prepare() {
    const product = await openBenchProduct();
    const thread = new LoadThread();
    const people = await agreeingPeople(product.running, PEOPLE);
    const bodies = people.map((person) =>
      JSON.stringify({
        person,
        activity: 'marketing',
        operation: 'use',
        channel: 'sms',
        message: { senderIdentity: true, optOutIncluded: true },
      }),
    );
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
      bodies,
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
