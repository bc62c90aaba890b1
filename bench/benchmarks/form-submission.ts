import { Type } from 'typebox';
import { LoadThread } from '../load.ts';
import type { Benchmark } from '../measure.ts';
import { openBenchProduct } from '../product.ts';

const TOTAL = 200;
const CLIENTS = 8;

/** One person answering the hosted form: the page, then person, vault, consents, evidence and confirmation jobs in one transaction. */
export const formSubmission: Benchmark = {
  name: 'form',
  what: 'hosted form: page and submission, with vault, consent and evidence (8 clients, real fsync)',
  control: 'a bare route with a one-row INSERT, same server, same database',
  unit: 'submissions',
  async prepare() {
    const product = await openBenchProduct();
    const { database } = product.running.stores;
    await database.transaction((tx) =>
      tx.execute(
        'create table public.bench_row (id bigint generated always as identity primary key, body text not null)',
      ),
    );
    const bare = await product.bareServer((app) => {
      const body = Type.Object({
        name: Type.String(),
        mobile: Type.String(),
        email: Type.String(),
        adult: Type.String(),
        marketing: Type.String(),
      });
      app.post('/bare', { config: { permission: 'public' }, schema: { body } }, async (request, reply) => {
        await database.transaction((tx) =>
          tx.execute('insert into public.bench_row (body) values ($1)', [JSON.stringify(request.body)], 'bench.insert'),
        );
        return reply.code(201).send({ ok: true });
      });
    });
    const thread = new LoadThread();
    let counter = 0;
    const people = () =>
      Array.from({ length: TOTAL }, () => {
        counter += 1;
        const digits = String(counter).padStart(8, '0');
        return JSON.stringify({
          name: '张示例',
          mobile: `138${digits}`,
          email: `p${digits}@example.cn`,
          adult: 'yes',
          marketing: 'yes',
        });
      });
    const shared = { headers: {}, total: TOTAL, clients: CLIENTS };
    return {
      subject: () => thread.run({ ...shared, kind: 'form', url: `${product.base}/f/autumn`, bodies: people() }),
      control: () => thread.run({ ...shared, kind: 'post', url: `${bare.base}/bare`, bodies: people() }),
      async close() {
        await thread.close();
        await bare.close();
        await product.close();
      },
    };
  },
};
