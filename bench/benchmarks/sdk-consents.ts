import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { LoadThread } from '../load.ts';
import type { Benchmark } from '../measure.ts';
import { type BenchProduct, openBenchProduct } from '../product.ts';

const TOTAL = 3000;
const WARM_UPS = 5;
/** The warm-ups and five pairs. */
const RUNS = WARM_UPS + 5;
const CLIENTS = 32;
const SHOP = 'https://shop.example.cn';
const AT_ONCE = 250;

const ControlBody = Type.Object(
  {
    session: Type.String({ pattern: '^[A-Za-z0-9_-]{22,64}$' }),
    presentation: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' }),
    nonce: Type.String({ minLength: 1, maxLength: 8000 }),
    answers: Type.Array(
      Type.Object(
        {
          activity: Type.String({ maxLength: 64 }),
          answer: Type.Union([Type.Literal('granted'), Type.Literal('refused')]),
          kind: Type.Union([Type.Literal('general'), Type.Literal('separate')]),
          control: Type.Optional(Type.String({ maxLength: 64 })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 50 },
    ),
  },
  { additionalProperties: false },
);

/** Answers that the SDK would send, each of a visitor of its own who was shown the banner. */
async function shownBanners({ running }: BenchProduct, key: string, count: number): Promise<string[]> {
  const bodies: string[] = [];
  while (bodies.length < count) {
    const sessions = Array.from({ length: Math.min(AT_ONCE, count - bodies.length) }, () =>
      randomBytes(32).toString('base64url'),
    );
    const shown = await running.stores.database.transaction((tx) =>
      running.contexts.capture.presentOnSites(
        tx,
        sessions.map((session) => ({
          key,
          origin: SHOP,
          session,
          activities: ['marketing'],
          place: 'banner' as const,
          locale: 'zh-CN' as const,
        })),
      ),
    );
    for (const [index, session] of sessions.entries()) {
      const outcome = shown[index];
      if (outcome?.ok !== true || !outcome.value.ask) throw new Error('a banner could not be shown');
      const { id: presentation, nonce } = outcome.value.presentation;
      const answers = [{ activity: 'marketing', answer: 'granted', kind: 'general', control: 'banner:marketing' }];
      bodies.push(JSON.stringify({ session, presentation, nonce, answers }));
    }
  }
  return bodies;
}

async function makeKey({ api }: BenchProduct): Promise<string> {
  const site = { code: 'bench', name: 'bench', brand: 'qiye', origins: [SHOP], notice: 'privacy' };
  const made = await api.call<{ key: string }>('POST', '/api/v1/site-keys', { ...site, activities: ['marketing'] });
  return made.key;
}

/** A visitor of the SDK, against the least that a request with one durable row costs: the answer alone, or what is shown before it as well. */
function sdk(options: { readonly name: string; readonly whole: boolean }): Benchmark {
  const { name, whole } = options;
  const before = whole ? 'what is shown is sealed for the session, then ' : '';
  return {
    name,
    what: `a visitor of the SDK: ${before}the answer of a new session with its evidence (${CLIENTS} clients, real fsync)`,
    control: 'a bare route with a one-row INSERT of the answer’s body, same server, same database',
    unit: 'answers',
    warmUps: WARM_UPS,
    async prepare() {
      const product = await openBenchProduct();
      const { database } = product.running.stores;
      const bare = await openBare(product);
      const key = await makeKey(product);
      const thread = new LoadThread();
      const bodies = await shownBanners(product, key, whole ? 100 : RUNS * TOTAL);
      await database.pool.query('checkpoint');
      const shared = { headers: { origin: SHOP }, total: TOTAL, clients: CLIENTS };
      const same = bodies.slice(0, 100);
      const site = `${product.base}/api/v1/sites/${key}`;
      const shown = [JSON.stringify({ activities: ['marketing'], place: 'banner', locale: 'zh-CN' })];
      const answers = () => ({ kind: 'post' as const, url: `${site}/consents`, bodies: bodies.splice(0, TOTAL) });
      const visits = () => ({ kind: 'sdk' as const, url: site, bodies: shown });
      return {
        subject: () => thread.run({ ...shared, ...(whole ? visits() : answers()) }),
        control: () => thread.run({ ...shared, kind: 'post', url: `${bare.base}/bare`, bodies: same }),
        async close() {
          await thread.close();
          await bare.close();
          await product.close();
        },
      };
    },
  };
}

async function openBare(product: BenchProduct): Promise<{ base: string; close(): Promise<void> }> {
  const { database } = product.running.stores;
  await database.transaction((tx) =>
    tx.execute(
      'create table public.bench_row (id bigint generated always as identity primary key, body text not null)',
    ),
  );
  const config = { permission: 'public', crossSite: true } as const;
  return product.bareServer((app) => {
    app.post('/bare', { config, schema: { body: ControlBody } }, async (request, reply) => {
      const row = [JSON.stringify(request.body)];
      const { id } = await database.transaction((tx) =>
        tx.one<{ id: number }>('insert into public.bench_row (body) values ($1) returning id', row, 'bench.insert'),
      );
      return reply.code(201).send({ id });
    });
  });
}

/** Recording what visitors say to the SDK. */
export const sdkBenchmarks: readonly Benchmark[] = [
  sdk({ name: 'sdk', whole: false }),
  sdk({ name: 'sdk-whole', whole: true }),
];
