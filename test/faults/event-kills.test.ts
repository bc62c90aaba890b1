import { afterAll, beforeAll, expect, it } from 'vitest';
import { Analytics } from '../../src/contexts/customers/events/analytics.ts';
import { moveEvents } from '../../src/contexts/customers/events/move-events.ts';
import { readMembers } from '../../src/contexts/customers/segment/store/member-store.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { eventStoreOf, type KilledProduct, openKilledProduct } from '../support/killed-product.ts';
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
let product: KilledProduct;
let writeKey: string;

beforeAll(async () => {
  product = await openKilledProduct();
  const { child } = product;
  await loadBrand(product.files);
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
afterAll(() => product.close(), FAULT_LIMIT);

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
    const answer = await fetch(`${product.files.base}/v1/batch`, {
      method: 'POST',
      body: JSON.stringify({ batch, writeKey }),
    }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.status === 200;
  });
}

it(
  `loses and doubles no acknowledged event, and keeps every segment’s people right, when node or PostgreSQL is killed, also while the event store is made anew (seed ${SEED})`,
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
      const victim = await product.killOne(random);
      // Once more while it makes its segments anew, and in the first round, then now and then, its event store too.
      if (round === 0 || random() < 0.2) await product.restartWithoutEvents();
      if (victim === 'node' && random() < 0.5) await product.restart();
    }
    over = true;
    await Promise.all(clients);
    const { api } = product.child;
    await until(async () => {
      const { items } = await api.call<{ items: { waiting: number }[] }>('GET', '/api/v1/sources');
      return items.every(({ waiting }) => waiting === 0);
    });
    const members = async (code: string) =>
      (await api.call<{ count: number | null }>('GET', `/api/v1/segments/${code}/members-count`)).count;
    const wanted = expected(next);
    await until(async () => (await members('rarely')) === wanted.rarely);
    await until(async () => (await members('not-rarely')) === wanted['not-rarely']);
    await until(async () => (await members('in-order')) !== null);
    const stored = await product.readStores(async (tx, database) => {
      const events = await tx.query<{ quantity: number }>(
        `select quantity from customers.event where name in ('Bought', 'Rare') order by quantity`,
      );
      // Where the server left off, to the end of the log.
      const analytics = new Analytics(eventStoreOf(product.files));
      await moveEvents({ database, analytics });
      const moved = await analytics.connected(async (connection) => {
        const rows = await connection.runAndReadAll(
          `select quantity::integer from event where name in ('Bought', 'Rare') order by quantity`,
        );
        return rows.getRows().map(([quantity]) => Number(quantity));
      });
      await analytics.close();
      return {
        events: events.map(({ quantity }) => quantity),
        moved,
        rarely: await readMembers(tx, 'rarely'),
        notRarely: await readMembers(tx, 'not-rarely'),
      };
    });
    const sent = Array.from({ length: next }, (_, n) => n);
    expect(stored.events).toEqual(sent);
    expect(stored.moved).toEqual(sent);
    expect(acknowledged).toBe(next);
    // Everybody has bought, so each person is in exactly one of the two.
    expect([stored.rarely.length, stored.notRarely.length]).toEqual([wanted.rarely, wanted['not-rarely']]);
    expect(new Set([...stored.rarely, ...stored.notRarely]).size).toBe(PEOPLE);
  },
  FAULT_LIMIT,
);
