import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CORRECTOR,
  type CorrectionsWorld,
  csv,
  openCorrectionsWorld,
  PEOPLE_FILE,
} from '../../../../test/support/corrections-world.ts';
import { bought } from '../../../../test/support/wire-world.ts';
import { Analytics } from '../events/analytics.ts';
import { moveEvents } from '../events/move-events.ts';
import { customersActTables } from '../store/act-tables.ts';

const DAY_MS = 86_400_000;
let house: CorrectionsWorld;
let serial = 0;
beforeAll(async () => {
  house = await openCorrectionsWorld();
});
afterAll(() => house.wire.close());

/** How many purchases and how much, as segments count them. */
async function counted(person: string): Promise<{ count: number; sum: number }> {
  const { world } = house;
  await world.customers.moveEvents();
  serial += 1;
  const code = `c-${serial}`;
  const definition = { event: { name: 'purchase', atLeast: 1 } };
  const input = {
    code,
    name: { zh: '买过', en: 'Bought' },
    definition,
    activity: 'customer-administration',
    by: CORRECTOR,
  };
  await world.act((tx) => world.customers.saveSegment(tx, input));
  const told = JSON.stringify(
    await world.act((tx) => world.customers.segmentation.explain(tx, { code, person, by: CORRECTOR })),
  );
  const numberOf = (name: string) => Number(new RegExp(`"${name}":(-?\\d+)`).exec(told)?.[1] ?? 0);
  return { count: numberOf('count'), sum: numberOf('sum') };
}

describe('a value that a file brought', () => {
  it('is corrected by hand, with its entry, and neither the same file nor a tracker brings the wrong one back', async () => {
    const { world } = house;
    const { person, file, issuer, member } = await house.fromFile('13800138001');
    const done = await house.desk('correctField', { person, field: 'mobile', value: '138 0013 8002' });
    expect(await house.valuesOf(person)).toMatchObject({ mobile: ['138****8002', 'correction'] });
    expect(await house.addressesAt('13800138001')).toEqual([]);
    expect(await house.addressesAt('13800138002')).toEqual([person]);
    expect(await world.import(file, { ...PEOPLE_FILE, issuer })).toMatchObject({ accepted: 0, duplicate: 1 });
    const changed = csv('会员编号,姓名,手机,城市', `${member},单大满,+86 138-0013-8001,上海`);
    expect(await world.import(changed, { ...PEOPLE_FILE, issuer })).toMatchObject({ accepted: 1, refused: 0 });
    expect(await house.valuesOf(person)).toMatchObject({ mobile: ['138****8002', 'correction'] });
    expect((await house.valuesOf(person))['name']?.[1]).toMatch(/^import:/);
    const fresh = csv('会员编号,姓名,手机,城市', `${member},单大满,13800138003,上海`);
    await world.import(fresh, { ...PEOPLE_FILE, issuer });
    expect((await house.valuesOf(person))['mobile']?.[0]).toBe('138****8003');
    const table = customersActTables.find(({ name }) => name === 'customers.correction');
    const rows = await world.act(async (tx) => table?.rowsOf(tx, [{ receipt: done.receipt } as never]));
    expect(rows).toMatchObject([{ person, facts: { act: 'field-corrected', field: 'mobile', by: CORRECTOR } }]);
    const [shown] = await world.act((tx) => world.customers.corrections.list(tx, person));
    expect(shown).toMatchObject({ act: 'field-corrected', subject: 'mobile', undoUntil: null });
    expect(shown?.reason).toMatch(/^本人来电 \S+ 更正$/);
    expect(shown?.reason).not.toContain('13800138000');
  });

  it('is deleted by hand: a changed row, and a tracker, do not bring it back; a correction by hand does', async () => {
    const { world } = house;
    const { person, issuer, member } = await house.fromFile('13800138011');
    await house.desk('deleteField', { person, field: 'mobile' });
    expect((await house.valuesOf(person))['mobile']).toBeUndefined();
    expect(await house.addressesAt('13800138011')).toEqual([]);
    const changed = csv('会员编号,姓名,手机,城市', `${member},单小满,13800138011,北京`);
    expect(await world.import(changed, { ...PEOPLE_FILE, issuer })).toMatchObject({ accepted: 1 });
    expect((await house.valuesOf(person))['mobile']).toBeUndefined();
    await house.desk('correctField', { person, field: 'mobile', value: '13800138011' });
    expect(await house.addressesAt('13800138011')).toEqual([person]);

    const user = await house.wire.member();
    const tracked = await house.personOf('shop', user);
    const traits = { name: '贾小宝' };
    await house.wire.post('/v1/identify', { userId: user, messageId: 'a-1', traits });
    await world.customers.fileEvents();
    await house.desk('deleteField', { person: tracked, field: 'name' });
    await house.wire.post('/v1/identify', { userId: user, messageId: 'b-1', traits });
    await world.customers.fileEvents();
    expect((await house.valuesOf(tracked))['name']).toBeUndefined();
    const kept = await world.rows(
      `select detail, count::int from customers.source_count where kind = 'corrected-by-hand'`,
    );
    expect(kept).toEqual([{ detail: 'name', count: 1 }]);
  });

  it('is refused where it is none that is corrected by hand, says the same, or is not of its form', async () => {
    const { person } = await house.fromFile('13800138021');
    const code = (work: Promise<unknown>) => work.catch((error: { code: string }) => error.code);
    expect(await code(house.desk('correctField', { person, field: 'member_id', value: 'P-9' }))).toBe(
      'customers.not-correctable',
    );
    expect(await code(house.desk('correctField', { person, field: 'birth_date', value: '2099-01-01' }))).toBe(
      'customers.bad-correction',
    );
    expect(await code(house.desk('correctField', { person, field: 'mobile', value: '1380013' }))).toBe(
      'customers.bad-correction',
    );
    expect(await code(house.desk('correctField', { person, field: 'mobile', value: '+8613800138021' }))).toBe(
      'customers.nothing-changed',
    );
    expect(await house.addressesAt('13800138021')).toEqual([person]);
    expect(await code(house.desk('deleteField', { person, field: 'email' }))).toBe('customers.nothing-held');
    expect(await code(house.desk('deleteField', { person, field: 'member_id' }))).toBe('customers.not-correctable');
    expect(await code(house.desk('deleteField', { person: CORRECTOR.slice(6), field: 'name' }))).toBe(
      'customers.person-not-found',
    );
  });

  it('of a date of birth decides at once, with its entry; what shortens a minor’s protection takes a document', async () => {
    const { world } = house;
    const { person } = await house.fromFile('13800138041');
    const bandNow = async () => (await world.act((tx) => world.gate.ageOf(tx, person))).band;
    const correct = (value: string, proof?: 'household-register') =>
      house.desk('correctField', { person, field: 'birth_date', value, ...(proof === undefined ? {} : { proof }) });
    const done = await correct('2015年5月1日');
    expect(await bandNow()).toBe('under-14');
    // No rules for children are published here, so the date is not held; it decides all the same.
    expect((await house.valuesOf(person))['birth_date']).toBeUndefined();
    await correct('2016-01-01');
    await expect(correct('1991-05-01')).rejects.toMatchObject({ code: 'consent.age-needs-proof' });
    expect(await bandNow()).toBe('under-14');
    await expect(house.desk('deleteField', { person, field: 'birth_date' })).rejects.toMatchObject({
      code: 'customers.not-correctable',
    });
    await correct('1991-05-01', 'household-register');
    expect(await bandNow()).toBe('adult');
    expect((await house.valuesOf(person))['birth_date']?.[1]).toBe('correction');
    const table = customersActTables.find(({ name }) => name === 'customers.correction');
    const [row] = (await world.act(async (tx) => table?.rowsOf(tx, [{ receipt: done.receipt } as never]))) ?? [];
    expect(row?.facts).toMatchObject({ age: { from: 'unknown', band: 'under-14', proof: null } });
    expect(JSON.stringify(row?.facts)).not.toContain('2015');
  });

  it('of an address moves the province with it', async () => {
    const { person } = await house.fromFile('13800138031');
    await house.desk('correctField', { person, field: 'address', value: '四川省成都市示例路1号' });
    expect((await house.valuesOf(person))['province']?.[0]).toBe('四川');
    await house.desk('deleteField', { person, field: 'address' });
    expect((await house.valuesOf(person))['province']).toBeUndefined();
  });
});

describe('what a later file says of somebody', () => {
  it('moves the province with the address, and lets the gate learn a birth date where none was known', async () => {
    const { world } = house;
    const { person, issuer, member } = await house.fromFile('13800138051');
    const told = async (address: string, born: string) => {
      const file = csv('会员编号,姓名,地址,出生日期', `${member},单小满,${address},${born}`);
      expect(await world.import(file, { ...PEOPLE_FILE, issuer })).toMatchObject({ accepted: 1 });
      const values = await house.valuesOf(person);
      return [values['province']?.[0], (await world.act((tx) => world.gate.ageOf(tx, person))).band];
    };
    expect(await told('四川省成都市示例路1号', '')).toEqual(['四川', 'unknown']);
    expect(await told('广东省广州市示例路2号', '1991/5/1')).toEqual(['广东', 'adult']);
    expect(await told('示例路3号', '2015-05-01')).toEqual([undefined, 'adult']);
  });

  it('and a tracker does the same, and its date of birth makes a child of somebody at once', async () => {
    const { wire, world } = house;
    const user = await wire.member();
    const person = await house.personOf('shop', user);
    const tell = async (messageId: string, traits: object) => {
      await wire.post('/v1/identify', { userId: user, messageId, traits });
      await world.customers.fileEvents();
    };
    await tell('p-1', { birthday: '2015-05-01' });
    expect((await world.act((tx) => world.gate.ageOf(tx, person))).band).toBe('under-14');
    await tell('p-2', { birthday: '1990-05-01' });
    expect((await world.act((tx) => world.gate.ageOf(tx, person))).band).toBe('under-14');
  });
});

describe('a row that a file brought', () => {
  it('is deleted by hand: counted no more, gone from the timeline, and not brought back by the same nightly file', async () => {
    const { world } = house;
    // Two rows that are equal but for their place in the file: one of them stays.
    const { person, file, issuer } = await house.withOrders('2026-11-01,10.00', '2026-11-01,10.00', '2026-11-02,5.00');
    expect(await counted(person)).toEqual({ count: 3, sum: 2500 });
    const before = await house.timeline(person);
    const wrong = before.find(({ amountFen }) => amountFen === 1000);
    const done = await house.desk('deleteEvent', { person, event: wrong?.id ?? '' });
    expect(await counted(person)).toEqual({ count: 2, sum: 1500 });
    expect((await house.timeline(person)).map(({ amountFen }) => amountFen).sort()).toEqual([1000, 500]);
    expect(await world.import(file, { issuer })).toMatchObject({ accepted: 0, duplicate: 3 });
    expect(await counted(person)).toEqual({ count: 2, sum: 1500 });
    const left = await world.rows(
      `select 1 from customers.event where name = '$retracted' and (amount_fen is not null or properties is not null)`,
    );
    expect(left).toEqual([]);
    const [shown] = await world.act((tx) => world.customers.corrections.list(tx, person));
    expect(shown).toMatchObject({ id: done.id, act: 'event-deleted', subject: 'purchase', by: CORRECTOR });
  });

  it('is corrected by hand: counted as it is now, also by a store that is filled from the beginning', async () => {
    const { world } = house;
    const { person, file, issuer } = await house.withOrders('2026-11-03,100.00', '2026-11-04,7.00');
    const [, wrong] = await house.timeline(person);
    await house.desk('correctEvent', { person, event: wrong?.id ?? '', change: { amountFen: 1000 } });
    expect(await counted(person)).toEqual({ count: 2, sum: 1700 });
    expect(await world.import(file, { issuer })).toMatchObject({ accepted: 0, duplicate: 2 });
    const again = (await house.timeline(person)).map(({ amountFen, at }) => [amountFen, at.toISOString().slice(0, 10)]);
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
    const { person } = await house.withOrders('2026-11-05,1.00');
    const other = await house.withOrders('2026-11-05,2.00');
    const [own] = await house.timeline(person);
    const code = (work: Promise<unknown>) => work.catch((error: { code: string }) => error.code);
    const event = own?.id ?? '';
    expect(await code(house.desk('deleteEvent', { person: other.person, event }))).toBe(
      'customers.behaviour-not-found',
    );
    expect(await code(house.desk('correctEvent', { person, event, change: { amountFen: 100 } }))).toBe(
      'customers.nothing-changed',
    );
    const ahead = { at: new Date(house.world.clock.now().getTime() + DAY_MS) };
    expect(await code(house.desk('correctEvent', { person, event, change: ahead }))).toBe('customers.bad-correction');
  });

  it('of a tracker keeps its properties and is not counted twice when it is sent again', async () => {
    const user = await house.wire.member();
    const person = await house.personOf('shop', user);
    const sent = bought(user, { properties: { revenue: 30, quantity: 2, sku: 'T-1' } });
    await house.wire.post('/v1/track', sent);
    await house.world.customers.fileEvents();
    const [event] = await house.timeline(person);
    await house.desk('correctEvent', { person, event: event?.id ?? '', change: { quantity: 1 } });
    await house.wire.post('/v1/track', sent);
    await house.world.customers.fileEvents();
    expect(await house.timeline(person)).toMatchObject([{ quantity: 1, properties: { sku: 'T-1' } }]);
  });
});
