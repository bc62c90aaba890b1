import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bought, openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';

let wire: WireWorld;
beforeAll(async () => {
  wire = await openWireWorld();
});
afterAll(() => wire.close());
beforeEach(() => wire.anotherSource());

describe('bad input', () => {
  const cases: [string, unknown, string][] = [
    ['no JSON', '{', ''],
    ['no object', '[]', ''],
    ['no batch', {}, 'batch'],
    ['a batch that is none', { batch: 'x' }, 'batch'],
    ['an event that is none', { batch: [7] }, 'batch[0]'],
    ['no type', { batch: [{ userId: 'x' }] }, 'batch[0].type'],
    ['nobody', { batch: [{ type: 'track', event: 'x' }] }, 'batch[0].userId'],
    ['no name', { batch: [{ type: 'track', userId: 'x' }] }, 'batch[0].event'],
    ['a control character', { batch: [{ type: 'track', userId: 'x', event: 'a\u0000b' }] }, 'batch[0].event'],
    ['a mark that turns the writing', { batch: [{ type: 'track', userId: 'x', event: 'a\u202eb' }] }, 'batch[0].event'],
    ['half of a character', { batch: [{ type: 'track', userId: 'x\ud800', event: 'a' }] }, 'batch[0].userId'],
    ['an object for a number', { batch: [{ type: 'track', userId: {}, event: 'x' }] }, 'batch[0].userId'],
    [
      'a list of properties',
      { batch: [{ type: 'track', userId: 'x', event: 'x', properties: [] }] },
      'batch[0].properties',
    ],
    [
      'ten thousand properties',
      {
        batch: [
          {
            type: 'track',
            userId: 'x',
            event: 'x',
            properties: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [index, 1])),
          },
        ],
      },
      'batch[0]',
    ],
    [
      'an event of 40 KB',
      { batch: [{ type: 'track', userId: 'x', event: 'x', properties: { text: 'x'.repeat(40_000) } }] },
      'batch[0]',
    ],
    ['an alias to nobody', { batch: [{ type: 'alias', userId: 'x' }] }, 'batch[0].previousId'],
    ['half a gzip', gzipSync(JSON.stringify({ batch: [] })).subarray(0, 15), ''],
  ];
  it.each(cases)('refuses %s with its place, and stores nothing', async (_, body, path) => {
    const { status, body: answer } = await wire.post('/v1/batch', body);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ code: 'customers.events-malformed', errors: [{ path }] });
    expect(await wire.world.rows('select 1 from customers.arrival')).toEqual([]);
    await wire.world.customers.fileEvents();
    expect(await reported('refused-event')).toMatchObject([[expect.any(String), 1]]);
  });

  const large = {
    batch: Array.from({ length: 60 }, () => bought('x', { properties: { text: 'x'.repeat(10_000) } })),
  };
  it.each([
    ['a batch of 600 KB', large, '批次超过500 KB|the batch exceeds 500 KB'],
    ['the same as gzip', gzipSync(JSON.stringify(large)), '批次超过500 KB|the batch exceeds 500 KB'],
    ['a bomb', gzipSync(Buffer.alloc(64_000_000)), '解压后超过2 MB|it unpacks to more than 2 MB'],
    ['3 MB', Buffer.alloc(3_000_000, 32), '请求超过2 MB|the request exceeds 2 MB'],
  ])('answers 413 to %s, and counts it under its source', async (_, body, reason) => {
    const { status, body: answer } = await wire.post('/v1/batch', body);
    expect([status, answer['code']]).toEqual([413, 'customers.events-too-large']);
    expect(answer['errors']).toMatchObject([{ path: '', message: reason.split('|')[0] }]);
    expect(await wire.world.rows('select 1 from customers.arrival')).toEqual([]);
    await wire.world.customers.fileEvents();
    expect(await reported('refused-event')).toEqual([[`|${reason}`, 1]]);
  });

  it('unpacks nothing for a key that it does not know', async () => {
    const bomb = gzipSync(Buffer.alloc(64_000_000));
    const authorization = `Basic ${Buffer.from(`wk_${'x'.repeat(32)}:`).toString('base64')}`;
    expect((await wire.post('/v1/batch', bomb, { authorization })).status).toBe(401);
  });

  it('refuses a bad event of a batch by itself, with its place', async () => {
    const user = await wire.member();
    const { status, body } = await wire.post('/v1/batch', { batch: [bought(user), { type: 'track' }, bought(user)] });
    expect([status, body['accepted'], (body['refused'] as { path: string }[]).map(({ path }) => path)]).toEqual([
      200,
      2,
      ['batch[1].userId'],
    ]);
    await wire.world.customers.fileEvents();
    expect(await wire.events(user)).toHaveLength(2);
    expect(await reported('refused-event')).toContainEqual([
      'userId|需要 userId 或 anonymousId|userId or anonymousId is needed',
      1,
    ]);
  });

  it('answers 401 to a key that is none or has ended', async () => {
    for (const authorization of [
      '',
      'Basic eDo=',
      'Bearer zn_x',
      `Basic ${Buffer.from(`wk_${'x'.repeat(32)}:`).toString('base64')}`,
    ])
      expect((await wire.post('/v1/track', bought('x'), { authorization })).status).toBe(401);
    await wire.world.act((tx) => wire.world.customers.revokeSource(tx, wire.source));
    expect((await wire.post('/v1/track', bought('x'))).status).toBe(401);
  });

  it('answers 429 with the seconds to wait above the quota, and takes what comes after', async () => {
    await wire.world.act((tx) => tx.execute('update customers.source set quota = 3 where code = $1', [wire.source]));
    const batch = [bought('x'), bought('x')];
    expect((await wire.post('/v1/batch', { batch })).status).toBe(200);
    const refused = await wire.post('/v1/batch', { batch });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    wire.world.clock.advance(60_000);
    expect((await wire.post('/v1/batch', { batch })).status).toBe(200);
    await wire.world.customers.fileEvents();
    expect(await reported('over-quota')).toEqual([['', 2]]);
  });

  /** What the health of the source says of what it did not take. */
  async function reported(kind: string): Promise<[string, number][]> {
    const sources = await wire.world.act((tx) => wire.world.customers.sources(tx));
    const own = sources.find(({ code }) => code === wire.source)?.reported ?? [];
    return own.filter((each) => each.kind === kind).map(({ detail, count }) => [detail, Number(count)]);
  }
});
