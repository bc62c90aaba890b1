import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWireWorld, type WireWorld } from '../../../../test/support/wire-world.ts';

let wire: WireWorld;
beforeAll(async () => {
  wire = await openWireWorld();
});
afterAll(() => wire.close());
beforeEach(() => wire.anotherSource());

const member = (value: string) => ({ type: 'member_id', issuer: 'shop', value });
const person = (identifiers: { type: string; issuer: string; value: string }[], mobile?: string) =>
  wire.world.act((tx) =>
    wire.world.customers.createPerson(tx, {
      activity: 'customer-administration',
      source: 'from_individual',
      identifiers,
      attributes: mobile === undefined ? {} : { name: '王小明', mobile },
      ownHand: false,
    }),
  );
const found = (value: string) => wire.world.act((tx) => wire.world.customers.personOf(tx, member(value)));
const holders = (mobile: string) => wire.world.act((tx) => wire.world.vault.findByIndex(tx, 'mobile', mobile));

async function erase(id: string): Promise<void> {
  const until = { messagesUntil: new Date('2027-05-11T12:00:00Z'), consentUntil: new Date('2029-11-11T12:00:00Z') };
  await wire.world.act(async (tx) => {
    await wire.world.gate.erasePerson(tx, id, { by: 'staff:dpo', reason: 'asked', ...until });
    await wire.world.vault.erasePersons(tx, [id]);
    await wire.world.customers.erasePerson(tx, id);
  });
  wire.world.clock.advance(60_000);
}

const HEADER = '订单号,会员编号,下单时间,收货人,手机,收货地址,商品,数量,实付金额';
const orders = (order: string, memberId: string, mobile: string) =>
  Buffer.from(
    `${HEADER}\n${order},${memberId},2026-11-01 09:30:00,王小明,${mobile},广东省深圳市示例路1号,龙井,1,88.00\n`,
  );

describe('somebody who was erased', () => {
  it('is brought back by no interface, whether named by number or by address', async () => {
    const { id } = await person([member('E-1')], '13900000401');
    await erase(id);
    await expect(person([member('E-1')])).rejects.toMatchObject({
      code: 'customers.person-erased',
      options: { errors: [{ path: 'identifiers[0]' }] },
    });
    await expect(person([member('E-9')], '+86 139-0000-0401')).rejects.toMatchObject({
      options: { errors: [{ path: 'attributes.mobile' }] },
    });
  });

  it('is brought back by no file, even under another order or another member number', async () => {
    const { id } = await person([member('E-2')], '13900000402');
    await erase(id);
    const report = await wire.world.import(
      Buffer.concat([
        orders('O-1', 'E-2', '13900000403'),
        orders('O-2', 'E-22', '13900000402').subarray(Buffer.byteLength(HEADER) + 1),
        orders('O-3', '', '13900000402').subarray(Buffer.byteLength(HEADER) + 1),
        orders('O-4', 'E-23', '13900000404').subarray(Buffer.byteLength(HEADER) + 1),
      ]),
      { kind: 'orders', issuer: 'shop' },
    );
    expect(report).toMatchObject({ accepted: 1, refused: 3, newPeople: 1 });
    expect(await holders('13900000402')).toEqual([]);
    expect([await found('E-2'), await found('E-22')]).toEqual([undefined, undefined]);
  });

  it('does not come back through a tracker, neither as somebody new nor as a number on somebody else', async () => {
    const { id } = await person([member('E-3')], '13900000405');
    await erase(id);
    await wire.world.act((tx) =>
      tx.execute(`update customers.source set notice = '{"how":"shown"}'::jsonb where code = $1`, [wire.source]),
    );
    const other = await wire.member();
    const fresh = `m-${randomUUID().slice(0, 8)}`;
    for (const userId of ['E-3', fresh, other])
      await wire.post('/v1/identify', { type: 'identify', userId, traits: { phone: '13900000405', name: '王小明' } });
    await wire.world.customers.fileEvents();
    expect(await holders('13900000405')).toEqual([]);
    expect([await found('E-3'), await found(fresh)]).toEqual([undefined, undefined]);
  });

  it('is let in again by the doors once they have shown that the address is theirs, with the number that went with it', async () => {
    const { id } = await person([member('E-4')], '13900000406');
    await erase(id);
    const made = await wire.world.act((tx) =>
      wire.world.customers.createPerson(tx, {
        activity: 'customer-administration',
        source: 'from_individual',
        identifiers: [],
        attributes: { name: '王小明', mobile: '13900000406' },
        ownHand: true,
      }),
    );
    await expect(person([member('E-4')], '13900000406')).rejects.toMatchObject({ code: 'customers.person-erased' });
    await wire.world.act((tx) => wire.world.gate.confirmAddress(tx, { person: made.id, channel: 'sms', how: 'code' }));
    await expect(person([member('E-4')])).rejects.toMatchObject({ code: 'customers.person-erased' });
    const again = await person([member('E-4')], '13900000406');
    expect(await found('E-4')).toBe(again.id);
  });
});
