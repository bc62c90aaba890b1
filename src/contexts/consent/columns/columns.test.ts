import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agreeingPerson } from '../../../../test/support/gate-world.ts';
import { type MemoryWorld, openMemoryWorld } from '../../../../test/support/memory-world.ts';

const SMS = {
  activity: 'marketing',
  operation: 'use',
  channel: 'sms',
  message: { senderIdentity: true, optOutIncluded: true },
} as const;
const HOUR = 3_600_000;

let world: MemoryWorld;
beforeAll(async () => {
  world = await openMemoryWorld();
});
afterAll(() => world.close());
beforeEach(() => world.columns.settle());

/** Asks until memory knows: the first question about a class has PostgreSQL judge it. */
async function remembered(
  person: string,
  question: Parameters<typeof world.gate.decideAtOnce>[0] = { ...SMS, person },
) {
  // In the second in which something was said, PostgreSQL is asked.
  world.clock.advance(1000);
  await world.columns.settle();
  world.gate.decideAtOnce(question);
  await world.columns.settle();
  return world.gate.decideAtOnce(question);
}

describe('the gate in memory', () => {
  it('answers as PostgreSQL does, once it has judged somebody of the class', async () => {
    const person = await agreeingPerson(world);
    expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
    await world.columns.settle();
    const known = await remembered(person);
    expect(known).toEqual(await world.plain.decideIn({ ...SMS, person }));
    expect(known?.outcome).toBe('allow');
  });

  it('asks PostgreSQL about whoever it does not know, other instants, explanations and repeated requests for consent', async () => {
    const person = await agreeingPerson(world);
    await world.columns.settle();
    await remembered(person);
    const { decideAtOnce } = world.gate;
    expect(decideAtOnce({ ...SMS, person: randomUUID() })).toBeUndefined();
    expect(decideAtOnce({ ...SMS, person: 'no identifier' })).toBeUndefined();
    expect(decideAtOnce({ ...SMS, person, at: world.clock.now() })).toBeUndefined();
    expect(decideAtOnce({ ...SMS, person, explain: true })).toBeUndefined();
    expect(decideAtOnce({ ...SMS, person, operation: 'request_consent' })).toBeUndefined();
    expect(decideAtOnce({ ...SMS, person, activity: 'skin-care' })).toBeUndefined();
    expect(decideAtOnce({ ...SMS, person })?.outcome).toBe('allow');
  });

  it('knows nothing about a person while a no of theirs is under way, and the no when it has been caught up with', async () => {
    const person = await agreeingPerson(world);
    await world.columns.settle();
    await remembered(person);
    await world.act(async (tx) => {
      await world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' });
      expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
      await world.columns.catchUp();
      expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
      expect((await world.gate.decide(tx, { ...SMS, person })).outcome).toBe('deny');
    });
    expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
    await world.columns.catchUp();
    expect((await remembered(person))?.reasons[0]?.code).toBe('consent.withdrawn');
  });

  it('knows the person again when a no was rolled back', async () => {
    const person = await agreeingPerson(world);
    await world.columns.settle();
    await remembered(person);
    const changed = new Error('changed my mind');
    const act = world.act(async (tx) => {
      await world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' });
      throw changed;
    });
    await expect(act).rejects.toBe(changed);
    expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
    world.clock.advance(1000);
    await world.columns.catchUp();
    expect(world.gate.decideAtOnce({ ...SMS, person })?.outcome).toBe('allow');
  });

  it('applies what commits behind a transaction that stays open, and that one too when it ends', async () => {
    const [first, second] = [await agreeingPerson(world), await agreeingPerson(world)];
    await world.columns.settle();
    await remembered(first);
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let written: () => void = () => undefined;
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    // Another server: its writes pin nothing here.
    const long = world.act(async (tx) => {
      await world.plain.gate.withdraw(tx, { person: first, activity: 'marketing', by: 'test' });
      written();
      await held;
    });
    await isWritten;
    await world.act((tx) => world.plain.gate.withdraw(tx, { person: second, activity: 'marketing', by: 'test' }));
    await world.columns.catchUp();
    expect((await remembered(second))?.outcome).toBe('deny');
    expect(world.gate.decideAtOnce({ ...SMS, person: first })?.outcome).toBe('allow');
    finish();
    await long;
    world.clock.advance(1000);
    await world.columns.catchUp();
    expect(world.gate.decideAtOnce({ ...SMS, person: first })?.outcome).toBe('deny');
  });

  it('forgets who is due in the very second, and does not answer when the clock goes back', async () => {
    const person = await agreeingPerson(world);
    await world.columns.settle();
    await remembered(person);
    const keepUntil = world.clock.now().getTime() + 730 * 24 * HOUR;
    world.clock.advance(-1);
    expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
    world.clock.set(new Date(keepUntil));
    expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
    world.clock.advance(HOUR);
    await world.columns.settle();
    const decision = await remembered(person);
    expect(decision).toEqual(await world.plain.decideIn({ ...SMS, person }));
    expect(decision?.outcome).toBe('deny');
  });

  it('judges anew when a column is read anew, since its classes have other numbers then', async () => {
    const [first, second] = [await agreeingPerson(world), await agreeingPerson(world)];
    await remembered(first);
    await world.act((tx) => world.gate.withdraw(tx, { person: first, activity: 'marketing', by: 'test' }));
    expect((await remembered(first))?.outcome).toBe('deny');
    // A timetable reaches 40 days; a week before its end the column is read anew, and the first person is met first.
    world.clock.advance(34 * 24 * HOUR);
    const everybody = () => world.act((tx) => world.gate.decidePopulation(tx, { ...SMS, ordinals: 'all' }));
    const before = await everybody();
    await world.columns.settle();
    for (const person of [first, second])
      expect(await remembered(person)).toEqual(await world.plain.decideIn({ ...SMS, person }));
    expect([...(await everybody()).allowed]).toEqual([...before.allowed]);
  });

  it('counts nobody whom a transaction was making known that was taken back', async () => {
    const { excluded } = await world.act((tx) => world.gate.decidePopulation(tx, { ...SMS, ordinals: 'all' }));
    const taken = new Error('taken back');
    const act = world.act(async (tx) => {
      await world.gate.registerSubjects(tx, [{ person: randomUUID(), role: 'customer' }]);
      throw taken;
    });
    await expect(act).rejects.toBe(taken);
    const after = await world.act((tx) => world.gate.decidePopulation(tx, { ...SMS, ordinals: 'all' }));
    const counted = (groups: typeof excluded) => groups.map(({ code, count }) => [code, count]);
    expect(counted(after.excluded)).toEqual(counted(excluded));
  });

  it('counts somebody new also while they are being read', async () => {
    const everybody = () => world.act((tx) => world.gate.decidePopulation(tx, { ...SMS, ordinals: 'all' }));
    const countIn = ({ allowed, excluded }: Awaited<ReturnType<typeof everybody>>) =>
      excluded.reduce((sum, { count }) => sum + count, allowed.length);
    const before = countIn(await everybody());
    const { reader } = world.columns.memory;
    const read = reader.read.bind(reader);
    const during: number[] = [];
    reader.read = async (...asked) => {
      during.push(countIn(await everybody()));
      return read(...asked);
    };
    await world.act((tx) => world.gate.registerSubjects(tx, [{ person: randomUUID(), role: 'customer' }]));
    await world.columns.catchUp();
    reader.read = read;
    expect(during).toEqual([before + 1]);
    expect(countIn(await everybody())).toBe(before + 1);
  });

  it('answers nothing while the register changes, and by the new register afterwards', async () => {
    const person = await agreeingPerson(world);
    await world.columns.settle();
    await remembered(person);
    await world.act(async (tx) => {
      await world.register.setContractState(tx, {
        activity: 'marketing',
        recipient: '示例短信服务有限公司',
        state: 'ended',
        documentHash: null,
        by: 'staff:dpo',
      });
      expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
      expect((await world.gate.decide(tx, { ...SMS, person })).reasons[0]?.code).toBe('consent.contract-missing');
    });
    expect(world.gate.decideAtOnce({ ...SMS, person })).toBeUndefined();
    expect((await remembered(person))?.reasons[0]?.code).toBe('consent.contract-missing');
  });

  it('takes rows of a backup, whose transactions have numbers of another database, for no news', async () => {
    const person = await agreeingPerson(world);
    await world.columns.settle();
    await remembered(person);
    await world.act((tx) =>
      tx.execute(
        `insert into consent.change (transaction, ordinal, kind, at)
         select '4000000000000'::xid8, ordinal, 'everybody', now() from consent.subject`,
      ),
    );
    await world.columns.catchUp();
    expect(world.columns.state().activities).toBeGreaterThan(2);
    expect(world.gate.decideAtOnce({ ...SMS, person })).toBeDefined();
  });

  it('says what it holds', async () => {
    await agreeingPerson(world);
    await world.columns.settle();
    const state = world.columns.state();
    expect(state.people).toBeGreaterThan(0);
    expect(state.activities).toBeGreaterThan(2);
    expect(state.pinned).toBe(0);
    expect(state.applied).toMatch(/^\d+:\d+:/);
    expect((await world.columns.catchUp()).applied).toBe(world.columns.state().applied);
  });
});
