import { randomUUID } from 'node:crypto';
import { readSegment } from '../../src/contexts/customers/ingest/wire/domain/read-segment.ts';
import { LARGEST_BODY, parseJson } from '../../src/contexts/customers/ingest/wire/domain/unpack-body.ts';
import { LoadThread } from '../load.ts';
import type { Benchmark } from '../measure.ts';
import { openBenchProduct } from '../product.ts';

const EVENTS = 100;
const REQUESTS = 600;
const BODIES = 100;
const CLIENTS = 8;

// About 500 bytes, as a shop's client sends it.
function event(user: number): object {
  return {
    type: 'track',
    event: 'Order Completed',
    userId: `member-${user}`,
    messageId: `node-${randomUUID()}`,
    timestamp: '2026-11-11T12:00:00.000Z',
    properties: {
      revenue: 199.5,
      quantity: 2,
      sku: 'TEA-0001',
      category: '茶饮',
      coupon: 'AUTUMN',
      path: '/orders/done',
    },
    context: {
      library: { name: '@segment/analytics-node', version: '3.1.0' },
      locale: 'zh-CN',
      page: { path: '/orders/done' },
    },
    _metadata: { nodeVersion: '20.19.0', jsRuntime: 'node' },
  };
}

function batches(count: number): string[] {
  return Array.from({ length: count }, (_, request) =>
    JSON.stringify({ batch: Array.from({ length: EVENTS }, (_each, place) => event(request * EVENTS + place)) }),
  );
}

/** `/v1/batch` with 100 events a request, answered when durable; the filer is in the same process, as in a shop, and waits while such a rush lasts. */
export const trackEvents: Benchmark = {
  name: 'track-events',
  what: 'POST /v1/batch, 100 events of about 500 bytes a request, durable (8 clients); filed afterwards',
  control: 'the same server reading and checking the same bodies and keeping nothing',
  unit: 'events',
  async prepare() {
    const product = await openBenchProduct();
    const { customers } = product.running.contexts;
    const { database } = product.running.stores;
    const { writeKey } = await database.transaction((tx) =>
      customers.createSource(tx, {
        code: 'shop',
        name: { zh: '商城', en: 'Shop' },
        activity: 'customer-administration',
        quota: 100_000_000,
        by: 'bench',
      }),
    );
    const thread = new LoadThread();
    const bodies = batches(BODIES);
    const bare = await product.bareServer((app) => {
      app.register(async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser(
          '*',
          { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
          async (_: unknown, body: Buffer) => body,
        );
        scope.post('/bare', { config: { permission: 'public' } }, async (request) => {
          const bytes = request.body as Buffer;
          const parsed = parseJson(bytes);
          if (!('value' in parsed)) throw new Error('the bench sent no JSON');
          const { events, problems } = readSegment('batch', parsed.value, bytes.length);
          return { success: true, accepted: events.length, refused: problems };
        });
      });
    });
    const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
    const load = { kind: 'post' as const, headers: { authorization }, total: REQUESTS, clients: CLIENTS };
    const run = async (url: string, own: Record<string, string>) =>
      (await thread.run({ ...load, headers: own, url, bodies })) * EVENTS;
    const waiting = () =>
      database.transaction(async (tx) => {
        const row = await tx.one<{ events: number }>(
          'select coalesce(sum(events), 0)::int as events from customers.arrival',
        );
        return row.events;
      });
    // The filer waits while many events come; afterwards it is at work, and whoever finds it so leaves it to it.
    const file = async (): Promise<number> => {
      const started = process.hrtime.bigint();
      while ((await waiting()) > 0) await customers.fileEvents();
      return Number(process.hrtime.bigint() - started) / 1e9;
    };
    return {
      subject: () => run(`${product.base}/v1/batch`, { authorization }),
      control: () => run(`${bare.base}/bare`, {}),
      settle: async () => void (await file()),
      async further() {
        await run(`${product.base}/v1/batch`, { authorization });
        const before = await waiting();
        const seconds = await file();
        return `filing the ${before} events that still waited, of people nobody knows: ${Math.round(before / seconds)} a second`;
      },
      async close() {
        await thread.close();
        await bare.close();
        await product.close();
      },
    };
  },
};
