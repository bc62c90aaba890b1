import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CORRECTOR,
  type CorrectionsWorld,
  csv,
  openCorrectionsWorld,
  PEOPLE_FILE,
} from '../../../../test/support/corrections-world.ts';

const DAY_MS = 86_400_000;
const VIEWER = { by: CORRECTOR, tier: 1, role: 'administrator', exactly: true } as const;
let house: CorrectionsWorld;
beforeAll(async () => {
  house = await openCorrectionsWorld();
});
afterAll(() => house.wire.close());

describe('a number that somebody else has now', () => {
  it('is ended by hand: no consent follows it, nobody is joined by it, no file brings it back', async () => {
    const { world } = house;
    const { person, issuer, member } = await house.fromFile('13800138041');
    const [digest = Buffer.alloc(0)] = await world.act((tx) =>
      world.vault.addressDigests(tx, 'mobile', ['13800138041']),
    );
    await world.act((tx) => world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' }));
    await house.agreesToMarketing(person);
    expect(await house.bySms(person)).toMatch(/^allow/);
    const ended = await house.desk('endNumber', { person });
    expect(await house.addressesAt('13800138041')).toEqual([]);
    expect(await house.bySms(person)).toBe('consent.address-missing');
    expect((await house.valuesOf(person))['mobile']).toBeUndefined();
    const found = await world.act((tx) =>
      world.customers.searchPersons(tx, { field: 'mobile', value: '13800138041' }, VIEWER),
    );
    expect(found.items).toEqual([]);
    const changed = csv('会员编号,姓名,手机,城市', `${member},单小满,13800138041,天津`);
    await world.import(changed, { ...PEOPLE_FILE, issuer });
    expect(await house.addressesAt('13800138041')).toEqual([]);
    // A new order under the same number and name is another record.
    await world.import(csv('订单号,下单时间,收货人,手机,实付金额', `N-1,2026-11-08,单小满,13800138041,9.00`), {
      kind: 'orders',
      issuer: 'after',
    });
    expect(await house.addressesAt('13800138041')).not.toContain(person);
    expect((await house.timeline(person)).length).toBe(0);

    world.clock.advance(1000);
    const back = await house.desk('restoreNumber', { person, correction: ended.id });
    expect(await house.addressesAt('13800138041')).toContain(person);
    expect(await world.act((tx) => world.gate.confirmedPersons(tx, 'sms', digest))).toEqual([]);
    expect(await house.bySms(person)).toBe('consent.address-unconfirmed');
    expect((await house.valuesOf(person))['mobile']?.[0]).toBe('138****8041');
    const list = await world.act((tx) => world.customers.corrections.list(tx, person));
    expect(list.map(({ act, undone, undoUntil }) => [act, undone, undoUntil])).toEqual([
      ['number-restored', false, null],
      ['number-ended', true, null],
    ]);
    expect(back.receipt).not.toBe(ended.receipt);
    const again = house.desk('restoreNumber', { person, correction: ended.id });
    await expect(again).rejects.toMatchObject({ code: 'customers.not-undoable' });
  });

  it('is deleted after thirty days, and comes back no more', async () => {
    const { world } = house;
    const { person } = await house.fromFile('13800138051');
    const ended = await house.desk('endNumber', { person });
    const { items } = await world.act((tx) => world.customers.persons(tx, { limit: 1 }, VIEWER));
    expect(items[0]?.fields?.mobile).toBeUndefined();
    world.clock.advance(31 * DAY_MS);
    expect(await world.act((tx) => world.customers.corrections.dropEndedNumbers(tx))).toBeGreaterThan(0);
    expect(await world.act((tx) => world.customers.corrections.dropEndedNumbers(tx))).toBe(0);
    expect((await world.act((tx) => world.vault.heldFields(tx, [person]))).get(person)).not.toContain('mobile');
    const late = house.desk('restoreNumber', { person, correction: ended.id });
    await expect(late).rejects.toMatchObject({ code: 'customers.not-undoable' });
  });

  it('takes a record out of the human that the number alone held together', async () => {
    const { world } = house;
    await world.act((tx) => world.customers.linking.permit(tx, { activity: 'one-customer', by: CORRECTOR }));
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
    await house.desk('endNumber', { person: made[1] ?? '' });
    expect(await together(made[0])).toBe(1);
    await world.customers.linking.link();
    expect(await together(made[0])).toBe(1);
  });
});

it('leaves nothing of an erased person’s corrections', async () => {
  const { world } = house;
  const { person } = await house.fromFile('13800138071');
  await house.desk('correctField', { person, field: 'name', value: '郝再见' });
  await house.desk('endNumber', { person });
  await world.act((tx) => world.customers.erasePerson(tx, person));
  expect(await world.rows(`select 1 from customers.correction where person = '${person}'`)).toEqual([]);
  expect(await world.rows(`select 1 from customers.refuted_value where person = '${person}'`)).toEqual([]);
});
