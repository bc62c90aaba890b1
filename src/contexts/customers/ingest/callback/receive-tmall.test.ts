import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../../test/support/customers-world.ts';
import { activityInput } from '../../../../../test/support/gate-world.ts';
import { LocalTmall } from '../../../../../test/support/local-tmall.ts';
import { TYPE_NUMBERS } from '../../identity/domain/identifier-types.ts';
import { readTmall, type TmallCall } from './domain/tmall-messages.ts';
import type { Connection } from './manage-connections.ts';

const SHOP = '青禾旗舰店';
const tmall = new LocalTmall();
let world: CustomersWorld;
let source = '';
let number = 0;

beforeAll(async () => {
  world = await openCustomersWorld();
  await world.act(async (tx) => {
    const { register } = world;
    await register.saveActivity(tx, MEMBERSHIP);
    const activities = ['shop-membership'];
    await register.saveNotice(tx, { code: 'members', title: { zh: '会员', en: 'Members' }, activities });
    await register.publishNotice(tx, 'members');
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  number += 1;
  source = `tmall-${number}`;
  await connect({});
});

const MEMBERSHIP = activityInput({
  code: 'shop-membership',
  name: { zh: '店铺会员', en: 'Shop membership' },
  purpose: 'membership',
  basis: 'contract',
  operations: ['collect', 'store', 'use'],
  fields: [
    { field: 'member_id', necessary: true },
    { field: 'behaviour', necessary: true },
  ],
  channels: [],
  commercial: false,
  recipients: [],
  automatedDecision: null,
  noticeBy: 'public_rules',
  adultsOnly: false,
});

async function connect(keys: Partial<Extract<Connection, { kind: 'tmall' }>>, code = source): Promise<string> {
  const made = await world.act((tx) =>
    world.customers.callbacks.connect(
      tx,
      {
        code,
        name: { zh: code, en: code },
        activity: 'shop-membership',
        notice: { how: '入会页', proofHash: 'ab'.repeat(32) },
        by: 'staff:test',
      },
      { kind: 'tmall', shop: SHOP, appSecret: tmall.secret, ...keys },
    ),
  );
  return made.path;
}

const send = (call: TmallCall, content: unknown, options: Parameters<LocalTmall['call']>[2] = {}) =>
  world.customers.callbacks.receiveTmall({ source, call, ...tmall.call(content, world.clock.now(), options) });
const ouid = () => `AAE${number}x0ouid==`;
const joins = (more: object = {}) => ({ seller_name: SHOP, ouid: ouid(), omid: `omid-${number}-brand`, ...more });
const file = () => world.customers.fileEvents();
const person = () =>
  world.act((tx) => world.customers.personOf(tx, { type: 'ouid', issuer: 'tmall', scope: SHOP, value: ouid() }));
const health = async () => {
  await file();
  const all = await world.act((tx) => world.customers.sources(tx));
  const own = all.find(({ code }) => code === source);
  const counted = (kind: string) =>
    Object.fromEntries(
      (own?.reported ?? []).filter((each) => each.kind === kind).map((each) => [each.detail, each.count]),
    );
  return { counted, outcomes: own?.hours.flatMap(({ outcomes }) => Object.entries(outcomes)) ?? [] };
};
const kept = () =>
  world.rows<{ n: number }>(`select count(*)::int as n from customers.callback where source = '${source}'`);

describe('a call of 会员通', () => {
  it('is believed with its signature alone: over the address, the headers named, and the body, in UTF-8 and GBK', async () => {
    const { callbacks } = world.customers;
    expect(await send('query', joins())).toEqual({ query_code: 'E01' });
    expect(await send('query', joins(), { encoding: 'gbk', params: { note: '中文 参数' } })).toEqual({
      query_code: 'E01',
    });
    expect(await send('query', joins(), { headers: { 'x-shop': 'a b' } })).toEqual({ query_code: 'E01' });
    const good = tmall.call(joins(), world.clock.now(), { headers: { 'x-shop': 'one' } });
    const asked = { source, call: 'query' as const, ...good };
    const forged = [
      { ...asked, query: good.query.replace('v=%32', 'v=%33') },
      { ...asked, query: good.query.replace(/sign=[^&]+$/, 'sign=') },
      { ...asked, query: good.query.replace(/&sign=[^&]+$/, '') },
      { ...asked, query: `${good.query}&extra=1` },
      { ...asked, query: `${good.query}&v=2.0` },
      { ...asked, query: '' },
      { ...asked, headers: { ...good.headers, 'x-shop': 'two' } },
      { ...asked, body: Buffer.from(JSON.stringify({ ...joins(), ouid: 'another-ouid' })) },
      { ...asked, source: 'nowhere' },
      { ...asked, ...new LocalTmall('another-secret-0123').call(joins(), world.clock.now()) },
    ];
    for (const each of forged)
      await expect(callbacks.receiveTmall(each)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('is too old, or from a clock that is wrong, eleven minutes off', async () => {
    const { callbacks } = world.customers;
    for (const minutes of [-11, 11]) {
      const at = new Date(world.clock.now().getTime() + minutes * 60_000);
      const made = { source, call: 'query' as const, ...tmall.call(joins(), at) };
      await expect(callbacks.receiveTmall(made)).rejects.toMatchObject({ kind: 'unauthenticated' });
    }
    const untimed = tmall.call(joins(), world.clock.now(), { params: { timestamp: 'now' } });
    await expect(callbacks.receiveTmall({ source, call: 'query', ...untimed })).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  it('is refused when it can’t be read, names nobody, or is another shop’s', async () => {
    const bad = [[], 'x', null, {}, { ouid: 5 }, { ouid: 'a b' }, joins({ seller_name: '别家旗舰店' })];
    for (const each of [...bad, '{', '']) await expect(send('bind', each)).rejects.toMatchObject({ kind: 'malformed' });
    await expect(send('bind', joins({ note: 'x'.repeat(70_000) }))).rejects.toMatchObject({ kind: 'too-large' });
    expect(await kept()).toEqual([{ n: 0 }]);
  });
});

describe('joining', () => {
  it('makes a person known by their ouid at the shop, tells OneID their omid, and grants nothing', async () => {
    expect(await send('register', joins({ extend: JSON.stringify({ agreed: 'true' }) }))).toEqual({
      register_code: 'SUC',
    });
    expect(await send('query', joins())).toMatchObject({ query_code: 'SUC' });
    await file();
    const id = (await person()) ?? '';
    const { identifiers, records } = await world.act((tx) =>
      world.customers.profile(tx, id, { by: 'staff:test', tier: 1, role: 'agent' }),
    );
    expect(records).toHaveLength(1);
    expect(identifiers).toMatchObject([{ type: 'ouid', issuer: 'tmall', scope: SHOP }]);
    const claims = await world.rows<{ type: number }>(
      `select type from customers.waiting_claim where source = 'source:${source}' order by type`,
    );
    expect(claims.map(({ type }) => TYPE_NUMBERS[type])).toEqual(['ouid', 'omid']);
    const decision = await world.act((tx) =>
      world.gate.decide(tx, { person: id, activity: 'marketing', operation: 'use', channel: 'sms' }),
    );
    expect(decision.outcome).toBe('deny');
    expect(await world.act((tx) => world.gate.consentsOf(tx, id))).toEqual([]);
  });

  it('is one, however often it is repeated in a day and in whichever order', async () => {
    for (let repeat = 0; repeat < 10; repeat += 1) {
      expect(await send('bind', joins())).toEqual({ bind_code: 'SUC' });
      world.clock.advance(2 * 3_600_000);
    }
    await Promise.all(Array.from({ length: 5 }, () => send('bind', joins())));
    expect(await kept()).toEqual([{ n: 1 }]);
    await file();
    const id = (await person()) ?? '';
    const events = await world.rows(
      `select 1 from customers.event e join customers.person p using (ordinal) where p.id = '${id}' and e.name = 'tmall_member_joined'`,
    );
    expect(events).toHaveLength(1);
  });

  it('brings no recipient field in: each is left out and counted', async () => {
    const extend = { alipay_user_id: '2088000000000000', flightMode: '1' };
    const told = joins({ mobile: '13800138000', mix_mobile: 'a1b2c3', nick: '张**', receiver_name: '张三', extend });
    expect(JSON.stringify(readTmall(JSON.stringify(told))?.message)).not.toMatch(/138|a1b2|张|2088/);
    await send('bind', told);
    const { counted } = await health();
    const names = Object.keys(counted('refused-event')).map((each) => each.split('|')[0]);
    expect(names).toEqual(['extend.alipay_user_id', 'mix_mobile', 'mobile', 'nick', 'receiver_name']);
    const id = (await person()) ?? '';
    const fields = await world.act((tx) => world.vault.heldVersions(tx, [id]));
    expect(fields.map(({ field }) => field)).toEqual(['member_id']);
  });

  it('of somebody who was erased does not bring them back', async () => {
    await send('bind', joins());
    await file();
    const id = (await person()) ?? '';
    await world.act((tx) => world.customers.erasePerson(tx, id));
    expect(await world.rows(`select 1 from customers.shop_member where source = '${source}'`)).toEqual([]);
    await send('bind', joins({ extend: { again: '1' } }));
    await file();
    expect(await person()).toBeUndefined();
  });
});

describe('leaving', () => {
  it('is a no at once, joining again lifts nothing, and a late repeat of the joining changes nothing', async () => {
    const joined = joins({ extend: JSON.stringify({ flightMode: '1', flightJoinTime: '2026-11-10 09:00:00' }) });
    await send('bind', joined);
    await file();
    const id = (await person()) ?? '';
    world.clock.advance(60_000);
    expect(await send('unbind', joins())).toEqual({ unbind_code: 'SUC' });
    expect(await send('unbind', joins())).toEqual({ unbind_code: 'SUC' });
    await send('bind', joined);
    expect(await send('query', joins())).toEqual({ query_code: 'E02' });
    const { counted } = await health();
    expect(counted('no')).toEqual({ recorded: 1 });
    expect(await kept()).toEqual([{ n: 2 }]);
    const suppressed = () =>
      world.rows<{ liftedAt: Date | null }>(
        `select p.lifted_at as "liftedAt" from consent.suppression p join customers.person c using (ordinal) where c.id = '${id}'`,
      );
    expect(await suppressed()).toEqual([{ liftedAt: null }]);
    world.clock.advance(60_000);
    await send('bind', joins());
    expect(await send('query', joins())).toMatchObject({ query_code: 'SUC' });
    await file();
    expect(await suppressed()).toEqual([{ liftedAt: null }]);
  });

  it('and changes of points are kept while nobody is known, and file for nobody', async () => {
    expect(await send('points', joins({ point: 20, record_id: 'r-1' }))).toEqual({ result: 0 });
    expect(await send('points', joins({ point: 20, record_id: 'r-1' }))).toEqual({ result: 0 });
    await send('points', joins({ point: 20, record_id: 'r-2' }));
    expect(await kept()).toEqual([{ n: 2 }]);
    await file();
    expect(await person()).toBeUndefined();
  });
});

describe('a connection', () => {
  it('has its fields checked, and another secret ends the one before', async () => {
    const faults = (keys: Partial<Extract<Connection, { kind: 'tmall' }>>) =>
      connect(keys, 'bad').then(
        () => [],
        (error: { options: { errors: { path: string }[] } }) => error.options.errors.map(({ path }) => path),
      );
    expect(await faults({ appSecret: 'short' })).toEqual(['tmall.appSecret']);
    expect(await faults({ shop: ' ' })).toEqual(['tmall.shop']);
    const stored = await world.rows<{ row: string }>(
      `select row_to_json(s)::text as row from customers.source s where code = '${source}'`,
    );
    expect(stored[0]?.row).not.toContain(tmall.secret);
    const fresh = new LocalTmall('fedcba9876543210fedcba9876543210');
    await world.act((tx) => world.customers.callbacks.reconnect(tx, source, { appSecret: fresh.secret }));
    await expect(send('query', joins())).rejects.toMatchObject({ kind: 'unauthenticated' });
    const made = { source, call: 'query' as const, ...fresh.call(joins(), world.clock.now()) };
    expect(await world.customers.callbacks.receiveTmall(made)).toEqual({ query_code: 'E01' });
  });
});
