import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bought, openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';

let wire: WireWorld;
beforeAll(async () => {
  wire = await openWireWorld();
});
afterAll(() => wire.close());
beforeEach(() => wire.anotherSource());

describe('what clients may rely on', () => {
  it('answers 200 only when the event is stored, files it once however often it comes, and counts the rest as duplicates', async () => {
    const user = await wire.member();
    const batch = [bought(user), bought(user)];
    for (let time = 0; time < 3; time += 1) {
      expect(await wire.post('/v1/batch', { batch: [...batch, ...batch] })).toMatchObject({
        status: 200,
        body: { accepted: 4 },
      });
    }
    const [stored] = await wire.world.rows<{ count: number }>(
      'select sum(events)::int as count from customers.arrival',
    );
    expect(stored?.count).toBe(12);
    await wire.world.customers.fileEvents();
    await wire.post('/v1/batch', { batch });
    await wire.world.customers.fileEvents();
    expect(await wire.events(user)).toHaveLength(2);
    expect(await wire.outcomes()).toEqual({ kept: 2, duplicate: 12 });
    expect(await wire.world.rows('select 1 from customers.arrival')).toEqual([]);
  });

  it('takes the key from the body, JSON as text, gzip under any content type, and the short paths of the browser', async () => {
    const user = await wire.member();
    const plain = { authorization: '' };
    expect(
      (
        await wire.post('/v1/t', JSON.stringify({ ...bought(user), writeKey: wire.writeKey }), {
          ...plain,
          'content-type': 'text/plain',
        })
      ).status,
    ).toBe(200);
    expect(
      (
        await wire.post('/v1/b', gzipSync(JSON.stringify({ batch: [bought(user)], writeKey: wire.writeKey })), {
          ...plain,
          'content-type': 'application/json',
        })
      ).status,
    ).toBe(200);
    expect(
      (
        await wire.post('/v1/track', gzipSync(JSON.stringify(bought(user))), {
          'content-type': 'application/x-www-form-urlencoded',
        })
      ).status,
    ).toBe(200);
    await wire.world.customers.fileEvents();
    expect(await wire.events(user)).toHaveLength(3);
  });

  it('lets pages of any origin send, never with cookies', async () => {
    const answer = await fetch(`${wire.base}/v1/t`, { method: 'OPTIONS', headers: { origin: 'https://shop.example' } });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('corrects the clock of the sender, and takes the time of arrival where the clock is broken', async () => {
    const user = await wire.member();
    const now = wire.world.clock.now().getTime();
    const at = (time: number) => new Date(time).toISOString();
    await wire.post('/v1/batch', {
      sentAt: at(now + 7_200_000),
      batch: [
        bought(user, { timestamp: at(now + 7_200_000 - 60_000) }),
        bought(user, { timestamp: '1970-01-01T00:00:00Z' }),
        bought(user, { timestamp: '2099-01-01T00:00:00Z' }),
      ],
    });
    await wire.world.customers.fileEvents();
    expect((await wire.events(user)).map((row) => row.at.getTime() - now)).toEqual([-60_000, 0, 0]);
  });
});

describe('permission', () => {
  it('keeps nothing of people whom nobody knows, and counts them', async () => {
    await wire.post('/v1/batch', {
      batch: [bought('nobody-knows-me'), { ...bought('x'), userId: undefined, anonymousId: 'device-1' }],
    });
    await wire.world.customers.fileEvents();
    expect(await wire.outcomes()).toEqual({ 'dropped:unknown-person': 2 });
  });

  it('keeps nothing of a person who is restricted, and goes on when a sender claims consent', async () => {
    const user = await wire.member();
    const person = await wire.world.act((tx) =>
      wire.world.customers.personOf(tx, { type: 'member_id', issuer: 'shop', value: user }),
    );
    await wire.world.act((tx) => wire.world.gate.object(tx, { person: person ?? '', kind: 'restrict', by: 'test' }));
    await wire.post('/v1/batch', {
      batch: [bought(user, { context: { consent: { categoryPreferences: { marketing: true } } } })],
    });
    await wire.world.customers.fileEvents();
    expect(await wire.events(user)).toEqual([]);
    expect(await wire.outcomes()).toEqual({ 'dropped:not-permitted': 1 });
  });

  it('does not bring an erased person back, even where the source makes people', async () => {
    const { writeKey: own } = await wire.world.act((tx) =>
      wire.world.customers.createSource(tx, {
        code: `app-${wire.source}`,
        name: { zh: '应用', en: 'App' },
        issuer: 'shop',
        activity: 'customer-administration',
        notice: { how: 'shown at registration', proofHash: 'ab'.repeat(32) },
        by: 'staff:test',
      }),
    );
    const user = `m-${randomUUID().slice(0, 12)}`;
    const identify = { type: 'identify', userId: user, traits: { name: '张三丰', shoeSize: 42 } };
    await wire.post('/v1/identify', { ...identify, writeKey: own }, { authorization: '' });
    await wire.world.customers.fileEvents();
    const identifier = { type: 'member_id', issuer: 'shop', value: user };
    const person = await wire.world.act((tx) => wire.world.customers.personOf(tx, identifier));
    expect(person).toBeDefined();
    await wire.world.act((tx) => wire.world.customers.erasePerson(tx, person ?? ''));
    await wire.post('/v1/identify', { ...identify, writeKey: own }, { authorization: '' });
    await wire.world.customers.fileEvents();
    expect(await wire.world.act((tx) => wire.world.customers.personOf(tx, identifier))).toBeUndefined();
  });

  it('counts without identity where the source says so', async () => {
    await wire.world.act((tx) =>
      tx.execute(`update customers.source set without_permission = 'count' where code = $1`, [wire.source]),
    );
    await wire.post('/v1/batch', { batch: [bought('nobody'), bought('nobody')] });
    await wire.world.customers.fileEvents();
    const rows = await wire.world.rows(
      `select name, count::int from customers.anonymous_count where source = '${wire.source}'`,
    );
    expect(rows).toEqual([{ name: 'Order Completed', count: 2 }]);
  });
});

describe('the tracking plan', () => {
  it('keeps what is declared, reports the rest, and blocks it where the source says so', async () => {
    const user = await wire.member();
    const events_ = [
      bought(user, { properties: { revenue: 'much', extra: 1 } }),
      bought(user, { event: 'Undeclared' }),
    ];
    await wire.post('/v1/batch', { batch: events_ });
    await wire.world.customers.fileEvents();
    expect(await wire.outcomes()).toEqual({ kept: 2 });
    const health = (await wire.world.act((tx) => wire.world.customers.sources(tx))).find(
      ({ code }) => code === wire.source,
    );
    expect(health?.reported.map(({ kind, detail, count }) => [kind, detail, count]).sort()).toEqual([
      ['undeclared-event', 'Undeclared', 1],
      ['undeclared-property', 'Order Completed.extra', 1],
      ['undeclared-property', 'Order Completed.revenue', 1],
    ]);
    await wire.world.act((tx) =>
      tx.execute(`update customers.source set undeclared = 'block' where code = $1`, [wire.source]),
    );
    await wire.post('/v1/batch', { batch: [bought(user, { event: 'Undeclared' })] });
    await wire.world.customers.fileEvents();
    expect(await wire.outcomes()).toEqual({ kept: 2, blocked: 1 });
  });

  it('takes personal information out of what nobody declared, and reports by source and property', async () => {
    const user = await wire.member();
    const properties = {
      revenue: 12.5,
      remark: '请联系张伟，电话13800138000',
      phone: 13800138000,
      nested: { deep: ['zhang.wei@qq.com'], order_no: '13912345678' },
    };
    await wire.post('/v1/batch', { batch: [bought(user, { properties })] });
    await wire.world.customers.fileEvents();
    const health = (await wire.world.act((tx) => wire.world.customers.sources(tx))).find(
      ({ code }) => code === wire.source,
    );
    const reported = health?.reported.filter(({ kind }) => kind === 'personal-property');
    expect(reported?.map(({ detail, count }) => [detail, count]).sort()).toEqual([
      ['Order Completed.nested|email', 1],
      ['Order Completed.phone|mobile', 1],
      ['Order Completed.remark|mobile', 1],
      ['Order Completed.remark|name', 1],
    ]);
  });

  it('tells OneID which numbers belong together, and a circle of aliases joins nobody wrongly', async () => {
    const [one, other] = [await wire.member(), await wire.member()];
    const { world, source } = wire;
    await wire.post('/v1/batch', {
      batch: [
        { type: 'identify', userId: one, anonymousId: 'device-1', messageId: randomUUID() },
        { type: 'identify', userId: other, anonymousId: 'device-2', messageId: randomUUID() },
        { type: 'alias', userId: one, previousId: 'device-0', messageId: randomUUID() },
        { type: 'alias', userId: one, previousId: other, messageId: randomUUID() },
        { type: 'alias', userId: other, previousId: one, messageId: randomUUID() },
        { type: 'alias', userId: one, previousId: one, messageId: randomUUID() },
      ],
    });
    await world.customers.fileEvents();
    const told = await world.rows<{ source: string; records: number }>(
      `select source, count(*)::int as records from customers.waiting_claim where source = 'source:${source}' group by digest, source order by 2`,
    );
    expect(told.map(({ records }) => records)).toEqual([1, 1, 1, 2, 2]);
  });
});

describe('a rush', () => {
  const many = Array.from({ length: 1100 }, () => ({ type: 'track', event: 'Seen', userId: 'nobody' }));
  const rush = async () => {
    for (let request = 0; request < 10; request += 1)
      expect((await wire.post('/v1/batch', { batch: many })).body).toMatchObject({ accepted: many.length });
  };
  const waiting = async () =>
    (await wire.world.act((tx) => wire.world.customers.sources(tx))).find(({ code }) => code === wire.source);

  it('lets filing wait, shows how much waits, and files once it is over', async () => {
    await rush();
    expect(await wire.world.customers.fileEvents()).toBe(0);
    expect(await waiting()).toMatchObject({ waiting: 11_000, lagMs: 0 });
    wire.world.clock.advance(2000);
    expect(await wire.world.customers.fileEvents()).toBe(11_000);
    expect(await waiting()).toMatchObject({ waiting: 0, lagMs: 0 });
  });

  it('files all the same when the oldest event has waited for 15 seconds', async () => {
    expect((await wire.post('/v1/batch', { batch: many })).status).toBe(200);
    wire.world.clock.advance(15_000);
    await rush();
    expect(await wire.world.customers.fileEvents()).toBe(2 * many.length);
    expect(await waiting()).toMatchObject({ waiting: 9 * many.length, lagMs: 0 });
    wire.world.clock.advance(2000);
    expect(await wire.world.customers.fileEvents()).toBe(9 * many.length);
  });
});
