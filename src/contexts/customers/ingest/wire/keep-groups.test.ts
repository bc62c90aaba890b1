import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_NOTICES, openBusinessActivities } from '../../../../../test/support/business-contacts.ts';
import { approve } from '../../../../../test/support/gate-world.ts';
import { openWireWorld, type WireWorld } from '../../../../../test/support/wire-world.ts';

const ACTIVITY = 'account-service';
const NUMBER = '91350100M000100Y43';
let wire: WireWorld;
let source: string;
let writeKey: string;

beforeAll(async () => {
  wire = await openWireWorld();
  const { register } = wire.world;
  await wire.world.act(async (tx) => {
    await openBusinessActivities(register, tx);
    const fields = [...CONTRACT_NOTICES.fields, { field: 'behaviour', necessary: true } as const];
    await register.saveActivity(tx, { ...CONTRACT_NOTICES, code: ACTIVITY, fields });
    await approve(register, tx, ACTIVITY);
    const title = { zh: '企业账户隐私告知', en: 'Privacy notice for accounts' };
    await register.saveNotice(tx, { code: 'accounts', title, activities: [ACTIVITY] });
    await register.publishNotice(tx, 'accounts');
  });
  source = 'product';
  const input = { code: source, name: { zh: '产品', en: 'Product' }, issuer: 'product', by: 'staff:test' };
  ({ writeKey } = await wire.world.act((tx) =>
    wire.world.customers.createSource(tx, { ...input, activity: ACTIVITY }),
  ));
});
afterAll(() => wire.close());

async function contact(organisation: string): Promise<{ user: string; person: string }> {
  const user = `u-${randomUUID().slice(0, 8)}`;
  const { id } = await wire.world.act((tx) =>
    wire.world.customers.createPerson(tx, {
      activity: ACTIVITY,
      source: 'from_individual',
      identifiers: [{ type: 'member_id', issuer: 'product', value: user }],
      attributes: { name: '钱采购' },
      role: 'business_contact',
      organisation: { name: organisation },
    }),
  );
  return { user, person: id };
}

async function group(userId: string, traits: object): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  const event = { type: 'group', userId, groupId: 'acct-1', traits, messageId: randomUUID() };
  expect((await wire.post('/v1/batch', { batch: [event] }, { authorization })).status).toBe(200);
  await wire.world.customers.fileEvents();
}

const organisationsOf = (person: string) =>
  wire.world.rows<{ name: string; number: string | null }>(
    `select o.name, o.registration_number as number from customers.business_contact c join customers.organisation o on o.id = c.organisation
      where c.person = '${person}'`,
  );

async function reported(): Promise<Record<string, number>> {
  const sources = await wire.world.act((tx) => wire.world.customers.sources(tx));
  const own = sources.find(({ code }) => code === source)?.reported ?? [];
  return Object.fromEntries(own.filter(({ kind }) => kind === 'organisation').map((each) => [each.detail, each.count]));
}

describe('a group', () => {
  it('says whose contact a business contact is now', async () => {
    const { user, person } = await contact('旧单位有限公司');
    await group(user, { name: '新单位有限公司', registrationNumber: NUMBER });
    expect(await organisationsOf(person)).toEqual([{ name: '新单位有限公司', number: NUMBER }]);
    expect(await reported()).toMatchObject({ stored: 1 });
  });

  it('changes nothing where it names none, or what can’t be one', async () => {
    const { user, person } = await contact('留下有限公司');
    await group(user, { plan: 'enterprise' });
    await group(user, { name: '13800138000' });
    await group(user, { name: '别家有限公司', registrationNumber: '91350100M000100Y44' });
    expect(await organisationsOf(person)).toMatchObject([{ name: '留下有限公司' }]);
    expect(await reported()).toMatchObject({ unreadable: 2 });
  });

  it('makes a customer nobody’s contact, and nobody at all', async () => {
    await wire.anotherSource();
    const member = await wire.member();
    const batch = [member, 'stranger'].map((userId) => ({ type: 'group', userId, traits: { name: '家庭有限公司' } }));
    expect((await wire.post('/v1/batch', { batch })).status).toBe(200);
    await wire.world.customers.fileEvents();
    expect(await wire.world.rows(`select 1 from customers.organisation where name = '家庭有限公司'`)).toEqual([]);
    const sources = await wire.world.act((tx) => wire.world.customers.sources(tx));
    const own = sources.find(({ code }) => code === wire.source)?.reported ?? [];
    expect(own.filter(({ kind }) => kind === 'organisation')).toMatchObject([{ detail: 'no-contact', count: 1 }]);
  });
});
