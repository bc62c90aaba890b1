import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';
import { checkWebhook, signWebhook, webhookKey } from '../../domain/standard-webhook.ts';
import type { WebhookRule } from './domain/webhook-rules.ts';

let wire: WireWorld;
let source: string;
let secret: string;
beforeAll(async () => {
  wire = await openWireWorld();
});
afterAll(() => wire.close());

const RULES: readonly WebhookRule[] = [
  {
    when: { path: 'type', equals: 'order.paid' },
    as: 'event',
    name: 'Order Completed',
    person: 'data.customer.id',
    at: 'data.paid_at',
    values: { revenue: 'data.total', sku: 'data.lines' },
  },
  { when: { path: 'type', equals: 'member.left' }, as: 'no', person: 'data.member', channel: 'sms' },
  { when: { path: 'type', equals: 'orders' }, as: 'event', name: 'Order Completed', items: 'rows', person: 'member' },
];
const PLAN = [
  { name: 'Order Completed', properties: { revenue: { kind: 'number', field: 'behaviour', column: 'amount-yuan' } } },
] as const;

beforeEach(async () => {
  source = `hook-${randomUUID().slice(0, 8)}`;
  await wire.world.act(async (tx) => {
    const made = await wire.world.customers.callbacks.connect(
      tx,
      {
        code: source,
        name: { zh: '订单系统', en: 'Orders' },
        issuer: 'shop',
        activity: 'customer-administration',
        quota: 20,
        by: 'staff:test',
      },
      { kind: 'webhook', rules: RULES },
    );
    secret = made.secret ?? '';
    await wire.world.customers.saveTrackingPlan(tx, { source, plan: PLAN, by: 'staff:test' });
  });
});

interface Sending {
  readonly id?: string;
  readonly at?: Date;
  readonly with?: string;
  readonly headers?: Record<string, string>;
}

async function send(
  body: unknown,
  sending: Sending = {},
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const key = webhookKey(sending.with ?? secret);
  if (key === undefined) throw new Error('no key');
  const { id = `msg_${randomUUID()}`, at = wire.world.clock.now() } = sending;
  const answer = await fetch(`${wire.base}/hooks/in/${source}`, {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { 'content-type': 'application/json', ...signWebhook(key, { id, at, body: bytes }), ...sending.headers },
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

const paid = (customer: string) => ({
  type: 'order.paid',
  data: { customer: { id: customer }, paid_at: wire.world.clock.now().toISOString(), total: 88.5 },
});

async function counted(): Promise<Record<string, number>> {
  const rows = await wire.world.rows<{ key: string; count: number }>(
    `select kind || ':' || detail as key, count::int from customers.source_count where source = '${source}' order by 1`,
  );
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}

describe('the signature', () => {
  it('is that of the published sample', () => {
    // standardwebhooks.com and the libraries of its authors.
    const key = webhookKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    if (key === undefined) throw new Error('no key');
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: Buffer.from('{"test": 2432232314}'),
    };
    const headers = signWebhook(key, message);
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(checkWebhook(key, { ...headers }, message.body, message.at)).toBeUndefined();
    const several = { ...headers, 'webhook-signature': `v1a,xx v1,AAAA ${headers['webhook-signature']}` };
    expect(checkWebhook(key, several, message.body, message.at)).toBeUndefined();
    expect(checkWebhook(key, { ...headers }, Buffer.from('{"test": 2432232315}'), message.at)).toBe('signature');
    expect(checkWebhook(key, { ...headers, 'webhook-id': 'msg.1' }, message.body, message.at)).toBe('headers');
  });

  it('refuses another key, a changed number or time, a clock that is off, and a message without headers', async () => {
    const now = wire.world.clock.now().getTime();
    const user = await wire.member();
    const statuses = [
      await send(paid(user), { with: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }),
      await send(paid(user), { headers: { 'webhook-id': 'msg_other' } }),
      await send(paid(user), { headers: { 'webhook-timestamp': String(Math.floor(now / 1000) + 1) } }),
      await send(paid(user), { at: new Date(now - 301_000) }),
      await send(paid(user), { at: new Date(now + 301_000) }),
      await send(paid(user), { at: new Date(0) }),
      await send(paid(user), { at: new Date(Date.UTC(2099, 0)) }),
      await send(paid(user), { headers: { 'webhook-signature': '' } }),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 401, 401]);
    expect(await wire.world.rows(`select 1 from customers.callback where source = '${source}'`)).toEqual([]);
  });
});

describe('what a message says', () => {
  it('is filed by the declared rules, once however often it is sent', async () => {
    const user = await wire.member();
    const id = `msg_${randomUUID()}`;
    const body = paid(user);
    expect(await send(body, { id })).toMatchObject({ status: 200, body: { duplicate: false } });
    expect(await send(body, { id })).toMatchObject({ status: 200, body: { duplicate: true } });
    await wire.world.customers.fileEvents();
    expect(await send(body, { id })).toMatchObject({ status: 200, body: { duplicate: true } });
    expect(await send(paid('another'), { id })).toMatchObject({
      status: 409,
      body: { code: 'customers.callback-replaced' },
    });
    await wire.world.customers.fileEvents();
    expect((await wire.events(user)).map(({ name, amount }) => [name, amount])).toEqual([['Order Completed', 8_850]]);
  });

  it('records a no by channel through the gate', async () => {
    const user = await wire.member();
    await send({ type: 'member.left', data: { member: user } });
    await send({ type: 'member.left', data: { member: 'nobody' } });
    await wire.world.customers.fileEvents();
    const identifier = { type: 'member_id', issuer: 'shop', value: user };
    const noes = await wire.world.act(async (tx) => {
      const person = await wire.world.customers.personOf(tx, identifier);
      return wire.world.gate.objectionsOf(tx, person ?? '');
    });
    expect(noes).toMatchObject([{ kind: 'unsubscribe', channel: 'sms' }]);
    expect(await counted()).toMatchObject({ 'no:recorded': 1, 'no:unknown-person': 1 });
  });

  it('reads lists item by item, and counts what it cannot read or has no rule for', async () => {
    const user = await wire.member();
    await send({ type: 'orders', rows: [{ member: user }, { member: '' }, { member: { no: 1 } }, 7] });
    await send({ type: 'orders', rows: 'none' });
    await send({ type: 'unheard.of', constructor: { name: 'x' } });
    await wire.world.customers.fileEvents();
    expect(await counted()).toMatchObject({ 'event:kept': 1, 'event:unreadable': 4, 'noted:no-rule': 1 });
  });

  it('refuses what is no JSON, unpacks to too much or is too large, and says when to come again over the quota', async () => {
    expect((await send('{"type":')).status).toBe(400);
    expect((await send(gzipSync(Buffer.alloc(50_000_000)))).status).toBe(413);
    expect((await send(Buffer.alloc(1_100_000, 32))).status).toBe(413);
    for (let n = 0; n < 18; n += 1) await send({ type: 'unheard.of' });
    const refused = await send({ type: 'unheard.of' });
    expect(refused.status).toBe(429);
    await wire.world.customers.fileEvents();
    expect(await counted()).toMatchObject({
      'over-quota:': 1,
      'refused-event:|不是有效的 UTF-8 JSON|it is not valid JSON in UTF-8': 1,
      'refused-event:|解压后超过2 MB|it unpacks to more than 2 MB': 1,
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('ends with its key, and goes on with another', async () => {
    const before = secret;
    await wire.world.act(async (tx) => {
      secret = (await wire.world.customers.callbacks.reconnect(tx, source)).secret ?? '';
    });
    expect((await send({ type: 'x' }, { with: before })).status).toBe(401);
    expect((await send({ type: 'x' })).status).toBe(200);
    await wire.world.act((tx) => wire.world.customers.revokeSource(tx, source));
    expect((await send({ type: 'x' })).status).toBe(401);
  });
});
