import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMembers } from '../../src/contexts/customers/segment/store/member-store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Database } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/start-embedded-postgres.ts';
import { ensureBuilt } from '../support/built-server.ts';
import { type ChildProduct, startChild } from '../support/child-product.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { type ProductFiles, prepareProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';

const PEOPLE = 20;
const BATCH = 25;
/** Every so many events is a rare one. */
const RARE = 53;
/** Kept live, with one inside the other, and computed now and then. */
const SEGMENTS = {
  rarely: { event: { name: 'Rare', atLeast: 1, atMost: 3, withinDays: 30 } },
  'not-rarely': { all: [{ event: { name: 'Bought', atLeast: 1 } }, { not: [{ segment: 'rarely' }] }] },
  'in-order': { sequence: { steps: ['Rare', 'Bought'], withinDays: 1 } },
} as const;
let files: ProductFiles;
let child: ChildProduct;
let writeKey: string;

beforeAll(async () => {
  ensureBuilt();
  files = await prepareProduct(systemClock);
  child = await startChild(files);
  await loadBrand(files);
  for (let n = 0; n < PEOPLE; n += 1)
    await child.api.call('POST', '/api/v1/persons', {
      activity: 'customer-administration',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', issuer: 'shop', value: `m-${n}` }],
      attributes: {},
    });
  const source = { code: 'shop', name: { zh: '商城', en: 'Shop' }, activity: 'customer-administration' };
  ({ writeKey } = await child.api.call<{ writeKey: string }>('POST', '/api/v1/sources', source));
  const quantity = { kind: 'number', field: 'behaviour', column: 'quantity' };
  const plan = ['Bought', 'Rare'].map((name) => ({ name, properties: { quantity } }));
  await child.api.call('PUT', '/api/v1/sources/shop/plan', { plan });
  for (const [code, definition] of Object.entries(SEGMENTS))
    await child.api.call('POST', '/api/v1/segments', { code, name: { zh: code, en: code }, definition });
}, FAULT_LIMIT);
afterAll(async () => {
  await child.kill();
  // The cluster that the killed server left behind is stopped before its directory goes.
  const left = await startEmbeddedPostgres({ dataDirectory: files.data, log: silentLogger() });
  await left.stop();
  await files.remove();
}, FAULT_LIMIT);

/** How many people are in each segment, by what was sent: numbers below `next`, each once. */
function expected(next: number): { readonly rarely: number; readonly 'not-rarely': number } {
  const rare = Array.from({ length: PEOPLE }, () => 0);
  for (let n = 0; n < next; n += RARE) rare[n % PEOPLE] = (rare[n % PEOPLE] ?? 0) + 1;
  const rarely = rare.filter((count) => count >= 1 && count <= 3).length;
  return { rarely, 'not-rarely': PEOPLE - rarely };
}

/** Sends one batch as a client does: again, with the same numbers, until it is answered 200. */
async function send(first: number): Promise<void> {
  const batch = Array.from({ length: BATCH }, (_, place) => ({
    type: 'track',
    event: (first + place) % RARE === 0 ? 'Rare' : 'Bought',
    userId: `m-${(first + place) % PEOPLE}`,
    messageId: `event-${first + place}`,
    properties: { quantity: first + place },
  }));
  await until(async () => {
    const answer = await fetch(`${files.base}/v1/batch`, {
      method: 'POST',
      body: JSON.stringify({ batch, writeKey }),
    }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.status === 200;
  });
}

it(
  `loses and doubles no acknowledged event, and keeps every segment’s people right, when node or PostgreSQL is killed (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    let [next, acknowledged, over] = [0, 0, false];
    const client = async () => {
      while (!over) {
        const first = next;
        next += BATCH;
        await send(first);
        acknowledged += BATCH;
      }
    };
    const clients = [client(), client(), client()];
    for (let round = 0; round < ROUNDS; round += 1) {
      const moment = acknowledged + Math.ceil(random() * 600);
      await until(() => acknowledged >= moment);
      if (random() < 0.5) await child.killPostgres();
      else {
        await child.kill();
        child = await startChild(files);
        // Once more while it makes its segments anew.
        if (random() < 0.5) {
          await child.kill();
          child = await startChild(files);
        }
      }
      await child.ready();
    }
    over = true;
    await Promise.all(clients);
    await until(async () => {
      const { items } = await child.api.call<{ items: { waiting: number }[] }>('GET', '/api/v1/sources');
      return items.every(({ waiting }) => waiting === 0);
    });
    const members = async (code: string) =>
      (await child.api.call<{ count: number | null }>('GET', `/api/v1/segments/${code}/members-count`)).count;
    const wanted = expected(next);
    await until(async () => (await members('rarely')) === wanted.rarely);
    await until(async () => (await members('not-rarely')) === wanted['not-rarely']);
    await until(async () => (await members('in-order')) !== null);
    await child.stop();
    const server = await startEmbeddedPostgres({ dataDirectory: files.data, log: silentLogger() });
    const database = new Database({ connection: server.connection, log: silentLogger() });
    const rows = await database.transaction((tx) =>
      tx.query<{ quantity: number }>(
        `select quantity from customers.event where name in ('Bought', 'Rare') order by quantity`,
      ),
    );
    const stored = await database.transaction(async (tx) => ({
      rarely: await readMembers(tx, 'rarely'),
      notRarely: await readMembers(tx, 'not-rarely'),
    }));
    await database.close();
    await server.stop();
    expect(rows.map(({ quantity }) => quantity)).toEqual(Array.from({ length: next }, (_, n) => n));
    expect(acknowledged).toBe(next);
    // Everybody has bought, so each person is in exactly one of the two.
    expect([stored.rarely.length, stored.notRarely.length]).toEqual([wanted.rarely, wanted['not-rarely']]);
    expect(new Set([...stored.rarely, ...stored.notRarely]).size).toBe(PEOPLE);
  },
  FAULT_LIMIT,
);
