import { afterAll, beforeAll, expect, it } from 'vitest';
import { SEED } from '../../../../test/support/fault-rounds.ts';
import { agreeingPerson } from '../../../../test/support/gate-world.ts';
import { type LeaseServer, type LeaseWorld, openLeaseWorld } from '../../../../test/support/lease-world.ts';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import { until } from '../../../../test/support/until.ts';

const SHORT_MS = 400;
let world: LeaseWorld;
beforeAll(async () => {
  world = await openLeaseWorld();
});
afterAll(() => world.close());

/** Whether a promise has been settled by the time that others have had many turns, a look at the leases among them. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  const end = () => {
    over = true;
  };
  promise.then(end, end);
  for (let looks = 0; looks < 5; looks += 1) await world.act((tx) => tx.query('select 1'));
  return !over;
}

async function leave(...servers: LeaseServer[]): Promise<void> {
  for (const { leases } of servers) await leases.stop();
}

it('acknowledges a no at once where there is one server', async () => {
  const person = await agreeingPerson(world);
  const here = world.server();
  await here.open([person]);
  expect(here.remembers(person)).toBe('allow');
  await here.withdraw(person);
  expect(here.remembers(person)).toBeUndefined();
  await here.open([person]);
  expect(here.remembers(person)).toMatch(/withdrawn/);
  await leave(here);
});

it('lets nobody join a PostgreSQL that a server has to itself, and there waits for nobody', async () => {
  const person = await agreeingPerson(world);
  const embedded = world.server({ alone: true });
  await embedded.leases.start();
  await expect(world.server().leases.round()).rejects.toMatchObject({ code: 'consent.not-the-only-server' });
  const watch = embedded.gate.beginAnswer(person);
  await embedded.withdraw(person);
  expect(watch.mayLeave()).toBe(false);
  await leave(embedded);
  const next = world.server();
  await next.leases.round();
  await leave(next);
});

it('acknowledges a no when the other server has applied it, and that server then denies', async () => {
  const person = await agreeingPerson(world);
  const [here, there] = [world.server(), world.server()];
  await here.open([person]);
  await there.open([person]);
  const answered = here.withdraw(person);
  await until(() => here.leases.state().waiting === 1);
  expect(await isPending(answered)).toBe(true);
  expect(there.remembers(person)).toBe('allow');
  await there.leases.round();
  await answered;
  expect(there.remembers(person)).not.toBe('allow');
  await leave(here, there);
});

it('waits for nobody after a transaction that was rolled back, nor for a yes', async () => {
  const person = await agreeingPerson(world);
  const [here, there] = [world.server(), world.server()];
  await here.open([person]);
  await there.open([person]);
  const gone = here.act(async (tx) => {
    await here.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' });
    throw new Error('rolled back');
  });
  await expect(gone).rejects.toThrow('rolled back');
  const digest = Buffer.from(`other ${person}`);
  await here.act((tx) => here.gate.setAddress(tx, { person, channel: 'sms', digest }));
  expect(here.leases.state().waiting).toBe(0);
  await there.leases.round();
  await there.columns.settle();
  expect(there.remembers(person)).not.toBe('consent.withdrawn');
  await leave(here, there);
});

it('waits no longer than the lease of a server that is gone, which denies by then', async () => {
  const person = await agreeingPerson(world);
  const [here, there] = [world.server(), world.server({ lengthMs: SHORT_MS })];
  await here.open([person]);
  await there.open([person]);
  await here.withdraw(person);
  expect(there.leases.valid()).toBe(false);
  expect(there.remembers(person)).toBe('consent.lease-lapsed');
  await there.leases.round();
  // Its name is void: it joins anew, and reads what it missed.
  expect(there.leases.valid()).toBe(false);
  await there.leases.round();
  expect(there.leases.valid()).toBe(true);
  expect(there.remembers(person)).not.toBe('allow');
  await leave(here, there);
});

it('revives nothing by a renewal that was long on its way', async () => {
  const person = await agreeingPerson(world);
  let held: Promise<void> = Promise.resolve();
  const { database } = world;
  const there = world.server({
    lengthMs: SHORT_MS,
    leaseDatabase: {
      statement: async (text, values, name) => {
        if (name === 'consent.renew') await held;
        return database.statement(text, values, name);
      },
    },
  });
  const here = world.server();
  await here.open([person]);
  await there.open([person]);
  let release: () => void = () => undefined;
  held = new Promise((resolve) => {
    release = resolve;
  });
  const renewal = there.leases.round();
  await here.withdraw(person);
  release();
  await renewal;
  expect(there.leases.valid()).toBe(false);
  expect(there.remembers(person)).toBe('consent.lease-lapsed');
  await leave(here, there);
});

it('waits for a server that has joined and has not yet read anything', async () => {
  const person = await agreeingPerson(world);
  const [here, there] = [world.server(), world.server()];
  await here.open([person]);
  const caughtUp = there.columns.catchUp.bind(there.columns);
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  there.columns.catchUp = async () => {
    const before = await caughtUp();
    await held;
    return before;
  };
  const joining = there.leases.round();
  await until(async () => (await world.act((tx) => tx.query('select 1 from consent.lease'))).length === 2);
  const answered = here.withdraw(person);
  expect(await isPending(answered)).toBe(true);
  goOn();
  await joining;
  there.columns.catchUp = caughtUp;
  await there.leases.round();
  await answered;
  await leave(here, there);
});

it('lets no answer leave that a no has overtaken, here or through another server, and none of others', async () => {
  const [person, other] = [await agreeingPerson(world), await agreeingPerson(world)];
  const [here, there] = [world.server(), world.server()];
  await here.open([person, other]);
  await there.open([person, other]);
  const own = here.gate.beginAnswer(person);
  const theirs = there.gate.beginAnswer(person);
  const unconcerned = there.gate.beginAnswer(other);
  const answered = here.withdraw(person);
  await until(() => here.leases.state().waiting === 1);
  expect([own.mayLeave(), theirs.mayLeave()]).toEqual([false, true]);
  await there.leases.round();
  await answered;
  expect([theirs.mayLeave(), unconcerned.mayLeave()]).toEqual([false, true]);
  await leave(here, there);
  expect(unconcerned.mayLeave()).toBe(false);
});

/** Random rounds: a server is at times left alone, a no goes through the other one; how often an allow followed its acknowledgement. */
async function allowsAfterNoes(rounds: number, seed: number, monotonic?: () => number): Promise<number> {
  const random = seededRandom(seed);
  const options = { lengthMs: SHORT_MS, ...(monotonic === undefined ? {} : { monotonic }) };
  const here = world.server();
  const there = world.server(options);
  const persons = await Promise.all(Array.from({ length: rounds }, () => agreeingPerson(world)));
  await here.open(persons);
  let violations = 0;
  for (const person of persons) {
    await there.open(persons);
    const working = random() < 0.5;
    let over = false;
    const keepsUp = async () => {
      while (!over) await there.leases.round();
    };
    const background = working ? keepsUp() : Promise.resolve();
    if (random() < 0.3)
      await here
        .act(async (tx) => {
          await here.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' });
          throw new Error('rolled back');
        })
        .catch(() => undefined);
    await here.withdraw(person);
    if (there.remembers(person) === 'allow') violations += 1;
    over = true;
    await background;
  }
  await leave(here, there);
  return violations;
}

it('never allows after an acknowledged no', async () => {
  expect(await allowsAfterNoes(6, SEED)).toBe(0);
});

it('would be found out: a server whose lease never lapses allows after an acknowledged no', async () => {
  expect(await allowsAfterNoes(6, 20261122, () => 0)).toBeGreaterThan(0);
});
