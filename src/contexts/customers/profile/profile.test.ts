import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bought, openWireWorld, type WireWorld } from '../../../../test/support/wire-world.ts';
import { writeHeads } from '../identity/store/cluster-store.ts';
import type { TimelineEntry, TimelineRequest } from './person-timeline.ts';

const VIEWER = { by: 'staff:test', tier: 1, role: 'administrator' } as const;
const MOBILE = '13800138000';
let wire: WireWorld;
let member: string;
let person: string;

beforeAll(async () => {
  wire = await openWireWorld();
  await wire.anotherSource();
  const { world } = wire;
  member = `m-${randomUUID().slice(0, 12)}`;
  const identifiers = [{ type: 'member_id', issuer: 'shop', value: member }];
  const attributes = { name: '单小满', mobile: MOBILE, address: '广东省深圳市南山区示例路1号' };
  const input = { activity: 'customer-administration', source: 'from_individual', identifiers, attributes };
  ({ id: person } = await world.act((tx) => world.customers.createPerson(tx, input)));
  const start = world.clock.now().getTime();
  const batch = Array.from({ length: 23 }, (_, index) =>
    bought(member, {
      // Several in one instant: pages have to tell them apart.
      timestamp: new Date(start - Math.floor(index / 4) * 3_600_000).toISOString(),
      properties: { revenue: 10 + index, quantity: 1, sku: index === 0 ? `请打电话 ${MOBILE}` : `T-${index}` },
    }),
  );
  await wire.post('/v1/batch', { batch });
  await wire.post('/v1/identify', { userId: member, messageId: randomUUID(), traits: { name: '单大满' } });
  world.clock.advance(60_000);
  await world.customers.fileEvents();
  await world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', channel: 'sms', by: 'staff:test' }));
});
afterAll(() => wire.close());

const profile = () => wire.world.act((tx) => wire.world.customers.profile(tx, person, VIEWER));
const page = (request: Partial<TimelineRequest> = {}) =>
  wire.world.act((tx) => wire.world.customers.timeline(tx, { person, limit: 100, ...request }, VIEWER));
const uses = async () => (await wire.world.act((tx) => wire.world.gate.usesOf(tx, person, { limit: 100 }))).items;

describe('the profile of a person', () => {
  it('shows every value masked, with where it came from and when, in one use with one receipt', async () => {
    const before = await uses();
    const shown = await profile();
    expect(JSON.stringify(shown)).not.toMatch(/13800138000|单小满|单大满/);
    const values = new Map(shown.values.map((each) => [each.trait, each]));
    expect(values.get('mobile')).toMatchObject({ value: '138****8000', source: 'from_individual', general: false });
    expect(values.get('name')).toMatchObject({ value: '单**', source: `source:${wire.source}` });
    expect(values.get('name')?.history.map(({ source, value }) => [source, value])).toEqual([
      [`source:${wire.source}`, null],
      ['from_individual', null],
    ]);
    expect(values.get('province')).toMatchObject({ value: '广东', general: true });
    expect(shown.records).toMatchObject([{ id: person, role: 'customer', refused: null }]);
    expect(shown.identifiers).toMatchObject([{ type: 'member_id', issuer: 'shop' }]);
    expect(JSON.stringify(shown.identifiers)).not.toContain(member);
    const known = new Set(before.map(({ receipt }) => receipt));
    const added = (await uses()).filter(({ receipt }) => !known.has(receipt));
    expect(added.map((use) => [use.activity, use.receipt])).toEqual([['customer-administration', shown.receipt]]);
  });

  it('shows the records of one human together, each value with the record it comes from', async () => {
    const { world } = wire;
    const attributes = { name: '单小满', email: 'shan@example.org' };
    const input = { activity: 'customer-administration', source: 'from_individual', identifiers: [], attributes };
    const other = await world.act((tx) => world.customers.createPerson(tx, input));
    const [own, theirs] = await world.act((tx) => world.gate.ordinalsOf(tx, [person, other.id]));
    const heads = [own ?? 0, theirs ?? 0].map((ordinal) => ({ ordinal, head: own ?? 0 }));
    await world.act((tx) => writeHeads(tx, heads, world.clock.now()));
    const shown = await profile();
    expect(shown.records.map(({ id }) => id)).toEqual([person, other.id]);
    expect(shown.values.filter(({ trait }) => trait === 'email').map(({ record }) => record)).toEqual([other.id]);
    expect(new Set(shown.values.filter(({ trait }) => trait === 'name').map(({ record }) => record)).size).toBe(2);
    const alone = heads.map(({ ordinal }) => ({ ordinal, head: null }));
    await world.act((tx) => writeHeads(tx, alone, world.clock.now()));
    expect((await profile()).records).toHaveLength(1);
  });

  it('is not found for nobody', async () => {
    const nobody = '01890000-0000-7000-8000-0000000000aa';
    const asked = wire.world.act((tx) => wire.world.customers.profile(tx, nobody, VIEWER));
    await expect(asked).rejects.toMatchObject({ code: 'customers.person-not-found' });
  });
});

describe('the timeline of a person', () => {
  it('goes through everything once, newest first, however small its pages are', async () => {
    const whole = (await page()).items;
    expect(whole.filter(({ kind }) => kind === 'event')).toHaveLength(23);
    expect(whole.map(({ at }) => at.getTime())).toEqual(whole.map(({ at }) => at.getTime()).sort((a, b) => b - a));
    for (const limit of [1, 3, 7]) {
      const walked: TimelineEntry[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const part = await page(cursor === '' ? { limit } : { limit, cursor });
        walked.push(...part.items);
        cursor = part.next;
      }
      expect(walked).toEqual(whole);
    }
  });

  it('opens properties masked, and strikes out what the scanner takes for personal information', async () => {
    const { items, receipt } = await page({ kinds: ['event'] });
    expect(receipt).toEqual(expect.any(String));
    const text = JSON.stringify(items);
    expect(text).not.toContain(MOBILE);
    expect(items.map(({ properties }) => properties?.['sku'])).toContain('T-3');
    expect(text).toContain('[手机号]');
  });

  it('can be cut to a kind and a period', async () => {
    const { items } = await page({ kinds: ['consent'] });
    expect(items).toMatchObject([{ name: 'unsubscribe', channel: 'sms', activity: null }]);
    const until = new Date(wire.world.clock.now().getTime() - 4 * 3_600_000);
    const early = (await page({ kinds: ['event'], until })).items;
    expect(early.length).toBeGreaterThan(0);
    expect(early.every(({ at }) => at < until)).toBe(true);
    expect((await page({ kinds: ['origin', 'trait'] })).items.map(({ kind, name }) => [kind, name])).toEqual([
      ['trait', 'province'],
      ['origin', 'from_individual'],
    ]);
  });

  it('refuses cursors that it has not given', async () => {
    for (const cursor of [
      'x',
      Buffer.from('[1,9,"a"]').toString('base64url'),
      Buffer.from('[1,0,"a"]').toString('base64url'),
    ])
      await expect(page({ cursor })).rejects.toMatchObject({ code: 'customers.bad-cursor' });
  });

  it('is one use a page, and shows nothing of somebody who may not be looked at', async () => {
    const before = await uses();
    const first = await page({ limit: 5 });
    expect((await uses()).map(({ receipt }) => receipt)).toContain(first.receipt);
    expect((await uses()).length).toBe(before.length + 1);
    const { world } = wire;
    await world.act((tx) => world.gate.object(tx, { person, kind: 'restrict', by: 'person' }));
    const after = await page();
    const seen = await profile();
    expect([after.refused, seen.records[0]?.refused]).toEqual([expect.anything(), expect.anything()]);
    expect([after.items, seen.values]).toEqual([[], []]);
  });
});
