import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLinkingActivity } from '../../../../test/support/linking-activity.ts';
import { bought, openWireWorld, type WireWorld } from '../../../../test/support/wire-world.ts';
import { WELL_FORMED_MESSAGE } from '../../consent/index.ts';
import { Analytics } from '../events/analytics.ts';
import { moveEvents } from '../events/move-events.ts';
import { customersActTables } from '../store/act-tables.ts';
import type { CorrectionDesk } from './correction-desk.ts';

const DAY_MS = 86_400_000;
const BY = 'staff:01930000-0000-7000-8000-0000000000aa';
const VIEWER = { by: BY, tier: 1, role: 'administrator' } as const;
const PEOPLE = { kind: 'people', activity: 'customer-administration', source: 'counter' } as const;
let wire: WireWorld;
let serial = 0;

beforeAll(async () => {
  wire = await openWireWorld();
  await wire.anotherSource();
  await wire.world.act((tx) => openLinkingActivity(wire.world.register, tx));
});
afterAll(() => wire.close());

const csv = (...rows: readonly string[]) => Buffer.from(rows.join('\r\n'));
const personOf = async (issuer: string, value: string) =>
  (await wire.world.act((tx) => wire.world.customers.personOf(tx, { type: 'member_id', issuer, value }))) ?? '';
const desk = <Name extends keyof CorrectionDesk>(
  name: Name,
  request: Omit<Extract<Parameters<CorrectionDesk[Name]>[1], object>, 'by' | 'reason'>,
) =>
  wire.world.act((tx) =>
    (
      wire.world.customers.corrections[name] as (
        tx: unknown,
        request: object,
      ) => Promise<{ id: string; receipt: string }>
    )(tx, { by: BY, reason: '本人来电 13800138000 更正', ...request }),
  );
const valuesOf = async (person: string) => {
  const { values } = await wire.world.act((tx) => wire.world.customers.profile(tx, person, VIEWER));
  return Object.fromEntries(values.map(({ trait, value, source }) => [trait, [value, source]]));
};
const addressesAt = async (mobile: string) => {
  const [digest = Buffer.alloc(0)] = await wire.world.act((tx) =>
    wire.world.vault.addressDigests(tx, 'mobile', [mobile]),
  );
  return wire.world.act((tx) => wire.world.gate.personsByAddress(tx, 'sms', digest));
};
const bySms = async (person: string) => {
  const wanted = {
    person,
    activity: 'marketing',
    operation: 'use',
    channel: 'sms',
    message: WELL_FORMED_MESSAGE,
  } as const;
  const { outcome, reasons } = await wire.world.act((tx) => wire.world.gate.decide(tx, wanted));
  return outcome === 'deny' ? reasons[0]?.code : outcome;
};
const agreesToMarketing = (person: string) =>
  wire.world.act(async (tx) => {
    const { gate } = wire.world;
    const shown = await gate.present(tx, {
      notice: 'privacy',
      activities: ['marketing'],
      surface: 'form:test',
      locale: 'zh-CN',
      person,
    });
    const answer = {
      person,
      activity: 'marketing',
      presentation: shown.id,
      nonce: shown.nonce,
      kind: 'general',
    } as const;
    await gate.recordConsents(tx, [
      { ...answer, answer: 'granted', how: 'explicit_action', channel: 'sms', adultDeclared: true },
    ]);
  });

/** Somebody whom a nightly people file brought, with the file. */
async function fromFile(mobile: string): Promise<{ person: string; file: Buffer; issuer: string; member: string }> {
  serial += 1;
  const issuer = `pos-${serial}`;
  const member = `P-${serial}`;
  const file = csv('会员编号,姓名,手机,城市', `${member},单小满,${mobile},上海`);
  await wire.world.import(file, { ...PEOPLE, issuer });
  return { person: await personOf(issuer, member), file, issuer, member };
}

/** Somebody with orders of a file; how many and how much, as segments count them. */
async function withOrders(...rows: readonly string[]): Promise<{ person: string; file: Buffer; issuer: string }> {
  serial += 1;
  const issuer = `orders-${serial}`;
  const file = csv('会员编号,日期,金额', ...rows.map((row) => `O-${serial},${row}`));
  await wire.world.import(file, { issuer });
  return { person: await personOf(issuer, `O-${serial}`), file, issuer };
}

async function counted(person: string): Promise<{ count: number; sum: number }> {
  const { world } = wire;
  await world.customers.moveEvents();
  const code = `c-${serial}`;
  const definition = { event: { name: 'purchase', atLeast: 1 } };
  const input = { code, name: { zh: '买过', en: 'Bought' }, definition, activity: 'customer-administration', by: BY };
  await world.act((tx) => world.customers.saveSegment(tx, input));
  const told = JSON.stringify(
    await world.act((tx) => world.customers.segmentation.explain(tx, { code, person, by: BY })),
  );
  const numberOf = (name: string) => Number(new RegExp(`"${name}":(-?\\d+)`).exec(told)?.[1] ?? 0);
  return { count: numberOf('count'), sum: numberOf('sum') };
}

const timeline = async (person: string) =>
  (await wire.world.act((tx) => wire.world.customers.timeline(tx, { person, limit: 50, kinds: ['event'] }, VIEWER)))
    .items;

describe('a value that a file brought', () => {
  it('is corrected by hand, with its entry, and neither the same file nor a tracker brings the wrong one back', async () => {
    const { world } = wire;
    const { person, file, issuer, member } = await fromFile('13800138001');
    const done = await desk('correctField', { person, field: 'mobile', value: '138 0013 8002' });
    expect(await valuesOf(person)).toMatchObject({ mobile: ['138****8002', 'correction'] });
    expect(await addressesAt('13800138001')).toEqual([]);
    expect(await addressesAt('13800138002')).toEqual([person]);
    expect(await world.import(file, { ...PEOPLE, issuer })).toMatchObject({ accepted: 0, duplicate: 1 });
    const changed = csv('会员编号,姓名,手机,城市', `${member},单大满,+86 138-0013-8001,上海`);
    expect(await world.import(changed, { ...PEOPLE, issuer })).toMatchObject({ accepted: 1, refused: 0 });
    expect(await valuesOf(person)).toMatchObject({ mobile: ['138****8002', 'correction'] });
    expect((await valuesOf(person))['name']?.[1]).toMatch(/^import:/);
    const fresh = csv('会员编号,姓名,手机,城市', `${member},单大满,13800138003,上海`);
    await world.import(fresh, { ...PEOPLE, issuer });
    expect((await valuesOf(person))['mobile']?.[0]).toBe('138****8003');
    const table = customersActTables.find(({ name }) => name === 'customers.correction');
    const rows = await world.act(async (tx) => table?.rowsOf(tx, [{ receipt: done.receipt } as never]));
    expect(rows).toMatchObject([{ person, facts: { act: 'field-corrected', field: 'mobile', by: BY } }]);
    const [shown] = await world.act((tx) => world.customers.corrections.list(tx, person));
    expect(shown).toMatchObject({ act: 'field-corrected', subject: 'mobile', undoUntil: null });
    expect(shown?.reason).toMatch(/^本人来电 \S+ 更正$/);
    expect(shown?.reason).not.toContain('13800138000');
  });

  it('is deleted by hand: a changed row, and a tracker, do not bring it back; a correction by hand does', async () => {
    const { world } = wire;
    const { person, issuer, member } = await fromFile('13800138011');
    await desk('deleteField', { person, field: 'mobile' });
    expect((await valuesOf(person))['mobile']).toBeUndefined();
    expect(await addressesAt('13800138011')).toEqual([]);
    const changed = csv('会员编号,姓名,手机,城市', `${member},单小满,13800138011,北京`);
    expect(await world.import(changed, { ...PEOPLE, issuer })).toMatchObject({ accepted: 1 });
    expect((await valuesOf(person))['mobile']).toBeUndefined();
    await desk('correctField', { person, field: 'mobile', value: '13800138011' });
    expect(await addressesAt('13800138011')).toEqual([person]);

    const user = await wire.member();
    const tracked = await personOf('shop', user);
    const traits = { name: '贾小宝' };
    await wire.post('/v1/identify', { userId: user, messageId: `a-${serial}`, traits });
    await world.customers.fileEvents();
    await desk('deleteField', { person: tracked, field: 'name' });
    await wire.post('/v1/identify', { userId: user, messageId: `b-${serial}`, traits });
    await world.customers.fileEvents();
    expect((await valuesOf(tracked))['name']).toBeUndefined();
    const kept = await world.rows(
      `select detail, count::int from customers.source_count where kind = 'corrected-by-hand'`,
    );
    expect(kept).toEqual([{ detail: 'name', count: 1 }]);
  });

  it('is refused where it is none that is corrected by hand, says the same, or is not of its form', async () => {
    const { person } = await fromFile('13800138021');
    const code = (work: Promise<unknown>) => work.catch((error: { code: string }) => error.code);
    expect(await code(desk('correctField', { person, field: 'birth_date', value: '2000-01-01' }))).toBe(
      'customers.not-correctable',
    );
    expect(await code(desk('correctField', { person, field: 'mobile', value: '1380013' }))).toBe(
      'customers.bad-correction',
    );
    expect(await code(desk('correctField', { person, field: 'mobile', value: '+8613800138021' }))).toBe(
      'customers.nothing-changed',
    );
    expect(await addressesAt('13800138021')).toEqual([person]);
    expect(await code(desk('deleteField', { person, field: 'email' }))).toBe('customers.nothing-held');
    expect(await code(desk('deleteField', { person, field: 'member_id' }))).toBe('customers.not-correctable');
    expect(await code(desk('deleteField', { person: BY.slice(6), field: 'name' }))).toBe('customers.person-not-found');
  });

  it('of an address moves the province with it', async () => {
    const { person } = await fromFile('13800138031');
    await desk('correctField', { person, field: 'address', value: '四川省成都市示例路1号' });
    expect((await valuesOf(person))['province']?.[0]).toBe('四川');
    await desk('deleteField', { person, field: 'address' });
    expect((await valuesOf(person))['province']).toBeUndefined();
  });
});

describe('a row that a file brought', () => {
  it('is deleted by hand: counted no more, gone from the timeline, and not brought back by the same nightly file', async () => {
    const { world } = wire;
    // Two rows that are equal but for their place in the file: one of them stays.
    const { person, file, issuer } = await withOrders('2026-11-01,10.00', '2026-11-01,10.00', '2026-11-02,5.00');
    expect(await counted(person)).toEqual({ count: 3, sum: 2500 });
    const before = await timeline(person);
    const wrong = before.find(({ amountFen }) => amountFen === 1000);
    const done = await desk('deleteEvent', { person, event: wrong?.id ?? '' });
    expect(await counted(person)).toEqual({ count: 2, sum: 1500 });
    expect((await timeline(person)).map(({ amountFen }) => amountFen).sort()).toEqual([1000, 500]);
    expect(await world.import(file, { issuer })).toMatchObject({ accepted: 0, duplicate: 3 });
    expect(await counted(person)).toEqual({ count: 2, sum: 1500 });
    const left = await world.rows(
      `select 1 from customers.event where name = '$retracted' and (amount_fen is not null or properties is not null)`,
    );
    expect(left).toEqual([]);
    const [shown] = await world.act((tx) => world.customers.corrections.list(tx, person));
    expect(shown).toMatchObject({ id: done.id, act: 'event-deleted', subject: 'purchase', by: BY });
  });

  it('is corrected by hand: counted as it is now, also by a store that is filled from the beginning', async () => {
    const { world } = wire;
    const { person, file, issuer } = await withOrders('2026-11-03,100.00', '2026-11-04,7.00');
    const [, wrong] = await timeline(person);
    await desk('correctEvent', { person, event: wrong?.id ?? '', change: { amountFen: 1000 } });
    expect(await counted(person)).toEqual({ count: 2, sum: 1700 });
    expect(await world.import(file, { issuer })).toMatchObject({ accepted: 0, duplicate: 2 });
    const again = (await timeline(person)).map(({ amountFen, at }) => [amountFen, at.toISOString().slice(0, 10)]);
    expect(again).toEqual([
      [700, '2026-11-03'],
      [1000, '2026-11-02'],
    ]);
    const folder = await mkdtemp(join(tmpdir(), 'zhinuo-corrections-'));
    const anew = new Analytics(join(folder, 'anew.duckdb'));
    await moveEvents({ database: world.database, analytics: anew }, { batch: 3 });
    const sum = (analytics: Analytics) =>
      analytics.connected(async (connection) =>
        (
          await connection.runAndReadAll(
            'select ordinal, count(*)::integer, sum(amount_fen)::varchar from event group by 1 order by 1',
          )
        ).getRows(),
      );
    const [row] = await world.rows<{ ordinal: number }>(`select ordinal from customers.person where id = '${person}'`);
    expect((await sum(anew)).find(([ordinal]) => ordinal === row?.ordinal)).toEqual([row?.ordinal, 2, '1700']);
    await anew.close();
    await rm(folder, { recursive: true });
  });

  it('is refused where it is not this record’s, lies ahead, or says the same', async () => {
    const { person } = await withOrders('2026-11-05,1.00');
    const other = await withOrders('2026-11-05,2.00');
    const [own] = await timeline(person);
    const code = (work: Promise<unknown>) => work.catch((error: { code: string }) => error.code);
    const event = own?.id ?? '';
    expect(await code(desk('deleteEvent', { person: other.person, event }))).toBe('customers.behaviour-not-found');
    expect(await code(desk('correctEvent', { person, event, change: { amountFen: 100 } }))).toBe(
      'customers.nothing-changed',
    );
    const ahead = { at: new Date(wire.world.clock.now().getTime() + DAY_MS) };
    expect(await code(desk('correctEvent', { person, event, change: ahead }))).toBe('customers.bad-correction');
  });

  it('of a tracker keeps its properties and is not counted twice when it is sent again', async () => {
    const user = await wire.member();
    const person = await personOf('shop', user);
    const sent = bought(user, { properties: { revenue: 30, quantity: 2, sku: 'T-1' } });
    await wire.post('/v1/track', sent);
    await wire.world.customers.fileEvents();
    const [event] = await timeline(person);
    await desk('correctEvent', { person, event: event?.id ?? '', change: { quantity: 1 } });
    await wire.post('/v1/track', sent);
    await wire.world.customers.fileEvents();
    expect(await timeline(person)).toMatchObject([{ quantity: 1, properties: { sku: 'T-1' } }]);
  });
});

describe('a number that somebody else has now', () => {
  it('is ended by hand: no consent follows it, nobody is joined by it, no file brings it back', async () => {
    const { world } = wire;
    const { person, issuer, member } = await fromFile('13800138041');
    const [digest = Buffer.alloc(0)] = await world.act((tx) =>
      world.vault.addressDigests(tx, 'mobile', ['13800138041']),
    );
    await world.act((tx) => world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' }));
    await agreesToMarketing(person);
    expect(await bySms(person)).toMatch(/^allow/);
    const ended = await desk('endNumber', { person });
    expect(await addressesAt('13800138041')).toEqual([]);
    expect(await bySms(person)).toBe('consent.address-missing');
    expect((await valuesOf(person))['mobile']).toBeUndefined();
    const found = await world.act((tx) =>
      world.customers.searchPersons(tx, { field: 'mobile', value: '13800138041' }, VIEWER),
    );
    expect(found.items).toEqual([]);
    const changed = csv('会员编号,姓名,手机,城市', `${member},单小满,13800138041,天津`);
    await world.import(changed, { ...PEOPLE, issuer });
    expect(await addressesAt('13800138041')).toEqual([]);
    // A new order under the same number and name is another record.
    await world.import(csv('订单号,下单时间,收货人,手机,实付金额', `N-${serial},2026-11-08,单小满,13800138041,9.00`), {
      kind: 'orders',
      issuer: `after-${serial}`,
    });
    expect(await addressesAt('13800138041')).not.toContain(person);
    expect((await timeline(person)).length).toBe(0);

    const back = await desk('restoreNumber', { person, correction: ended.id });
    expect(await addressesAt('13800138041')).toContain(person);
    expect(await world.act((tx) => world.gate.confirmedPersons(tx, 'sms', digest))).toEqual([]);
    expect(await bySms(person)).toBe('consent.address-unconfirmed');
    expect((await valuesOf(person))['mobile']?.[0]).toBe('138****8041');
    const list = await world.act((tx) => world.customers.corrections.list(tx, person));
    expect(list.map(({ act, undone, undoUntil }) => [act, undone, undoUntil])).toEqual([
      ['number-restored', false, null],
      ['number-ended', true, null],
    ]);
    expect(back.receipt).not.toBe(ended.receipt);
    const again = desk('restoreNumber', { person, correction: ended.id });
    await expect(again).rejects.toMatchObject({ code: 'customers.not-undoable' });
  });

  it('is deleted after thirty days, and comes back no more', async () => {
    const { world } = wire;
    const { person } = await fromFile('13800138051');
    const ended = await desk('endNumber', { person });
    const { items } = await world.act((tx) => world.customers.persons(tx, { limit: 1 }, VIEWER));
    expect(items[0]?.fields?.mobile).toBeUndefined();
    world.clock.advance(31 * DAY_MS);
    expect(await world.act((tx) => world.customers.corrections.dropEndedNumbers(tx))).toBeGreaterThan(0);
    expect(await world.act((tx) => world.customers.corrections.dropEndedNumbers(tx))).toBe(0);
    expect((await world.act((tx) => world.vault.heldFields(tx, [person]))).get(person)).not.toContain('mobile');
    const late = desk('restoreNumber', { person, correction: ended.id });
    await expect(late).rejects.toMatchObject({ code: 'customers.not-undoable' });
  });

  it('takes a record out of the human that the number alone held together', async () => {
    const { world } = wire;
    await world.act((tx) => world.customers.linking.permit(tx, { activity: 'one-customer', by: BY }));
    const made = await Promise.all(
      ['A', 'B'].map((name) =>
        world.act(async (tx) => {
          const identifiers = [{ type: 'member_id', issuer: `held-${name}`, value: '1' }];
          const attributes = { mobile: '13800138061' };
          const { id } = await world.customers.createPerson(tx, {
            activity: 'order-delivery',
            source: 'from_individual',
            identifiers,
            attributes,
            adultDeclaredAt: world.clock.now(),
            standing: { source: 'test', grade: 'A', noticeShownAt: world.clock.now(), how: 'told' },
          });
          const verifiedAt = world.clock.now();
          const told = [{ type: 'mobile', value: '13800138061', verifiedAt }];
          await world.customers.linking.identify(tx, { person: id, identifiers: told, source: 'test' });
          return id;
        }),
      ),
    );
    await world.customers.linking.link();
    const together = async (person = '') =>
      (await world.act((tx) => world.customers.clusterOf(tx, person)))?.records.length;
    expect(await together(made[0])).toBe(2);
    await desk('endNumber', { person: made[1] ?? '' });
    expect(await together(made[0])).toBe(1);
    await world.customers.linking.link();
    expect(await together(made[0])).toBe(1);
  });
});

it('leaves nothing of an erased person’s corrections', async () => {
  const { world } = wire;
  const { person } = await fromFile('13800138071');
  await desk('correctField', { person, field: 'name', value: '郝再见' });
  await desk('endNumber', { person });
  await world.act((tx) => world.customers.erasePerson(tx, person));
  expect(await world.rows(`select 1 from customers.correction where person = '${person}'`)).toEqual([]);
  expect(await world.rows(`select 1 from customers.refuted_value where person = '${person}'`)).toEqual([]);
});
