import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { openLinkingActivity } from '../../../../test/support/linking-activity.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { customersActTables } from '../store/act-tables.ts';
import { membersHash } from './apply-clusters.ts';
import type { ToldIdentifier } from './domain/claim.ts';
import { Linker } from './linker.ts';

let world: CustomersWorld;
let serial = 0;
beforeAll(async () => {
  world = await openCustomersWorld();
  await world.act((tx) => openLinkingActivity(world.register, tx));
});
beforeEach(async () => {
  await permit('one-customer');
});
afterAll(() => world.close());

const permit = (activity: string | null) =>
  world.act((tx) => world.customers.linking.permit(tx, { activity, by: 'staff:dpo' }));

/** A record with a member number of its own at its issuer, and whatever else it carries. */
async function record(...identifiers: ToldIdentifier[]): Promise<string> {
  serial += 1;
  const issuer = identifiers.some(({ type }) => type === 'member_id') ? 'elsewhere' : `system-${serial}`;
  return world.act(async (tx) => {
    const { id } = await world.customers.createPerson(tx, {
      activity: 'order-delivery',
      source: 'from_individual',
      identifiers: [{ type: 'member_id', value: `M${serial}`, issuer }],
      attributes: {},
      adultDeclaredAt: world.clock.now(),
      standing: { source: 'test', grade: 'A', noticeShownAt: world.clock.now(), how: 'told in the shop' },
    });
    await world.customers.linking.identify(tx, { person: id, identifiers, source: 'test' });
    return id;
  });
}

const unionid = (value: string): ToldIdentifier => ({ type: 'unionid', value, issuer: 'wechat' });
const member = (value: string): ToldIdentifier => ({ type: 'member_id', value, issuer: 'pos' });
const link = () => world.customers.linking.link();
const cluster = (person: string) => world.act((tx) => world.customers.linking.cluster(tx, person));
const together = async (person: string) => (await cluster(person)).records.map((each) => each.person).sort();
const outcomeOf = (person: string) =>
  world.act((tx) => world.gate.decide(tx, { person, activity: 'order-delivery', operation: 'use' }));

describe('linking', () => {
  it('makes records with one strong identifier one human, tells why, and leaves an entry and a receipt', async () => {
    const [a, b, c] = [await record(unionid('u1')), await record(unionid('u1')), await record(unionid('u2'))];
    await link();
    expect(await together(b)).toEqual([a, b].sort());
    expect(await together(c)).toEqual([c]);
    const view = await cluster(a);
    expect(view.head).toBe(a);
    const shared = view.identifiers.filter(({ persons }) => persons.length > 1);
    expect(shared).toMatchObject([{ type: 'unionid', issuer: 'wechat', strength: 'strong', joins: true }]);
    expect(JSON.stringify(view)).not.toContain('u1');
    expect(view.events).toMatchObject([{ kind: 'merge', by: 'linking', because: ['unionid'], records: 2 }]);
    const uses = await world.act((tx) => world.gate.usesOf(tx, a, { limit: 10 }));
    expect(uses.items.map(({ activity }) => activity)).toContain('one-customer');
  });

  it('lets a no of one count for the other, and parts them by hand to what each said itself', async () => {
    const [a, b] = [await record(unionid('u3')), await record(unionid('u3'))];
    await link();
    await world.act((tx) => world.gate.object(tx, { person: a, kind: 'restrict', by: 'test' }));
    expect((await outcomeOf(b)).outcome).toBe('deny');
    const split = await world.act((tx) =>
      world.customers.linking.split(tx, {
        persons: [b],
        reason: 'two sisters with one phone 13800138000',
        by: 'staff:dpo',
      }),
    );
    expect(split.reason).not.toContain('13800138000');
    expect((await outcomeOf(b)).outcome).not.toBe('deny');
    expect(await together(b)).toEqual([b]);
    // The ruling holds against what comes later.
    await world.act((tx) =>
      world.customers.linking.identify(tx, { person: b, identifiers: [unionid('u3x')], source: 'test' }),
    );
    await world.act((tx) =>
      world.customers.linking.identify(tx, { person: a, identifiers: [unionid('u3x')], source: 'test' }),
    );
    await link();
    expect(await together(b)).toEqual([b]);
  });

  it('joins by a number once each of two records has confirmed it, and not by one that was only typed', async () => {
    const [a, b, c] = [await record(), await record(), await record()];
    const mobile = '13800007711';
    for (const person of [a, b, c])
      await world.act((tx) => world.customers.linking.tell(tx, { person, mobile, email: '', source: 'form:autumn' }));
    await world.act((tx) => world.customers.linking.confirm(tx, { person: a, type: 'mobile' }));
    await link();
    expect(await together(a)).toEqual([a]);
    await world.act((tx) => world.customers.linking.confirm(tx, { person: b, type: 'mobile' }));
    // Nothing was told of an email address, so there is nothing to confirm.
    await world.act((tx) => world.customers.linking.confirm(tx, { person: c, type: 'email' }));
    await link();
    expect(await together(a)).toEqual([a, b].sort());
    // What was told long ago is of another occasion.
    world.clock.advance(2 * 3_600_000);
    await world.act((tx) => world.customers.linking.confirm(tx, { person: c, type: 'mobile' }));
    await link();
    expect(await together(c)).toEqual([c]);
  });

  it('undoes a split and a merge', async () => {
    const [a, b] = [await record(unionid('u4')), await record(unionid('u4'))];
    await link();
    const split = await world.act((tx) =>
      world.customers.linking.split(tx, { persons: [b], reason: 'not the same', by: 'staff:dpo' }),
    );
    await world.act((tx) => world.customers.linking.undo(tx, { event: split.id, reason: 'they are', by: 'staff:dpo' }));
    expect(await together(a)).toEqual([a, b].sort());
    const [, merge] = (await cluster(a)).events.filter(({ kind }) => kind === 'merge');
    await world.act((tx) =>
      world.customers.linking.undo(tx, { event: merge?.id ?? '', reason: 'wrong after all', by: 'staff:dpo' }),
    );
    expect(await together(a)).toEqual([a]);
    await expect(
      world.act((tx) => world.customers.linking.undo(tx, { event: merge?.id ?? '', reason: 'again', by: 'x' })),
    ).rejects.toMatchObject({ code: 'customers.cluster-unchanged' });
  });

  it('merges by hand over two member numbers, and takes that back', async () => {
    const [a, b] = [await record(member('1'), unionid('u5')), await record(member('2'), unionid('u5'))];
    await link();
    expect(await together(a)).toEqual([a]);
    const here = async () =>
      (await world.act((tx) => world.customers.linking.quarantine(tx, 10))).filter((each) => each.a === a);
    expect(await here()).toMatchObject([{ a, b, type: 'unionid', reason: 'two-of-one', contradiction: 'member_id' }]);
    const merge = await world.act((tx) =>
      world.customers.linking.merge(tx, { persons: [a, b], reason: 'two cards of one customer', by: 'staff:dpo' }),
    );
    expect(await together(b)).toEqual([a, b].sort());
    expect(await here()).toEqual([]);
    await world.act((tx) => world.customers.linking.undo(tx, { event: merge.id, reason: 'mixed up', by: 'staff:dpo' }));
    expect(await together(b)).toEqual([b]);
    await link();
    expect(await together(b)).toEqual([b]);
  });

  it('keeps everybody apart without an activity that permits it, and who may not be linked', async () => {
    await permit(null);
    const [a, b, c] = [await record(unionid('u6')), await record(unionid('u6')), await record(unionid('u6'))];
    await link();
    expect(await together(a)).toEqual([a]);
    expect(await world.act((tx) => world.customers.linking.view(tx))).toMatchObject({ activity: null });
    await world.act((tx) => world.gate.object(tx, { person: c, kind: 'restrict', by: 'test' }));
    await permit('one-customer');
    await link();
    expect(await together(a)).toEqual([a, b].sort());
    expect((await cluster(c)).records).toMatchObject([{ person: c, apart: true }]);
    // What they said no to is heard by all who are linked when it is said, and stays so when they part because of it.
    await world.act((tx) => world.gate.object(tx, { person: a, kind: 'restrict', by: 'test' }));
    world.clock.advance(120_000);
    await link();
    expect(await together(b)).toEqual([b]);
    expect((await outcomeOf(b)).outcome).toBe('deny');
  });

  it('refuses an activity that declares no identifiers or is none, and identifiers that name nobody', async () => {
    await expect(permit('nowhere')).rejects.toMatchObject({ code: 'customers.bad-linking-activity' });
    await expect(record({ type: 'mobile', value: '18877771111-123' })).rejects.toMatchObject({
      code: 'customers.bad-identifiers',
    });
    await expect(record({ type: 'openid', value: 'o', issuer: 'wechat' })).rejects.toMatchObject({
      code: 'customers.bad-identifiers',
    });
  });

  it('ends with an erasure: the head moves, what only the erased record held together falls apart', async () => {
    const a = await record(unionid('u7'));
    const b = await record(unionid('u7'), { type: 'openid', value: 'o7', issuer: 'wechat', scope: 'app' });
    const c = await record({ type: 'openid', value: 'o7', issuer: 'wechat', scope: 'app' });
    const d = await record(unionid('u7'));
    await link();
    expect(await together(c)).toEqual([a, b, c, d].sort());
    await world.act((tx) => world.customers.erasePerson(tx, a));
    expect((await cluster(d)).head).toBe(b);
    expect(await together(c)).toEqual([b, c, d].sort());
    await world.act((tx) => world.customers.erasePerson(tx, b));
    expect(await together(c)).toEqual([c]);
    await link();
    expect(await together(d)).toEqual([d]);
    const left = await world.rows<{ n: number }>(
      `select count(*)::int as n from customers.claim c where not exists (select from customers.person p where p.ordinal = c.ordinal)`,
    );
    expect(left).toEqual([{ n: 0 }]);
  });

  it('joins nobody by an identifier on too many records, and parts those it had joined', async () => {
    const device = { type: 'oaid', value: '1fe9a970-efbb-29e0-0bdd-f5dbbf751ab5' };
    const some = [await record(device), await record(device)];
    await link();
    expect(await together(some[0] ?? '')).toHaveLength(2);
    for (let more = 0; more < 4; more += 1) some.push(await record(device));
    await link();
    for (const each of some) expect(await together(each)).toEqual([each]);
    expect((await world.act((tx) => world.customers.linking.view(tx))).crowded).toMatchObject([
      { type: 'oaid', records: 6 },
    ]);
  });

  it('misses nothing that another server has linked: one links at a time, and whoever takes over reads everything', async () => {
    const { database, clock, gate, register, vault, evidence } = world;
    const [one, other] = [0, 1].map(
      () => new Linker({ database, clock, gate, register, vault, evidence } as unknown as CustomersDeps),
    ) as [Linker, Linker];
    clock.advance(60_000);
    const a = await record(unionid('two-servers-1'));
    expect(await one.link()).toBeGreaterThan(0);
    const b = await record(unionid('two-servers-2'));
    // The first has just linked: the second leaves it to it, also while it has nothing to do but says that it is there.
    expect(await other.link()).toBe(0);
    clock.advance(11_000);
    expect(await other.link()).toBeGreaterThan(0);
    clock.advance(6000);
    expect(await other.link()).toBe(0);
    clock.advance(6000);
    const c = await record(unionid('two-servers-1'));
    expect(await one.link()).toBe(0);
    clock.advance(11_000);
    expect(await one.link()).toBeGreaterThan(0);
    const d = await record(unionid('two-servers-2'));
    await one.link();
    expect(await together(c)).toEqual([a, c].sort());
    expect(await together(d)).toEqual([b, d].sort());
  });

  it('comes to the same when another process goes on', async () => {
    const [a, b] = [await record(unionid('u8')), await record()];
    await link();
    await world.act((tx) =>
      world.customers.linking.identify(tx, { person: b, identifiers: [unionid('u8')], source: 't' }),
    );
    const another = world.another();
    world.clock.advance(11_000);
    await another.linking.link();
    await another.close();
    expect(await together(a)).toEqual([a, b].sort());
  });

  it('keeps in its rows what its entries commit to', async () => {
    const events = await world.rows<{ receipt: string; ordinals: number[]; before: number[]; after: number[] }>(
      'select receipt, ordinals, before, after from customers.cluster_event',
    );
    const table = customersActTables.find(({ name }) => name === 'customers.cluster_event');
    const acts = events.map(({ receipt }) => ({ receipt })) as unknown as Parameters<
      NonNullable<typeof table>['rowsOf']
    >[1];
    const rows = await world.act(async (tx) => (await table?.rowsOf(tx, acts)) ?? []);
    expect(rows).toHaveLength(events.length);
    for (const { receipt, ordinals, before, after } of events) {
      const row = rows.find((each) => each.receipt === receipt);
      expect(row?.facts).toMatchObject({ members: membersHash(ordinals, before, after), records: ordinals.length });
    }
    // And the groups are those that the last of them left, whatever was ruled, undone and erased above.
    expect(rows.filter(({ wrong }) => wrong !== null)).toEqual([]);
    const members = customersActTables.find(({ name }) => name === 'customers.cluster_member');
    const heads = await world.act(async (tx) => (await members?.receipts(tx, null, 1_000)) ?? []);
    expect(heads.length).toBeGreaterThan(3);
    expect(heads.filter(({ receipt }) => receipt === null)).toEqual([]);
  });
});
