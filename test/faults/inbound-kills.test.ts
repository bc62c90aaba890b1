import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signWebhook, webhookKey } from '../../src/contexts/customers/domain/standard-webhook.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { type KilledProduct, openKilledProduct } from '../support/killed-product.ts';
import { loadBrand } from '../support/sample-load.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';

const NOES_A_ROUND = 12;
const PEOPLE = NOES_A_ROUND * (ROUNDS + 1);
let product: KilledProduct;
let hosts: Record<string, string>;
let secret: string;

// A receiver that exists in tests alone; it has done what it is told when it has it.
const told = new Map<string, string>();
const receiver = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { data } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { data: { id: string } };
    told.set(String(request.headers['webhook-id']), data.id);
    response.end('{"acknowledged":true}');
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  hosts = { ZHINUO_OUTBOX_HOSTS: `127.0.0.1:${(receiver.address() as AddressInfo).port}` };
  product = await openKilledProduct(hosts);
  const { child } = product;
  await loadBrand(product.files);
  for (let n = 0; n < PEOPLE; n += 1)
    await child.api.call('POST', '/api/v1/persons', {
      activity: 'customer-administration',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', issuer: 'shop', value: `n-${n}` }],
      attributes: {},
    });
  ({ secret } = await child.api.call<{ secret: string }>('POST', '/api/v1/sources', {
    code: 'club',
    name: { zh: '会员系统', en: 'Club' },
    issuer: 'shop',
    activity: 'customer-administration',
    webhook: { rules: [{ as: 'no', person: 'member', channel: 'sms' }] },
  }));
  await holdEverybody();
}, FAULT_LIMIT);
afterAll(async () => {
  await product.close();
  receiver.close();
}, FAULT_LIMIT);

async function post(path: string, key: string, id: string, body: unknown): Promise<number | undefined> {
  const bytes = Buffer.from(JSON.stringify(body));
  const signed = webhookKey(key);
  if (signed === undefined) throw new Error('no key');
  const headers = { ...signWebhook(signed, { id, at: systemClock.now(), body: bytes }) };
  const answer = await fetch(product.files.base + path, { method: 'POST', body: new Uint8Array(bytes), headers }).catch(
    () => undefined,
  );
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status;
}

/** The receiver lists everybody as held. */
async function holdEverybody(): Promise<void> {
  const { child } = product;
  const { items } = await child.api.call<{ items: { code: string; recipients: { name: string }[] }[] }>(
    'GET',
    '/api/v1/activities',
  );
  const activity = items.find(({ recipients }) => recipients.length > 0);
  const made = await child.api.call<{ secret: string }>('POST', '/api/v1/receivers', {
    code: 'erp',
    name: { zh: '仓储系统', en: 'ERP' },
    recipient: activity?.recipients[0]?.name,
    activities: [activity?.code],
    identifier: { type: 'member_id', issuer: 'shop' },
    url: `http://${hosts['ZHINUO_OUTBOX_HOSTS']}/told`,
  });
  const ids = Array.from({ length: PEOPLE }, (_, n) => `n-${n}`);
  expect(await post('/hooks/outbox/erp', made.secret, randomUUID(), { held: { list: 'all', ids, last: true } })).toBe(
    200,
  );
}

it(
  `loses and doubles no no that was answered, and its word reaches whoever holds a copy, when node or PostgreSQL is killed (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    let said = 0;
    const speak = async (upTo: number) => {
      for (; said < upTo; said += 1) {
        // As a sender does: again, under the same number, until it is answered 200.
        const id = `no-${said}`;
        await until(async () => (await post('/hooks/in/club', secret, id, { member: `n-${said}` })) === 200);
      }
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const speaking = speak(NOES_A_ROUND * (round + 1));
      const moment = NOES_A_ROUND * round + Math.floor(random() * NOES_A_ROUND);
      await until(() => said >= moment);
      await product.killOne(random);
      await speaking;
    }
    await speak(PEOPLE);
    const everybody = Array.from({ length: PEOPLE }, (_, n) => `n-${n}`).sort();
    await until(() => new Set(told.values()).size === PEOPLE);
    expect([...told.values()].sort()).toEqual(everybody);
    const [row] = await product.readStores((tx) =>
      tx.query<{ noes: number; people: number; waiting: number }>(
        `select count(*)::int as noes, count(distinct ordinal)::int as people,
                (select count(*)::int from customers.callback where body is not null) as waiting
           from consent.suppression where said_through = 'webhook' and ordinal is not null`,
      ),
    );
    expect(row).toEqual({ noes: PEOPLE, people: PEOPLE, waiting: 0 });
  },
  FAULT_LIMIT,
);
