import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWireWorld, type WireWorld } from '../../../../test/support/wire-world.ts';
import { checkWebhook, signWebhook, webhookKey } from '../domain/standard-webhook.ts';
import type { OutboxMessage } from './domain/outbox-message.ts';
import { mayCall, postWebhook } from './post-webhook.ts';

/** A receiver that exists in tests alone; it keeps what it is sent and answers as it is told. */
class LocalReceiver {
  readonly got: { id: string; good: boolean; message: OutboxMessage }[] = [];
  answer: { status: number; body: string } = { status: 200, body: '{}' };
  key: Buffer = Buffer.alloc(32);
  now: () => Date = () => new Date(0);
  readonly #server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const good = checkWebhook(this.key, request.headers, body, this.now()) === undefined;
      const id = String(request.headers['webhook-id']);
      this.got.push({ id, good, message: JSON.parse(body.toString('utf8')) as OutboxMessage });
      response.writeHead(this.answer.status, { location: 'http://127.0.0.1:1/' }).end(this.answer.body);
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let wire: WireWorld;
let local: LocalReceiver;
let code: string;
beforeAll(async () => {
  local = new LocalReceiver();
  const host = await local.open();
  wire = await openWireWorld({ outboxHosts: [host] });
  local.now = () => wire.world.clock.now();
});
afterAll(async () => {
  await wire.close();
  await local.close();
});

const RECIPIENT = '示例短信服务有限公司';

beforeEach(async () => {
  code = `erp-${randomUUID().slice(0, 8)}`;
  await wire.world.act((tx) => tx.execute('update customers.receiver set ended_at = now()', []));
  const { secret } = await wire.world.act((tx) =>
    wire.world.customers.outbox.create(tx, {
      code,
      name: { zh: '仓储系统', en: 'ERP' },
      recipient: RECIPIENT,
      activities: ['marketing'],
      identifier: { type: 'member_id', issuer: 'shop' },
      url: `http://${wire.world.customers.outbox.hosts[0]}/told`,
      by: 'staff:test',
    }),
  );
  local.key = webhookKey(secret) ?? Buffer.alloc(32);
  local.got.length = 0;
  local.answer = { status: 200, body: '{}' };
});

const personOf = (user: string) =>
  wire.world.act((tx) => wire.world.customers.personOf(tx, { type: 'member_id', issuer: 'shop', value: user }));

async function say(body: unknown, key = local.key): Promise<{ status: number; body: Record<string, unknown> }> {
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = signWebhook(key, { id: `msg_${randomUUID()}`, at: wire.world.clock.now(), body: bytes });
  return wire.post(`/hooks/outbox/${code}`, bytes, { ...headers });
}

/** A member whom the receiver holds, as it has said itself. */
async function held(): Promise<{ user: string; person: string }> {
  const user = await wire.member();
  expect(await say({ held: { list: randomUUID(), ids: [user], last: true } })).toMatchObject({ status: 200 });
  return { user, person: (await personOf(user)) ?? '' };
}

const object = (person: string) =>
  wire.world.act((tx) => wire.world.gate.object(tx, { person, kind: 'unsubscribe', channel: 'sms', by: 'test' }));

async function view() {
  const all = await wire.world.act((tx) => wire.world.customers.outbox.receivers(tx));
  return all.find((each) => each.code === code);
}

const later = (milliseconds: number) => wire.world.clock.advance(milliseconds);

describe('what is told', () => {
  it('is signed, names the person by the receiver’s own number alone, and is sent until it is acknowledged', async () => {
    const { user, person } = await held();
    const receipt = await object(person);
    await wire.world.customers.outbox.deliver();
    expect(local.got).toMatchObject([
      {
        good: true,
        message: {
          type: 'person.objected',
          data: { id: user, idType: 'member_id', objection: 'unsubscribe', channel: 'sms', receipt: receipt.id },
        },
      },
    ]);
    expect(JSON.stringify(local.got)).not.toContain(person);
    expect(await view()).toMatchObject({ waiting: 0, unacknowledged: 1, acknowledged: 0 });
    await wire.world.customers.outbox.deliver();
    expect(local.got).toHaveLength(1);
    later(25 * 3_600_000);
    await wire.world.customers.outbox.deliver();
    expect(local.got.map(({ id }) => id)).toEqual([local.got[0]?.id, local.got[0]?.id]);
    expect(await say({ acknowledged: [local.got[0]?.id] })).toMatchObject({ status: 200, body: { acknowledged: 1 } });
    expect(await view()).toMatchObject({ waiting: 0, unacknowledged: 0, acknowledged: 1, oldest: null });
  });

  it('waits out a receiver that fails, longer each time, and never gives up', async () => {
    const { person } = await held();
    await object(person);
    for (const status of [500, 302, 404, 410]) {
      local.answer = { status, body: '' };
      later(24 * 3_600_000);
      await wire.world.customers.outbox.deliver();
    }
    expect(local.got).toHaveLength(4);
    expect(await view()).toMatchObject({ waiting: 1, lastAnswer: '410' });
    const [row] = await wire.world.act((tx) => wire.world.customers.outbox.unanswered(tx, code, 10));
    expect(row).toMatchObject({ kind: 'objected', tries: 4, person });
    local.answer = { status: 200, body: '{"acknowledged":true}' };
    later(3_600_000);
    await wire.world.customers.outbox.deliver();
    expect(await view()).toMatchObject({ waiting: 0, acknowledged: 1 });
  });

  it('is a withdrawal only of activities for which the receiver holds people', async () => {
    const { person } = await held();
    const note = (activity: string) =>
      wire.world.act((tx) =>
        wire.world.customers.outbox.noteNo(tx, {
          what: 'withdrawn',
          person,
          activity,
          channel: null,
          at: wire.world.clock.now(),
          receipt: randomUUID(),
          digests: [],
        }),
      );
    await note('order-delivery');
    await note('marketing');
    await wire.world.customers.outbox.deliver();
    expect(local.got.map(({ message }) => [message.type, message.data.activity])).toEqual([
      ['person.withdrawn', 'marketing'],
    ]);
  });

  it('follows the act: one that is undone tells nobody', async () => {
    const { person } = await held();
    const undone = wire.world.act(async (tx) => {
      await wire.world.gate.object(tx, { person, kind: 'restrict', by: 'test' });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await wire.world.customers.outbox.deliver();
    expect(local.got).toEqual([]);
  });

  it('tells by their codes that an address was corrected, never the value, and only when it is another', async () => {
    const { user } = await held();
    const told = async (phone: string) => {
      await wire.post('/v1/identify', { type: 'identify', userId: user, messageId: randomUUID(), traits: { phone } });
      await wire.world.customers.fileEvents();
    };
    await wire.anotherSource();
    await told('13800138001');
    await told('13800138001');
    await told('13800138002');
    await wire.world.customers.outbox.deliver();
    expect(local.got.map(({ message }) => [message.type, message.data.fields])).toEqual([
      ['person.corrected', ['mobile']],
      ['person.corrected', ['mobile']],
    ]);
    expect(JSON.stringify(local.got)).not.toContain('1380013800');
  });

  it('reaches a receiver after the person is gone here, whose number goes when the erasure is acknowledged', async () => {
    const { user, person } = await held();
    await wire.world.act((tx) => wire.world.customers.erasePerson(tx, person));
    await wire.world.customers.outbox.deliver();
    expect(local.got.map(({ message }) => [message.type, message.data.id])).toEqual([['person.erased', user]]);
    await say({ acknowledged: local.got.map(({ id }) => id) });
    await wire.world.customers.outbox.deliver();
    expect(await wire.world.rows(`select 1 from customers.outside_person where receiver = '${code}'`)).toEqual([]);
  });
});

describe('reconciliation', () => {
  it('links whom the receiver holds, tells it the noes in force, and counts whom nobody here knows and who is missing', async () => {
    const first = await held();
    const user = await wire.member();
    await object((await personOf(user)) ?? '');
    later(1000);
    const list = randomUUID();
    await say({ held: { list, ids: [user, 'who-is-this'], last: false } });
    expect(await view()).toMatchObject({ reconciliation: { held: 1, linked: 1, unknown: 1, finishedAt: null } });
    await say({ held: { list, ids: [], last: true } });
    await say({ held: { list, ids: [first.user], last: true } });
    expect(await view()).toMatchObject({ reconciliation: { held: 1, linked: 1, unknown: 1, erased: 0, missing: 1 } });
    await wire.world.customers.outbox.deliver();
    expect(local.got.map(({ message }) => [message.type, message.data.id])).toEqual([['person.objected', user]]);
  });

  it('tells a receiver to erase whom it holds although they were erased here, also before it ever listed them', async () => {
    const user = await wire.member();
    const person = (await personOf(user)) ?? '';
    await wire.world.act((tx) => wire.world.customers.erasePerson(tx, person));
    await say({ held: { list: randomUUID(), ids: [user], last: true } });
    expect(await view()).toMatchObject({ reconciliation: { held: 0, erased: 1, unknown: 0 } });
    await wire.world.customers.outbox.deliver();
    expect(local.got.map(({ message }) => [message.type, message.data.id])).toEqual([['person.erased', user]]);
  });

  it('believes nobody without the secret, and nothing that is not of its form', async () => {
    expect((await say({ acknowledged: [] }, Buffer.alloc(32, 1))).status).toBe(401);
    expect((await say({ acknowledged: ['x'] })).status).toBe(400);
    expect((await say({ held: { list: 'a', ids: ['1'], last: true }, more: 1 })).status).toBe(400);
    expect((await say([])).status).toBe(400);
  });
});

describe('whom the server calls', () => {
  it('is only who is configured word for word, over https, or a loopback that the configuration names', () => {
    const hosts = ['erp.example.com', 'erp.example.com:8443', '127.0.0.1:9', '10.0.0.7'];
    expect(mayCall('https://erp.example.com/x', hosts)).toBe(true);
    expect(mayCall('https://erp.example.com:8443/x', hosts)).toBe(true);
    expect(mayCall('http://127.0.0.1:9/', hosts)).toBe(true);
    for (const url of [
      'http://erp.example.com/x',
      'https://erp.example.com:8444/x',
      'https://evil.example.com/x',
      'https://erp.example.com@evil.example.com/',
      'https://erp.example.com.evil.com/',
      'http://127.0.0.1:10/',
      'http://localhost:9/',
      'http://2130706433:11/',
      'http://10.0.0.7/',
      'file:///etc/passwd',
      'gopher://erp.example.com/',
      'not an address',
    ])
      expect([url, mayCall(url, hosts)]).toEqual([url, false]);
  });

  it('is never the host itself, whatever a name resolves to', async () => {
    expect(await postWebhook('https://localhost.localdomain.invalid/', {}, Buffer.from('{}'))).toHaveProperty('failed');
    expect(await postWebhook('https://169.254.169.254/latest', {}, Buffer.from('{}'))).toEqual({
      failed: 'address-not-allowed',
    });
  });

  it('refuses a receiver whose host is not configured, who is no recipient, or whose numbers identify everywhere', async () => {
    const wish = (more: object) =>
      wire.world.act((tx) =>
        wire.world.customers.outbox.create(tx, {
          code: `x-${randomUUID().slice(0, 8)}`,
          name: { zh: '甲', en: 'A' },
          recipient: RECIPIENT,
          activities: ['marketing'],
          identifier: { type: 'member_id', issuer: 'shop' },
          url: `http://${wire.world.customers.outbox.hosts[0]}/`,
          by: 'staff:test',
          ...more,
        }),
      );
    await expect(wish({ url: 'https://evil.example/' })).rejects.toMatchObject({ code: 'customers.receiver' });
    await expect(wish({ recipient: '别人' })).rejects.toMatchObject({ code: 'customers.receiver' });
    await expect(wish({ identifier: { type: 'mobile', issuer: 'shop' } })).rejects.toMatchObject({
      code: 'customers.receiver',
    });
    await expect(wish({ code })).rejects.toMatchObject({ code: 'customers.receiver-taken' });
  });
});
