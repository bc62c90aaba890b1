import { Type } from 'typebox';
import { LoadThread } from '../load.ts';
import type { Benchmark } from '../measure.ts';
import { preparedAnswers } from '../prepared-answers.ts';
import { openBenchProduct } from '../product.ts';
import { startOnSlowDisk } from '../slow-disk.ts';

const TOTAL = 3000;
const WARM_UPS = 5;

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
/** As many members and rules as the body of a consent. */
const ControlBody = Type.Object(
  {
    person: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' }),
    session: Type.Optional(text(200)),
    activity: Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 64 }),
    presentation: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' }),
    nonce: text(100),
    answer: Type.Union([Type.Literal('granted'), Type.Literal('refused')]),
    kind: Type.Union([Type.Literal('general'), Type.Literal('separate'), Type.Literal('written')]),
    how: text(64),
    channel: Type.Optional(Type.Union(['sms', 'email', 'phone', 'wecom'].map((channel) => Type.Literal(channel)))),
    validUntil: Type.Optional(Type.String({ format: 'date-time' })),
    oneTime: Type.Optional(Type.Boolean()),
    recipient: Type.Optional(text(300)),
    control: Type.Optional(text(64)),
    adultDeclared: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** Milliseconds that a flush takes longer. */
const LONGER_MS = 2;
/**
 * How the disk flushes: as it does; as a slow disk; or with `commit_delay`, as PostgreSQL has it by itself, which waits only where five other
 * transactions are open (`commit_siblings`) and so leaves transactions alone that hold many answers, or before every flush, which whoever commits
 * during the wait shares.
 */
const FLUSHES = {
  quick: { suffix: '', what: 'real fsync' },
  slow: { suffix: '-slow-flush', what: `real fsync, each flush ${LONGER_MS} ms longer` },
  delayed: { suffix: '-commit-delay', what: `real fsync, commit_delay of ${LONGER_MS} ms`, siblings: 5 },
  held: {
    suffix: '-delay-always',
    what: `real fsync, commit_delay of ${LONGER_MS} ms before every flush`,
    siblings: 0,
  },
} as const;

function consents(clients: number, flush: keyof typeof FLUSHES): Benchmark {
  const { suffix, what } = FLUSHES[flush];
  const siblings = 'siblings' in FLUSHES[flush] ? FLUSHES[flush].siblings : undefined;
  return {
    name: `consents-${clients}${suffix}`,
    what: `POST /api/v1/consents with receipts (${clients} clients, ${what})`,
    control: 'a route with the same authentication and as large a schema that does a one-row INSERT',
    unit: 'requests',
    warmUps: WARM_UPS,
    async prepare() {
      const product = await openBenchProduct(flush === 'slow' ? await startOnSlowDisk(LONGER_MS) : undefined);
      const { database } = product.running.stores;
      await database.transaction((tx) =>
        tx.execute(
          'create table public.bench_row (id bigint generated always as identity primary key, body text not null)',
        ),
      );
      const bare = await product.bareServer((app) => {
        app.post(
          '/bare',
          { config: { permission: 'consent.record' }, schema: { body: ControlBody } },
          async (request, reply) => {
            const body = JSON.stringify(request.body);
            const { id } = await database.transaction((tx) =>
              tx.one<{ id: number }>(
                'insert into public.bench_row (body) values ($1) returning id',
                [body],
                'bench.insert',
              ),
            );
            return reply.code(201).send({ id });
          },
        );
      });
      const thread = new LoadThread();
      if (siblings !== undefined) {
        await database.pool.query(`alter system set commit_siblings = ${siblings}`);
        await database.pool.query(`alter system set commit_delay = ${LONGER_MS * 1000}`);
        await database.pool.query('select pg_reload_conf()');
      }
      await database.pool.query('checkpoint');
      const headers = { authorization: `Bearer ${product.apiKey}` };
      const shared = { kind: 'post' as const, headers, total: TOTAL, clients };
      let bodies = await preparedAnswers(product.running, TOTAL);
      const same = bodies.slice(0, 100);
      return {
        // People answer what they were shown a moment ago.
        async settle() {
          if (bodies.length === 0) bodies = await preparedAnswers(product.running, TOTAL);
        },
        subject: () =>
          thread.run({ ...shared, url: `${product.base}/api/v1/consents`, bodies: bodies.splice(0, TOTAL) }),
        control: () => thread.run({ ...shared, url: `${bare.base}/bare`, bodies: same }),
        async close() {
          await thread.close();
          await bare.close();
          await product.close();
        },
      };
    },
  };
}

/** Recording consents over HTTP, against the least that a request with one durable row costs. */
export const consentBenchmarks: readonly Benchmark[] = [
  consents(16, 'quick'),
  consents(64, 'quick'),
  consents(16, 'slow'),
  consents(64, 'slow'),
  consents(16, 'delayed'),
  consents(64, 'delayed'),
  consents(16, 'held'),
  consents(64, 'held'),
];
