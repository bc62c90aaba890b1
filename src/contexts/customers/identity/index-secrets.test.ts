import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { until } from '../../../../test/support/until.ts';
import { digestHolders } from '../../../wiring/digest-holders.ts';

let world: CustomersWorld;
const mobile = (n: number) => `1390000${String(5000 + n)}`;
const people: string[] = [];
const PEOPLE = 12;
const member = (n: number) => ({ type: 'member_id', issuer: 'crm', value: `M-${n}` });

beforeAll(async () => {
  world = await openCustomersWorld();
  world.vault.keys.hold([], [], digestHolders(world));
  for (let n = 0; n < PEOPLE; n += 1) people.push(await create(n));
});
afterAll(() => world.close());

function create(n: number, identifiers = [member(n)], ownHand = false): Promise<string> {
  const attributes = { name: `张三${n}`, mobile: mobile(n) };
  const input = { activity: 'customer-administration', source: 'from_individual', identifiers, attributes, ownHand };
  return world.act(async (tx) => (await world.customers.createPerson(tx, input)).id);
}

async function erase(person: string): Promise<void> {
  const until = { messagesUntil: new Date('2027-05-11T12:00:00Z'), consentUntil: new Date('2029-11-11T12:00:00Z') };
  await world.act(async (tx) => {
    await world.gate.erasePerson(tx, person, { by: 'staff:dpo', reason: 'asked', ...until });
    await world.vault.erasePersons(tx, [person]);
    await world.customers.erasePerson(tx, person);
  });
  world.clock.advance(60_000);
}

const digestOf = async (n: number) =>
  (await world.act((tx) => world.vault.addressDigests(tx, 'mobile', [mobile(n)])))[0] ?? Buffer.alloc(0);
const holders = async (n: number) => {
  const digest = await digestOf(n);
  return world.act((tx) => world.gate.personsByAddress(tx, 'sms', digest));
};
const silent = async (person: string) =>
  (
    await world.rows<{ bound: boolean }>(
      `select exists (select 1 from consent.subject p join consent.address a using (ordinal)
         join consent.suppression s on s.digest = a.digest and s.channel = a.channel
        where p.person = '${person}' and a.ended_at is null and s.lifted_at is null) as bound`,
    )
  )[0]?.bound;
const under = (table: string) =>
  world.rows<{ bytes: number; count: number }>(
    `select length(digest) as bytes, count(*)::int as count from ${table} where digest is not null group by 1 order by 1`,
  );

async function walk(kill: boolean): Promise<void> {
  for (let more = true; more; ) {
    if (kill)
      await expect(
        world.act(async (tx) => {
          await world.vault.keys.step(tx);
          throw new Error('killed');
        }),
      ).rejects.toThrow('killed');
    more = await world.act((tx) => world.vault.keys.step(tx));
  }
}

it('moves addresses, noes and numbers of members whose values are at hand under the next secret, killed at any step', async () => {
  await world.act((tx) => world.gate.object(tx, { person: people[0] ?? '', kind: 'unsubscribe', by: 'test' }));
  const stranger = await digestOf(90);
  await world.act((tx) => world.gate.objectByAddress(tx, { channel: 'sms', digest: stranger, by: 'sms-reply' }));
  await erase(people[1] ?? '');
  await world.act((tx) => world.vault.keys.begin(tx, 'indexes', 'staff:test'));
  // Begun and not walked yet: every door already finds what stands under the old secret, and the noes with it.
  expect(await holders(2)).toEqual([people[2]]);
  const shared = await create(0, [member(70)]);
  expect(await silent(shared), 'a number that said no under the old secret').toBe(true);
  expect(await silent(people[0] ?? '')).toBe(true);
  await walk(true);
  const { rotations } = await world.act((tx) => world.vault.keys.state(tx));
  expect(rotations[0]).toMatchObject({ kind: 'indexes', state: 'done', done: PEOPLE, damaged: 0 });
});

it('leaves only what nobody can compute anew under the old secret, which therefore is kept', async () => {
  const current = await world.rows<{ bytes: number }>(
    'select distinct length(digest) as bytes from consent.address where ended_at is null',
  );
  expect(current).toEqual([{ bytes: 36 }]);
  expect(await world.rows('select distinct length(digest) as bytes from customers.identifier')).toEqual([
    { bytes: 36 },
  ]);
  // The stranger's no and who was erased: their values are nowhere.
  expect(await under('consent.suppression')).toEqual([
    { bytes: 32, count: 2 },
    { bytes: 36, count: 1 },
  ]);
  expect(await under('customers.forgotten_identifier')).toEqual([{ bytes: 32, count: 1 }]);
  expect(await under('evidence.erased_address')).toEqual([{ bytes: 32, count: 1 }]);
  await world.act((tx) => world.vault.keys.housekeep(tx));
  const { secrets } = await world.act((tx) => world.vault.keys.state(tx));
  expect(secrets.find(({ kind, id }) => kind === 'indexes' && id === 1)).toMatchObject({
    state: 'retired',
    emptiedAt: null,
  });
});

it('knows whom it must know through any number of secrets, and moves a digest when its value comes', async () => {
  await world.act((tx) => world.vault.keys.begin(tx, 'indexes', 'staff:test'));
  await walk(false);
  await expect(create(1, [])).rejects.toMatchObject({ code: 'customers.person-erased' });
  await expect(create(50, [member(1)])).rejects.toMatchObject({ code: 'customers.person-erased' });
  const stranger = await create(90, [member(71)]);
  expect(await silent(stranger)).toBe(true);
  expect(await silent(people[0] ?? '')).toBe(true);
  for (let n = 2; n < PEOPLE; n += 1) {
    expect(await holders(n)).toEqual([people[n]]);
    expect(await world.act((tx) => world.customers.personOf(tx, member(n)))).toBe(people[n]);
  }
  const back = await create(1, [], true);
  await world.act((tx) => world.gate.confirmAddress(tx, { person: back, channel: 'sms', how: 'code' }));
  expect(await create(1, [member(1)])).toMatch(/^[0-9a-f-]{36}$/);
  // Refused doors changed nothing; the return moved what stood under the first secret.
  for (const table of ['consent.suppression', 'customers.forgotten_identifier', 'evidence.erased_address'])
    expect(
      (await under(table)).map(({ bytes }) => bytes),
      table,
    ).toEqual([36]);
});

it('refuses to rewrite a no in any other way', async () => {
  const change = (set: string) => world.rows(`update consent.suppression set ${set}`);
  await expect(change(`digest = substring(digest from 5)`)).rejects.toThrow('can only be ended');
  await expect(change(`channel = 'email'`)).rejects.toThrow('can only be ended');
});

it('holds a no that is said while the address moves', async () => {
  await world.act((tx) => world.vault.keys.begin(tx, 'indexes', 'staff:test'));
  let opened: () => void = () => undefined;
  let release: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const mayCommit = new Promise<void>((resolve) => {
    release = resolve;
  });
  const said = world.act(async (tx) => {
    await world.gate.object(tx, { person: people[3] ?? '', kind: 'unsubscribe', by: 'test' });
    // What is kept back until the next statement is sent with it.
    await tx.execute('select 1');
    opened();
    await mayCommit;
  });
  await isOpen;
  let isDone = false;
  const other = create(3, [member(72)]).finally(() => {
    isDone = true;
  });
  // It has come as far as it can while the no is not committed.
  await until(async () => {
    const waiting = await world.rows(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return isDone || waiting.length > 0;
  });
  release();
  await said;
  await walk(false);
  expect(await silent(await other)).toBe(true);
  expect(await silent(people[3] ?? '')).toBe(true);
});
